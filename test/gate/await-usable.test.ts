import { describe, expect, it } from "vitest";
import { awaitUsable } from "../../provider/gate/await-usable.js";
import type { Observation } from "../../provider/gate/observation.js";

const usable: Observation = {
  unserved: [],
  valid: { status: 201, message: "", identified: true },
  malformed: {
    status: 406,
    message: 'admission webhook "webhook.cert-manager.io" denied the request: spec.request: Invalid value',
    identified: false,
  },
};
const missing: Observation = { unserved: ["issuers.cert-manager.io"] };
const away: Observation = { unreachable: "connection refused", unserved: [] };
const forbidden: Observation = {
  unserved: [],
  valid: {
    status: 403,
    message: 'certificaterequests is forbidden: User "ci" cannot create resource "certificaterequests"',
    identified: false,
  },
};

describe("the gate's wait", () => {
  it("is over when two looks in a row find an API that works", async () => {
    expect(await wait([usable])).toEqual({ cause: undefined, reports: [], looks: 2 });
    expect(await wait([usable, missing, usable])).toEqual({
      cause: undefined,
      reports: ["CrdMissing"],
      looks: 4,
    });
  });

  it("tells each cause once, and lasts through an API server that is away", async () => {
    const { cause, reports } = await wait([missing, missing, away, away, missing, usable]);
    expect(cause).toBeUndefined();
    expect(reports).toEqual(["CrdMissing", "Unreachable", "CrdMissing"]);
  });

  it("ends at once where waiting does not help", async () => {
    expect(await wait([forbidden])).toMatchObject({ cause: "Forbidden", looks: 1 });
  });

  it("looks soon at first and every two seconds later, and gives up at the deadline with the last cause", async () => {
    const { cause, looks, ended } = await wait([missing]);
    expect(cause).toBe("CrdMissing");
    expect(looks).toBe(36);
    expect(ended).toBeLessThanOrEqual(60_000);
  });
});

async function wait(seen: readonly Observation[]) {
  let [looks, now] = [0, 0];
  const reports: string[] = [];
  const cause = await awaitUsable(
    {
      look: async () => seen[Math.min(looks++, seen.length - 1)]!,
      now: () => now,
      sleep: async (milliseconds) => {
        now += milliseconds;
      },
      report: async ({ code }) => void reports.push(code),
    },
    { namespace: "cert-manager", timeout: 60_000 },
  );
  return { cause: cause?.code, reports, looks, ...(cause && { ended: now }) };
}
