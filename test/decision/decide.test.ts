import { describe, expect, it } from "vitest";
import { decide } from "../../provider/decision/decide.js";
import { explain, explainReason } from "../../provider/decision/explain.js";
import type { Observed, Present } from "../../provider/record/observed.js";
import { besides } from "../../provider/spec/requested.js";
import { day, dueFrom, issuedAt, notAfter, notBefore, owner, specOf } from "../support/observations.js";

const spec = specOf();
const issued = issuedAt(spec, notBefore);

/** What was seen, with parts of it seen otherwise. */
function seen(changes: Partial<Observed & Present>): Observed {
  return { ...issued, ...changes } as Observed;
}

const rows: readonly [
  sentence: string,
  wanted: string,
  observed: Observed,
  now?: number,
  changes?: Record<string, unknown>,
][] = [
  ["keeps what fits", "keep", issued],
  ["keeps a certificate one millisecond before it is due", "keep", issued, dueFrom - 1],
  [
    "renews it at the instant when it falls due",
    "renew - due since 2026-11-01T00:00:00Z (a third of its 90 days remained); it ends 2026-12-01T00:00:00Z; revision 2",
    issued,
    dueFrom,
  ],
  [
    "says the same a month later",
    "renew - due since 2026-11-01T00:00:00Z (a third of its 90 days remained); it ends 2026-12-01T00:00:00Z; revision 2",
    issued,
    notAfter,
  ],
  [
    "says that it expired, from the second after its last",
    "renew - expired on 2026-12-01T00:00:00Z; revision 2",
    issued,
    notAfter + 1,
  ],
  [
    "issues what proved to be absent",
    "issue - nothing exists yet at shop/web-tls; revision 1",
    { state: "absent", owner },
  ],
  [
    "counts on from the revision that the state knew",
    "issue - nothing is at shop/web-tls, though the state knows of it: it is gone with its private key, or was never issued; revision 4",
    { state: "absent", owner, recorded: { revision: 3, fingerprint: "e" } },
  ],
  [
    "claims no revision of which only its decision is known, which may have failed",
    "issue - nothing is at shop/web-tls, though the state knows of it: it is gone with its private key, or was never issued; revision 4 at most",
    { state: "absent", owner, recorded: { revision: 3 } },
  ],
  [
    "knows that after a creation that failed the first revision is still to come",
    "issue - nothing exists yet at shop/web-tls; revision 1",
    { state: "absent", owner, recorded: { revision: 0 } },
  ],
  [
    "reissues for a changed name, and names the field",
    "reissue - dnsNames was shop.example.com, wanted shop.example.com, www.example.com; revision 2",
    issued,
    notBefore,
    { dnsNames: ["www.example.com", "shop.example.com"] },
  ],
  [
    "gives every reason, the largest action first",
    "reissue - privateKey.algorithm was RSA, wanted ECDSA; privateKey.size was 2048, wanted 256; due since 2026-11-01T00:00:00Z (a third of its 90 days remained); it ends 2026-12-01T00:00:00Z; revision 2",
    issued,
    dueFrom,
    { privateKey: { algorithm: "ECDSA" } },
  ],
  [
    "renews when the trigger changes",
    "renew - forced: renewal.trigger was none, is 2; revision 2",
    issued,
    notBefore,
    { renewal: { trigger: 2 } },
  ],
  [
    "writes labels again without an order",
    "repair - secretTemplate.labels.team is not as the program has it; revision 1 is written again",
    issued,
    notBefore,
    { secretTemplate: { labels: { team: "web" } } },
  ],
  [
    "records another renewal time without an order",
    "record - the renewal time moves from 2026-11-01T00:00:00Z to 2026-11-21T00:00:00Z; revision 1 is only recorded",
    issued,
    notBefore,
    { renewBefore: "240h" },
  ],
  [
    "reissues when the Secret is gone",
    "reissue - the Secret is gone, and its private key with it; revision 2",
    seen({ material: { state: "absent" } }),
  ],
  [
    "repairs a Secret whose key is still the certificate's",
    "repair - tls.crt in the Secret is text that is no certificate, wanted the recorded certificate; revision 1 is written again",
    seen({
      material: {
        state: "changed",
        restorable: true,
        changes: [
          {
            code: "SecretMismatch",
            field: "tls.crt",
            observed: "text that is no certificate",
            wanted: "the recorded certificate",
          },
        ],
      },
    }),
  ],
  [
    "reissues when the key is another one",
    "reissue - tls.key in the Secret is not the certificate's key: it is the key of another certificate; revision 2",
    seen({
      material: {
        state: "changed",
        restorable: false,
        changes: [
          {
            code: "InvalidKeyPair",
            field: "tls.key",
            observed: "the key of another certificate",
            wanted: "the certificate's key",
          },
        ],
      },
    }),
  ],
  [
    "reissues when another key of the CA signs now",
    "reissue - the CA's key is another one: signed by key cccccccccccc, wanted key dddddddddddd of CN=root; revision 2",
    seen({ issuer: { state: "present", keyHash: "d".repeat(64), subject: "CN=root", notAfter } }),
  ],
  [
    "records what somebody else renewed",
    "record - revision 1 is there, issued 2026-09-02T00:00:00Z; the state knew revision 3; revision 3 is only recorded",
    seen({ recorded: { revision: 3, fingerprint: "e".repeat(64) } }),
  ],
  [
    "takes into the state what it did not know",
    "record - revision 1 is there already and fits; only the state did not know it; revision 1 is only recorded",
    (({ recorded: _, ...rest }) => rest)(issued),
  ],
  [
    "reissues what cannot be read",
    "reissue - what is there cannot be read: the record is not JSON; revision 2",
    {
      state: "unreadable",
      what: "the record is not JSON",
      owner,
      recorded: { revision: 1, fingerprint: "e" },
    },
  ],
  [
    "defers when it cannot look",
    "defer - what is there is not known: connection refused",
    { state: "unreachable", cause: "connection refused", owner },
  ],
  [
    "defers before another's certificate",
    "defer - the Secret belongs to api of app/dev",
    seen({ record: { ...issued.record, owner: { ...owner, id: "0", name: "api" } } }),
    notAfter + day,
  ],
];

