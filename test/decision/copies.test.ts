import { describe, expect, it } from "vitest";
import { besideCopies } from "../../provider/decision/copies.js";
import { decide } from "../../provider/decision/decide.js";
import { explain, explainReason } from "../../provider/decision/explain.js";
import type { CopySeen, CopyState } from "../../provider/record/copy-seen.js";
import { dueFrom, granted, issuedAt, notBefore, specOf } from "../support/observations.js";

const spec = specOf({ copies: [{ namespace: "audit" }] });
const { fingerprint } = granted(spec, notBefore);

/** A copy on the list that holds the certificate, but for what is said. */
const copy = (seen: CopyState, more: Partial<CopySeen> = {}): CopySeen => ({
  name: "audit/web-tls",
  listed: 0,
  holds: fingerprint,
  seen,
  ...more,
});
const unlisted = (seen: CopyState): CopySeen => ({ name: "audit/web-tls", holds: fingerprint, seen });
const decided = (one: CopySeen, now = notBefore) =>
  decide(spec, { ...issuedAt(spec, notBefore), copies: [one] }, now);

const forbidden = { state: "not inspected", why: "the identity may not list the Secrets of audit" } as const;
const away = { state: "unreachable", why: "connection refused" } as const;
const another = { state: "wrong cluster", observed: "uid:b", wanted: "uid:a" } as const;

describe("a copy", () => {
  const rows: [what: string, copy: CopySeen, decision: string][] = [
    ["that holds the certificate is kept", copy({ state: "intact" }), "keep"],
    [
      "that is gone is written again",
      copy({ state: "absent" }),
      "repair - the copy audit/web-tls is not there; revision 1 is written again",
    ],
    [
      "that holds what was there before a renewal is written again",
      copy({ state: "intact" }, { holds: "f".repeat(64) }),
      "repair - the copy audit/web-tls holds what was there before; revision 1 is written again",
    ],
    [
      "that was changed is written again",
      copy({ state: "changed", why: "was changed: the Secret lacks tls.key" }),
      "repair - the copy audit/web-tls was changed: the Secret lacks tls.key; revision 1 is written again",
    ],
    [
      "that is somebody else's by now is to be told of",
      copy({ state: "foreign", owned: "somebody else" }),
      "repair - the copy audit/web-tls cannot be written: the Secret there belongs to somebody else; revision 1 is written again",
    ],
    [
      "in another cluster than it was written in is to be told of",
      copy(another),
      "repair - the copy audit/web-tls is not written: this is another cluster (uid:b) than the one it was written in (uid:a); revision 1 is written again",
    ],
    ["that was as wanted and cannot be looked at is believed", copy(forbidden), "keep"],
    ["whose cluster is away is believed likewise", copy(away), "keep"],
    [
      "that was never written is wanted, also where nobody may look",
      { name: "audit/web-tls", listed: 0, seen: away },
      "repair - the copy audit/web-tls is not known to be there: connection refused; revision 1 is written again",
    ],
    [
      "that was taken off the list is removed",
      unlisted({ state: "intact" }),
      "repair - the copy audit/web-tls is not on the list any more; revision 1 is written again",
    ],
    [
      "that is off the list and gone is forgotten, too",
      unlisted({ state: "absent" }),
      "repair - the copy audit/web-tls is not on the list any more; revision 1 is written again",
    ],
    [
      "that is off the list and was never written asks for nothing",
      { name: "audit/web-tls", seen: away },
      "keep",
    ],
  ];
  it.each(rows)("%s", (_, one, decision) => {
    expect(explain(decided(one))).toBe(decision);
  });

  it.each([
    ["its cluster is away", away, "the copy audit/web-tls could not be looked at: connection refused"],
    [
      "nobody may look",
      forbidden,
      "the Secret was not inspected: the copy audit/web-tls: the identity may not list the Secrets of audit",
    ],
  ])("is warned of when %s", (_, seen, warning) => {
    expect(decided(copy(seen)).warnings.map(explainReason)).toEqual([warning]);
  });

  it("asks for nothing more than a renewal does", () => {
    expect(explain(decided(copy({ state: "absent" }), dueFrom))).toMatch(
      /^renew - due since .*; the copy audit\/web-tls is not there; revision 2$/,
    );
  });
});

describe("what is to be done beside copies", () => {
  const missing = { code: "CopyMissing", observed: "is not there" } as const;
  const repair = (...codes: ("LabelMissing" | "RenewedElsewhere")[]) =>
    ({
      action: "repair",
      reasons: [missing, ...codes.map((code) => ({ code }))],
      warnings: [],
      revision: 1,
    }) as const;

  it.each([
    ["is nothing where they alone are meant", repair(), "keep"],
    ["is a record where the state is behind", repair("RenewedElsewhere"), "record"],
    ["is a repair where the certificate drifted, too", repair("RenewedElsewhere", "LabelMissing"), "repair"],
  ])("%s", (_, decision, action) => {
    const rest = besideCopies(decision);
    expect(rest.action).toBe(action);
    expect(rest.reasons.map(({ code }) => code)).not.toContain("CopyMissing");
  });
});
