import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decide } from "../../provider/decision/decide.js";
import type { Decision } from "../../provider/decision/decision.js";
import { explain } from "../../provider/decision/explain.js";
import type { CertificateFacts } from "../../provider/record/certificate-facts.js";
import type { Observed } from "../../provider/record/observed.js";
import type { CertificateSpec } from "../../provider/spec/certificate-spec.js";
import { day, granted, issuedAt, owner, specOf } from "../support/observations.js";
import { cases, instants, names, specs } from "./arbitrary.js";
import { obeyed } from "./hand.js";

const hour = 3_600_000;

const elsewise = fc.constantFrom<Observed>(
  { state: "absent", owner },
  { state: "absent", owner, recorded: { revision: 7 } },
  { state: "foreign", owned: "somebody else", owner },
  { state: "unreadable", what: "it is not JSON", owner, recorded: { revision: 2 } },
  { state: "unreachable", cause: "connection refused", owner },
  { state: "wrong cluster", observed: "a", wanted: "b", owner },
);
const observations: fc.Arbitrary<readonly [CertificateSpec, Observed, number]> = fc.oneof(
  { weight: 6, arbitrary: cases },
  fc.tuple(specs, elsewise, instants),
);

const periods = fc.oneof(fc.integer({ min: 0, max: 800 * day }), fc.integer({ min: 0, max: 30 * day }));

/** Whether its time has come, by whichever rule, also where a window still holds it back. */
const isDue = ({ reasons, warnings }: Decision) =>
  [...reasons, ...warnings].some(({ code }) =>
    ["Renewing", "RenewalInfo", "Expired", "OutsideWindow"].includes(code),
  );

describe("the laws of decide", () => {
  it("is total and deterministic: every observation has one answer", () => {
    fc.assert(
      fc.property(observations, ([spec, observed, now]) => {
        expect(decide(spec, observed, now)).toEqual(decide(spec, structuredClone(observed), now));
      }),
    );
  });

  it("is monotone: what is due stays due, for the same reasons at least", () => {
    fc.assert(
      fc.property(cases, periods, ([spec, observed, now], later) => {
        const [before, after] = [decide(spec, observed, now), decide(spec, observed, now + later)];
        if (before.reasons.some((reason) => reason.code === "Expired"))
          expect(explain(after)).toBe(explain(before));
        if (isDue(before)) expect(isDue(after)).toBe(true);
        if (before.action === "keep") return;
        expect(after.action).not.toBe("keep");
        expect(before.action === "reissue" ? after.action : "reissue").toBe("reissue");
      }),
    );
  });

  it("settles: after an obedient issuer has acted there is nothing to do", () => {
    fc.assert(
      fc.property(observations, ([spec, observed, now]) => {
        const decision = decide(spec, observed, now);
        fc.pre(decision.action !== "defer");
        const after = decide(spec, obeyed(spec, observed, decision, now), now);
        // What waits for a window alone is settled until it opens.
        const text = after.action === "defer" && !after.wanted ? "keep" : explain(after);
        expect(text).toBe("keep");
      }),
    );
  });

  it("is accountable: reasons are empty exactly when it keeps, and each names what was observed", () => {
    fc.assert(
      fc.property(observations, ([spec, observed, now]) => {
        const { action, reasons } = decide(spec, observed, now);
        expect(reasons.length === 0).toBe(action === "keep");
        for (const reason of reasons) expect(reason.observed ?? reason.since).toBeDefined();
        expect(explain(decide(spec, observed, now))).not.toContain("unknown");
      }),
    );
  });

  it("is indifferent to the order of names", () => {
    fc.assert(
      fc.property(names, instants, (dnsNames, now) => {
        const observed = issuedAt(specOf({ dnsNames }), now);
        const certificate = { ...observed.certificate, dnsNames: dnsNames.toReversed() };
        expect(
          decide(specOf({ dnsNames: dnsNames.toReversed() }), { ...observed, certificate }, now).action,
        ).toBe("keep");
      }),
    );
  });

  it("asks a disobedient issuer once a specification: what it did not grant is no reason to ask again", () => {
    const disobedient = (spec: CertificateSpec, now: number, serial?: number): CertificateFacts => {
      const { commonName: _, ...certificate } = granted(spec, now, serial);
      const life = Math.max(Math.floor(spec.duration / 2000) * 1000, hour / 2);
      return { ...certificate, notAfter: certificate.notBefore + life, isCA: false, subject: "CN=other" };
    };
    fc.assert(
      fc.property(specs, instants, (spec, now) => {
        const issue = decide(spec, { state: "absent", owner }, now);
        const after = obeyed(spec, { state: "absent", owner }, issue, now, disobedient);
        expect(explain(decide(spec, after, now))).toBe("keep");
      }),
    );
  });

  it("differs with and without a look at the Secret only in repair or reissue for what happened to it", () => {
    fc.assert(
      fc.property(cases, ([spec, observed, now]) => {
        const blind = decide(
          spec,
          { ...observed, material: { state: "not inspected", why: "forbidden" } },
          now,
        );
        const seeing = decide(spec, observed, now);
        if (blind.action === seeing.action) return;
        // What the CA takes no order for is wanted all the same.
        const wanted = seeing.action === "defer" && seeing.wanted ? "reissue" : seeing.action;
        expect(["repair", "reissue"]).toContain(wanted);
        expect(observed.material.state === "changed" || observed.material.state === "absent").toBe(true);
      }),
    );
  });
});
