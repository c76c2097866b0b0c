import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decide } from "../../provider/decision/decide.js";
import { type Decision, orders, type ReasonCode, reasonCodes } from "../../provider/decision/decision.js";
import { explainReason, row } from "../../provider/decision/explain.js";
import type { Observed, Present } from "../../provider/record/observed.js";
import { day, issuedAt } from "../support/observations.js";
import { cases, instants, specs } from "./arbitrary.js";

/** Reasons that come and go with time alone. */
const ofTime: readonly ReasonCode[] = [
  "Renewing",
  "RenewalInfo",
  "Expired",
  "OutsideWindow",
  "Backoff",
  "RateLimited",
];

/** What only the outputs in the state tell, which `check` does not see. */
const ofState: readonly ReasonCode[] = reasonCodes.record;

const told = ({ reasons }: Decision, without: readonly ReasonCode[]) =>
  reasons.filter(({ code }) => !without.includes(code)).map(explainReason);
const isHeld = ({ action }: Decision) => action === "defer";

describe("over time", () => {
  it("what is neither due nor changed has no diff at any instant, and nothing on its row", () => {
    fc.assert(
      fc.property(
        specs,
        instants,
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (spec, at, part) => {
          const observed = issuedAt(spec, at);
          const { notBefore } = observed.certificate;
          const due = observed.record.renewalTime ?? 0;
          const decision = decide(spec, observed, notBefore + Math.floor((due - notBefore) * part));
          expect([decision.action, row(decision)]).toEqual(["keep", undefined]);
        },
      ),
    );
  });

  it("two previews of the same facts differ only in what time itself brings", () => {
    fc.assert(
      fc.property(cases, fc.integer({ min: 0, max: 400 * day }), ([spec, seen, now], later) => {
        const [first, second] = [decide(spec, seen, now), decide(spec, seen, now + later)];
        // What is held back tells the hold alone.
        if (isHeld(first) || isHeld(second)) return;
        const held = [first, second].some(({ warnings }) =>
          warnings.some(({ code }) => code === "OutsideWindow"),
        );
        if (!held) expect(told(second, ofTime)).toEqual(told(first, ofTime));
      }),
    );
  });

  it("check, which sees no outputs, and diff, which does, differ only in what the outputs tell", () => {
    fc.assert(
      fc.property(cases, ([spec, seen, now]) => {
        const { recorded, ...rest } = seen;
        fc.pre(recorded !== undefined);
        const inCheck = decide(spec, { ...rest, recorded: { revision: recorded?.revision ?? 0 } }, now);
        const inDiff = decide(spec, seen, now);
        expect(told(inCheck, ofState)).toEqual(told(inDiff, ofState));
        if (inCheck.action !== inDiff.action)
          expect([inCheck.action, inDiff.action].sort()).toEqual(["keep", "record"]);
      }),
    );
  });
});

/** One fact that changes between a preview and the next, and the reasons that may then be others. */
const changes: readonly [fact: string, change: Partial<Observed & Present>, codes: readonly ReasonCode[]][] =
  [
    ["the Secret is deleted", { material: { state: "absent" } }, ["DoesNotExist"]],
    [
      "somebody writes another certificate into the Secret",
      {
        material: {
          state: "changed",
          restorable: true,
          changes: [{ code: "SecretMismatch", field: "tls.crt", observed: "another", wanted: "this" }],
        },
      },
      ["SecretMismatch"],
    ],
    [
      "the record loses its label",
      { recordFault: { code: "LabelMissing", why: "its label was removed" } },
      ["LabelMissing"],
    ],
    [
      "the CA gets another key",
      { issuer: { state: "present", keyHash: "e".repeat(64), subject: "CN=ca", notAfter: 0 } },
      ["IncorrectIssuer"],
    ],
    [
      "the state knows another certificate",
      { recorded: { revision: 1, fingerprint: "e".repeat(64) } },
      ofState,
    ],
  ];

describe("a fact that changes between two previews", () => {
  it.each(changes)("is what the second one tells: %s", (_fact, change, codes) => {
    fc.assert(
      fc.property(specs, instants, fc.integer({ min: 0, max: 200 * day }), (spec, at, later) => {
        const before = issuedAt(spec, at);
        const [first, second] = [before, { ...before, ...change }].map((seen) =>
          decide(spec, seen, at + later),
        );
        if (first === undefined || second === undefined || isHeld(first) || isHeld(second)) return;
        expect(told(second, codes)).toEqual(told(first, codes));
        expect(second.reasons.some(({ code }) => codes.includes(code))).toBe(true);
        // An order that was announced is not taken back for it.
        if (first.action !== "keep" && orders(first.action as "renew"))
          expect(second.action).not.toBe("keep");
      }),
      { numRuns: 50 },
    );
  });
});
