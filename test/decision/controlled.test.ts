import { describe, expect, it } from "vitest";
import { decide } from "../../provider/decision/decide.js";
import { explain } from "../../provider/decision/explain.js";
import type { MaterialChange, Observed, Present } from "../../provider/record/observed.js";
import { applied } from "../../provider/spec/requested.js";
import { day, dueFrom, issuedAt, notBefore, owner, specOf } from "../support/observations.js";

const byController = { issuer: undefined, store: undefined, issuerRef: { name: "ca" } };
const spec = specOf(byController);
const present = { state: "present", edited: false } as const;
const failure = { message: "the CA said no", since: notBefore + day, retryAt: notBefore + 2 * day };

function seen(changes: Partial<Observed & Present> = {}, more: Record<string, unknown> = {}): Observed {
  const issued = issuedAt(specOf({ ...byController, ...more }), notBefore);
  const record = { ...issued.record, applied: applied(specOf({ ...byController, ...more })) };
  return { ...issued, record, controller: present, ...changes } as Observed;
}

/** What cert-manager wrote, as a hand has changed it. */
function changed(...changes: readonly [MaterialChange, ...MaterialChange[]]): Observed {
  const observed = seen() as Observed & Present;
  const record = { ...observed.record, generation: 1 };
  return { ...observed, record, material: { state: "changed", restorable: true, changes } };
}

const immutable: MaterialChange = {
  code: "SecretImmutable",
  field: "immutable",
  observed: "immutable",
  wanted: "a Secret that can be renewed",
};
const fixed = "defer - the Secret is immutable, and the API never changes such a Secret in place";
const label: MaterialChange = {
  code: "SecretTemplateMismatch",
  field: "metadata.labels.team",
  observed: "till",
  wanted: "shop",
};

const [staging, production] = ["https://staging.example.test/dir", "https://production.example.test/dir"];
const facts = (server: string) => ({ issuer: "ClusterIssuer ca", server, takesDuration: false, solvers: [] });

/** Issued by the CA of this directory. */
function from(directory: string): Observed {
  const observed = seen() as Observed & Present;
  const record = { ...observed.record, directory };
  return { ...observed, record, controller: { ...present, asked: "fulfilled" } };
}

