import { describe, expect, it } from "vitest";
import { awaitChallenges } from "../../provider/destroy/await-challenges.js";
import type { Leaving } from "../../provider/destroy/leaving-challenges.js";

const challenge: Leaving = {
  metadata: {
    ...{ name: "web-tls-1-2-3", namespace: "shop", uid: "u", resourceVersion: "1" },
    ...{ deletionTimestamp: "2026-11-24T21:00:00Z", finalizers: ["acme.cert-manager.io/finalizer"] },
  },
  spec: { dnsName: "*.shop.example.com", type: "DNS-01", issuerRef: { name: "acme", kind: "ClusterIssuer" } },
};
const failing: Leaving = {
  ...challenge,
  spec: { ...challenge.spec, dnsName: "shop.example.com", type: "HTTP-01" },
  status: { reason: "Error cleaning up challenge: error getting secret: secret 'tsig' not found" },
};

interface Case {
  /** What is seen, look by look; the last one for ever. */
  readonly seen: readonly (readonly Leaving[] | undefined)[];
  readonly controllerRuns?: boolean;
  readonly mayGiveUp?: boolean;
  /** Whether it is there still after it was given up. */
  readonly remains?: boolean;
}

/** What came of it, in made time: when it ended, what was reported, given up and thrown. */
async function awaited({ seen, controllerRuns = true, mayGiveUp = false, remains = false }: Case) {
  let [looks, now] = [0, 0];
  const lines: string[] = [];
  const givenUp: string[] = [];
  const thrown = await awaitChallenges(
    { what: "ClusterIssuer acme", stands: "It stands, since cleaning up takes it" },
    {
      see: async () => {
        const all = seen[Math.min(looks++, seen.length - 1)];
        return all?.filter(({ metadata }) => remains || !givenUp.includes(metadata.name));
      },
      controllerRuns: async () => controllerRuns,
      giveUp: async ({ metadata }) => void givenUp.push(metadata.name),
      now: () => now,
      sleep: async (milliseconds) => {
        now += milliseconds;
        if (now > 3_600_000) throw new Error("it waits for ever");
      },
      report: async (severity, line) => void lines.push(`${severity}: ${line}`),
    },
    { timeout: 300_000, mayGiveUp },
  ).then(
    () => undefined,
    (error: Error) => error.message,
  );
  return { seconds: now / 1000, lines, givenUp, thrown };
}

const waits =
  "Challenge shop/web-tls-1-2-3 of *.shop.example.com is being deleted since 2026-11-24T21:00:00Z and waits for its finalizer acme.cert-manager.io/finalizer";

describe("what must not go before a Challenge has gone", () => {
  it("goes at once where there is none", async () => {
    expect(await awaited({ seen: [[]] })).toEqual({ seconds: 0, lines: [], givenUp: [], thrown: undefined });
  });

  it("goes with a warning where Challenges may not be listed", async () => {
    expect(await awaited({ seen: [undefined] })).toEqual({
      ...{ seconds: 0, givenUp: [], thrown: undefined },
      lines: [
        "warning: whether a Challenge is on its way out was not looked at, for Challenges may not be listed: one that is may hang when ClusterIssuer acme is gone",
      ],
    });
  });

  it("waits for the controller, and says so once", async () => {
    expect(await awaited({ seen: [[challenge], [challenge], []] })).toEqual({
      ...{ seconds: 1, givenUp: [], thrown: undefined },
      lines: [`info: waiting: ${waits}: cert-manager is at it`],
    });
  });

  it("stays when no controller runs, after the ten seconds that a new Pod may take", async () => {
    expect(await awaited({ seen: [[challenge]], controllerRuns: false })).toMatchObject({
      seconds: 10,
      thrown: `ClusterIssuer acme was not deleted: ${waits}: no Pod of cert-manager's controller runs. It stands, since cleaning up takes it. Let the controller run and run pulumi destroy again, or set KUBECERTS_REMOVE_FINALIZERS=true for one run: then the finalizer is taken away, and its TXT record at _acme-challenge.shop.example.com may stay behind.`,
    });
  });

  it("stays when the controller cannot clean up, and says why not", async () => {
    const { seconds, thrown } = await awaited({ seen: [[failing, challenge]] });
    expect(seconds).toBe(60);
    expect(thrown).toContain(
      "Challenge shop/web-tls-1-2-3 of shop.example.com (and 1 more) is being deleted since",
    );
    expect(thrown).toContain(
      "cert-manager says: Error cleaning up challenge: error getting secret: secret 'tsig' not found.",
    );
    expect(thrown).toContain("its solver's Pod, Service and Ingress may stay behind");
  });

  it("stays where giving it up does not help, which is tried once", async () => {
    const { givenUp, thrown } = await awaited({
      ...{ seen: [[challenge]], controllerRuns: false, mayGiveUp: true, remains: true },
    });
    expect(givenUp).toEqual(["web-tls-1-2-3"]);
    expect(thrown).toMatch(/^ClusterIssuer acme was not deleted: Challenge shop\/web-tls-1-2-3 /);
  });

  it("gives it up by consent alone, after the same patience, and says what stays behind", async () => {
    const { givenUp, lines, thrown, seconds } = await awaited({
      ...{ seen: [[challenge]], controllerRuns: false, mayGiveUp: true },
    });
    expect([givenUp, thrown, seconds]).toEqual([["web-tls-1-2-3"], undefined, 10.5]);
    expect(lines.at(-1)).toBe(
      "warning: Challenge shop/web-tls-1-2-3 of *.shop.example.com was given up: its TXT record at _acme-challenge.shop.example.com may stay behind",
    );
  });
});
