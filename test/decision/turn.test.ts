import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decide } from "../../provider/decision/decide.js";
import { explain, row } from "../../provider/decision/explain.js";
import type { Observed } from "../../provider/record/observed.js";
import { day, dueFrom, issuedAt, notAfter, notBefore, specOf } from "../support/observations.js";

const by = (atMost: number, more: object = {}) => ({
  issuer: { ca: { secretName: "root-ca", reissue: { atMost } } },
  ...more,
});
const nights = [{ days: ["Tue"], start: "22:00", end: "04:00", timeZone: "Europe/Berlin" }];

/** A certificate whose CA has another key, with so many others before it. */
function signedBefore(inputs: Record<string, unknown>, ahead: number): Observed {
  return {
    ...issuedAt(specOf(inputs), notBefore),
    issuer: { state: "present", keyHash: "d".repeat(64), subject: "CN=Example Root", notAfter },
    turn: { ahead },
  };
}

const decided = (inputs: Record<string, unknown>, seen: Observed, now = notBefore + day) =>
  decide(specOf(inputs), seen, now);

const aKey =
  "the CA's key is another one: signed by key cccccccccccc, wanted key dddddddddddd of CN=Example Root";

describe("a CA that changed its key", () => {
  const rows: [sentence: string, ahead: number, line: string][] = [
    ["re-issues the last that has its turn", 1, `reissue - ${aKey}; revision 2`],
    [
      "leaves the next one for the up that follows",
      2,
      "defer - the CA's key is another one, and with that it is issued again 1 up later: 2 others are before it, and at most 2 have their turn in one",
    ],
    [
      "says how many follow before a later one",
      7,
      "defer - the CA's key is another one, and with that it is issued again 3 ups later: 7 others are before it, and at most 2 have their turn in one",
    ],
  ];
  it.each(rows)("%s", (_, ahead, line) => {
    expect(row(decided(by(2), signedBefore(by(2), ahead)))).toEqual({ severity: "info", line });
  });

  it("re-issues all where nothing is known of the others", () => {
    const { turn: _, ...seen } = signedBefore(by(1), 9);
    expect(decided(by(1), seen as Observed).action).toBe("reissue");
  });

  it("re-issues all where the key pair is the program's own", () => {
    const pem = "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n";
    const key = "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n";
    const given = { issuer: { ca: { certificatePem: pem, privateKeyPem: key } } };
    expect(decided(given, signedBefore(given, 99)).action).toBe("reissue");
  });

  const others: [what: string, changes: object, now: number, line: string][] = [
    [
      "falls due",
      {},
      dueFrom,
      `renew - ${aKey}; due since 2026-11-01T00:00:00Z (a third of its 90 days remained); it ends 2026-12-01T00:00:00Z; revision 2`,
    ],
    [
      "is renewed by the user's word",
      { renewal: { trigger: "leak" } },
      notBefore,
      `renew - ${aKey}; forced: renewal.trigger was none, is leak; revision 2`,
    ],
    [
      "gets another name",
      { dnsNames: ["www.example.com"] },
      notBefore,
      `reissue - dnsNames was shop.example.com, wanted www.example.com; ${aKey}; revision 2`,
    ],
  ];
  it.each(others)("does not keep one waiting that %s", (_, changes, now, line) => {
    expect(explain(decided(by(1, changes), signedBefore(by(1), 9), now))).toBe(line);
  });

  it("repairs what is waiting, and says that it waits", () => {
    const labelled = by(1, { secretTemplate: { labels: { team: "shop" } } });
    expect(row(decided(labelled, signedBefore(by(1), 3)))?.line).toBe(
      "repair - secretTemplate.labels.team is not as the program has it; revision 1 is written again (the CA's key is another one, and with that it is issued again 3 ups later: 3 others are before it, and at most 1 have their turn in one)",
    );
  });

  it("opens no window: what is due then waits for both", () => {
    const inputs = by(1, { renewal: { windows: nights } });
    expect(explain(decided(inputs, signedBefore(inputs, 9), dueFrom))).toMatch(
      /^defer - due since .* held back until/,
    );
  });
});

describe("the laws of a turn", () => {
  const counts = fc.integer({ min: 1, max: 30 });

  it("so many are issued again in each up, and all of them in the end", () => {
    fc.assert(
      fc.property(counts, counts, (count, atMost) => {
        let waiting = Array.from({ length: count }, (_, i) => i);
        for (let run = 0; waiting.length > 0; run++) {
          const decisions = waiting.map((_, ahead) => decided(by(atMost), signedBefore(by(atMost), ahead)));
          const left = waiting.filter((_, i) => decisions[i]?.action === "defer");
          expect(waiting.length - left.length).toBe(Math.min(atMost, count - run * atMost));
          waiting = left;
        }
      }),
    );
  });

  it("comes as many ups later as is said", () => {
    fc.assert(
      fc.property(counts, fc.integer({ min: 0, max: 200 }), (atMost, ahead) => {
        const text = explain(decided(by(atMost), signedBefore(by(atMost), ahead)));
        const [, ups = "0"] = /again (\d+) ups? later/.exec(text) ?? [];
        const left = ahead - Number(ups) * atMost;
        expect(left >= 0 && left < atMost).toBe(true);
      }),
    );
  });

  it("is waited for without failing: nothing is wanted, and nothing changes with time but that it falls due", () => {
    fc.assert(
      fc.property(counts, fc.integer({ min: notBefore, max: notAfter + day }), (atMost, now) => {
        const decision = decided(by(atMost), signedBefore(by(atMost), atMost), now);
        expect(decision.action === "defer" ? decision.wanted : undefined).toBe(
          now < dueFrom ? false : undefined,
        );
      }),
    );
  });
});