const rows: readonly [
  sentence: string,
  wanted: string,
  observed: Observed,
  now?: number,
  changes?: object,
][] = [
  ["keeps what fits", "keep", seen()],
  [
    "renews before the controller would",
    "renew - due since 2026-11-01T00:00:00Z (a third of its 90 days remained); it ends 2026-12-01T00:00:00Z; revision 2",
    seen(),
    dueFrom,
  ],
  [
    "applies a Certificate again that is gone",
    "repair - cert-manager's Certificate is gone; revision 1 is written again",
    seen({ controller: { state: "absent" } }),
  ],
  [
    "takes back what a hand has edited",
    "repair - cert-manager's Certificate was edited; revision 1 is written again",
    seen({ controller: { state: "present", edited: true } }),
  ],
  [
    "asks anew for a chain that a hand has cut, for cert-manager writes one only with the next certificate",
    "reissue - tls.crt in the Secret is certificate 1 (chain of 1), wanted certificate 1 (chain of 2); revision 2",
    changed({
      code: "SecretMismatch",
      field: "tls.crt",
      observed: "certificate 1 (chain of 1)",
      wanted: "certificate 1 (chain of 2)",
    }),
  ],
  [
    "leaves a label to the controller, which writes it by itself",
    "repair - metadata.labels.team is not as the program has it; revision 1 is written again",
    changed(label),
  ],
  ["changes nothing where cert-manager keeps what a hand has done", "keep", changed(immutable)],
  [
    "asks for no renewal that cert-manager could not write",
    `${fixed}; due since 2026-11-01T00:00:00Z (a third of its 90 days remained); it ends 2026-12-01T00:00:00Z`,
    changed(immutable),
    dueFrom,
  ],
  [
    "nor for another specification",
    `${fixed}; dnsNames was shop.example.com, wanted www.example.com`,
    changed(immutable),
    notBefore,
    { dnsNames: ["www.example.com"] },
  ],
  [
    "nor waits for a keystore that cert-manager could not write",
    `${fixed}; keystores.jks.alias of cert-manager's Certificate was none, wanted certificate; keystores.jks.passwordSecretRef of cert-manager's Certificate was none, wanted store/password`,
    changed(immutable),
    notBefore,
    { keystores: { jks: { create: true, passwordSecretRef: { name: "store", key: "password" } } } },
  ],
  [
    "leaves the label of an immutable Secret to the controller, since the API changes that",
    "repair - metadata.labels.team is not as the program has it; revision 1 is written again",
    changed(immutable, label),
  ],
  [
    "does what needs no writing of an immutable Secret",
    "repair - renewal.by of cert-manager's Certificate was default, wanted pulumi; revision 1 is written again",
    changed(immutable),
    notBefore,
    { renewal: { by: "pulumi" } },
  ],
  [
    "lets an immutable Secret wait for a window without failing",
    "defer - due since 2026-11-01T00:00:00Z, and held back until 2026-11-03T21:00:00Z, when the next window opens",
    changed(immutable),
    dueFrom,
    { renewal: { windows: [{ days: ["Tue"], start: "22:00", end: "04:00", timeZone: "Europe/Berlin" }] } },
  ],
  [
    "renews a Secret of whatever type, which cert-manager keeps",
    "renew - due since 2026-11-01T00:00:00Z (a third of its 90 days remained); it ends 2026-12-01T00:00:00Z; revision 2",
    changed({ code: "TypeChanged", field: "type", observed: "Opaque", wanted: "kubernetes.io/tls" }),
    dueFrom,
  ],
  [
    "goes on from an issuance that was not recorded",
    "repair - cert-manager's Certificate is there, and no record of what came of it: that is waited for and recorded; revision 1",
    { state: "absent", owner, controller: present },
  ],
  [
    "tells the controller what it is to do from now on",
    "repair - renewal.by of cert-manager's Certificate was default, wanted pulumi; revision 1 is written again",
    seen(),
    notBefore,
    { renewal: { by: "pulumi" } },
  ],
  [
    "does not go past cert-manager's backoff for a forced renewal",
    "defer - cert-manager tries again by itself from 2026-09-04T00:00:00Z on, after it failed 2026-09-03T00:00:00Z: the CA said no",
    seen({ controller: { ...present, failure } }),
    notBefore + day,
    { renewal: { trigger: 1 } },
  ],
  [
    "asks for another specification at once, backoff or not",
    "reissue - dnsNames was shop.example.com, wanted www.example.com; revision 2",
    seen({ controller: { ...present, failure } }),
    notBefore + day,
    { dnsNames: ["www.example.com"] },
  ],
  [
    "asks the production directory after the staging one, though the issuer's name is the same",
    `reissue - issuerRef was ${staging}, wanted ${production}; revision 2`,
    from(staging),
    notBefore,
    { __issuer: facts(production) },
  ],
  [
    "keeps what the same directory issued",
    "keep",
    from(production),
    notBefore,
    { __issuer: facts(production) },
  ],
  [
    "keeps what was recorded before directories were",
    "keep",
    seen(),
    notBefore,
    { __issuer: facts(production) },
  ],
  ["keeps what an issuer issued that is only named now", "keep", from(production)],
  [
    "does not ask again for what cert-manager failed at",
    "defer - cert-manager tries again by itself from 2026-09-04T00:00:00Z on, after it failed 2026-09-03T00:00:00Z: the CA said no",
    seen({ controller: { ...present, failure, asked: "pending" } }),
    notBefore + day,
    { dnsNames: ["www.example.com"] },
  ],
  [
    "nor for a Secret that is gone, which cert-manager sees by itself",
    "defer - cert-manager tries again by itself from 2026-09-04T00:00:00Z on, after it failed 2026-09-03T00:00:00Z: the CA said no",
    seen({ controller: { ...present, failure, asked: "fulfilled" }, material: { state: "absent" } }),
    notBefore + day,
  ],
  [
    "nor for a first issuance that failed",
    "defer - cert-manager tries again by itself from 2026-09-04T00:00:00Z on, after it failed 2026-09-03T00:00:00Z: the CA said no",
    { state: "absent", owner, controller: { ...present, failure, asked: "pending" } },
    notBefore + day,
  ],
  [
    "asks again from the end of the backoff on",
    "repair - cert-manager's Certificate is there, and no record of what came of it: that is waited for and recorded; revision 1",
    { state: "absent", owner, controller: { ...present, failure, asked: "pending" } },
    notBefore + 2 * day,
  ],
  [
    "goes on with a first issuance that failed, for another specification",
    "repair - cert-manager's Certificate is there, and no record of what came of it: that is waited for and recorded; revision 1",
    { state: "absent", owner, controller: { ...present, failure } },
    notBefore + day,
  ],
  [
    "records what is there while a renewal fails",
    "repair - cert-manager's Certificate is there, and no record of what came of it: that is waited for and recorded; revision 1",
    { state: "absent", owner, controller: { ...present, failure, asked: "fulfilled" } },
    notBefore + day,
  ],
  [
    "leaves a certificate of under ten days to the controller",
    "keep",
    seen({}, { duration: "100h" }),
    notBefore + 3.5 * day,
    { duration: "100h" },
  ],
  [
    "steps in when the controller let it expire",
    "renew - expired on 2026-09-06T04:00:00Z; revision 2",
    seen({}, { duration: "100h" }),
    notBefore + 5 * day,
    { duration: "100h" },
  ],
  [
    "records what the controller renewed",
    "record - revision 1 is there, issued 2026-09-02T00:00:00Z; the state knew revision 0; revision 1 is only recorded",
    seen({ recorded: { revision: 0 } }),
  ],
  [
    "leaves that to a refresh where the user said so",
    "keep",
    seen({ recorded: { revision: 0 } }, { renewal: { record: "onRefresh" } }),
    notBefore,
    { renewal: { record: "onRefresh" } },
  ],
];

describe("decide, where cert-manager issues", () => {
  it.each(rows)("%s", (_sentence, wanted, observed, now = notBefore, changes = {}) => {
    expect(explain(decide(specOf({ ...byController, ...changes }), observed, now))).toBe(wanted);
  });

  it("warns of a failing renewal although the certificate is still good", () => {
    const { action, warnings } = decide(spec, seen({ controller: { ...present, failure } }), notBefore + day);
    expect([action, warnings.map(({ code }) => code)]).toEqual(["keep", ["IssuingFailed"]]);
  });

  it("never takes what it cannot read for its own without the state's word", () => {
    const decision = decide(
      specOf(),
      { state: "unreadable", what: "the Secret is no Secret", owner },
      notBefore,
    );
    expect(explain(decision)).toBe("defer - the Secret belongs to nobody known: the Secret is no Secret");
  });
});