describe("decide", () => {
  it.each(rows)("%s", (_sentence, wanted, observed, now = notBefore, changes = {}) => {
    expect(explain(decide(specOf(changes), observed, now))).toBe(wanted);
  });

  it("answers a deferred decision with no changes only while the state's facts fit and are not due", () => {
    const recorded = { revision: 1, ...issued.recorded, besides: besides(spec) };
    const away: Observed = { state: "unreachable", cause: "connection refused", owner, recorded };
    const wanted = (changes: Record<string, unknown>, now: number, observed = away) => {
      const decision = decide(specOf(changes), observed, now);
      return decision.action === "defer" && decision.wanted;
    };
    expect({
      unchanged: wanted({}, notBefore),
      due: wanted({}, dueFrom),
      changed: wanted({ dnsNames: ["www.example.com"] }, notBefore),
      forced: wanted({ renewal: { trigger: 1 } }, notBefore),
      relabelled: wanted({ secretTemplate: { labels: { team: "web" } } }, notBefore),
      otherSettings: wanted({}, notBefore, { ...away, recorded: { ...recorded, outdated: ["timeout"] } }),
      otherPassword: wanted({}, notBefore, { ...away, recorded: { ...recorded, otherPasswords: ["a"] } }),
      unknown: wanted({}, notBefore, { ...away, recorded: { revision: 1 } }),
    }).toEqual({
      unchanged: false,
      due: true,
      changed: true,
      forced: true,
      relabelled: true,
      otherSettings: true,
      otherPassword: true,
      unknown: true,
    });
  });

  it("warns of what the issuer did not grant, and orders nothing for it", () => {
    const shorter = { ...issued.certificate, notAfter: notBefore + 45 * day, isCA: false };
    const observed = seen({
      certificate: shorter,
      record: { ...issued.record, renewalTime: notBefore + 30 * day },
      recorded: { ...issued.recorded, revision: 1, renewalTime: notBefore + 30 * day },
    });
    expect(decide(spec, observed, notBefore)).toEqual({
      action: "keep",
      reasons: [],
      warnings: [{ code: "NotGranted", field: "duration", observed: "45 days", wanted: "90 days" }],
    });
  });

  const digitalSignature = "usages is digital signature, server auth, though key encipherment was asked for";
  it.each([
    ["asked for by name", ["digital signature", "key encipherment", "server auth"], [digitalSignature]],
    ["only the default", undefined, []],
  ])("warns of key encipherment that a CA left out where it was %s", (_how, usages, warnings) => {
    const asked = specOf(usages === undefined ? {} : { usages });
    const whole = issuedAt(asked, notBefore);
    const certificate = { ...whole.certificate, usages: ["digital signature", "server auth"] as const };
    const decision = decide(asked, { ...whole, certificate }, notBefore);
    expect([decision.action, decision.warnings.map(explainReason)]).toEqual(["keep", warnings]);
  });
});
