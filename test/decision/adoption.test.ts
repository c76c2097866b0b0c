import { describe, expect, it } from "vitest";
import { isHandedOver, isTaken, taken } from "../../provider/decision/adoption.js";
import { decide } from "../../provider/decision/decide.js";
import { explain } from "../../provider/decision/explain.js";
import type { Held } from "../../provider/record/held.js";
import type { Found, Observed, Present } from "../../provider/record/observed.js";
import { day, granted, issuedAt, notBefore, owner, specOf } from "../support/observations.js";
import { tellings } from "./told.js";

const now = notBefore + day;
const spec = specOf();
const facts = granted(spec, notBefore);
const adopt = facts.fingerprint;
const found: Found = {
  certificate: facts,
  certificatePem: "-",
  issuerKeyHash: facts.publicKey.hash, // by itself
  material: { state: "intact" },
  held: {},
};

/** A Secret that somebody wrote by hand. */
function foreign(changes: Partial<Found> = {}, more: Partial<Observed> = {}): Observed {
  return {
    state: "foreign",
    owned: "nobody known",
    owner,
    found: { ...found, ...changes },
    ...more,
  } as Observed;
}

const said = (observed: Observed, changes: Record<string, unknown> = { adopt }) =>
  explain(decide(specOf(changes), observed, now));
const ca = { secretName: "root", namespace: "shop" };

describe("a Secret that is somebody else's", () => {
  const held = (hold: Held) => foreign({ held: hold });
  const manager = (name: string, applies: boolean, ...fields: string[]) => ({
    managers: [{ name, applies, fields }],
  });
  const rows: [sentence: string, said: string, observed: Observed, changes?: Record<string, unknown>][] = [
    ["is left alone", "defer - the Secret belongs to nobody known", foreign(), {}],
    [
      "is taken over where adopt names it, and what fits is kept",
      "repair - taken over from nobody known, as adopt names it; revision 1 is written again",
      foreign(),
    ],
    [
      "is left alone where adopt names another certificate, and which one is there is told",
      `defer - the Secret belongs to nobody known, and adopt names another certificate than the one that is there, whose fingerprint is ${adopt}`,
      foreign(),
      { adopt: "f".repeat(64) },
    ],
    [
      "is left alone where it holds no certificate",
      "defer - the Secret belongs to nobody known, and it holds no certificate that can be read",
      { state: "foreign", owned: "nobody known", owner },
    ],
    [
      "is left alone where it has an owner",
      "defer - the Secret belongs to nobody known, and it would be deleted with its owner, Deployment web: take out its metadata.ownerReferences first",
      held({ ownerReferences: ["Deployment web"] }),
    ],
    [
      "is left alone where somebody applies it",
      "defer - the Secret belongs to nobody known, and argocd-controller manages tls.crt, tls.key of it, and would write it again: have it let go of the Secret first",
      held(manager("argocd-controller", true, "tls.crt", "tls.key")),
    ],
    [
      "is left alone where a program wrote it, which would again",
      "defer - the Secret belongs to nobody known, and helm manages tls.crt of it, and would write it again: have it let go of the Secret first",
      held(manager("helm", false, "tls.crt", "metadata.labels.app")),
    ],
    [
      "is left alone while a Certificate of cert-manager's keeps it",
      "defer - the Secret belongs to nobody known, and cert-manager's Certificate old keeps it",
      foreign({}, { claims: ["cert-manager's Certificate old keeps it"] }),
    ],
    [
      "is taken over where kubectl made it once",
      "repair - taken over from nobody known, as adopt names it; revision 1 is written again",
      held(manager("kubectl-create", false, "tls.crt", "tls.key", "type")),
    ],
    [
      "is left alone where kubectl applies it, server-side and so again",
      "defer - the Secret belongs to nobody known, and kubectl manages tls.crt of it, and would write it again: have it let go of the Secret first",
      held(manager("kubectl", true, "tls.crt")),
    ],
    [
      "is taken over where cert-manager issued it and its Certificate is gone",
      "repair - taken over from nobody known, as adopt names it; revision 1 is written again",
      held(manager("cert-manager-certificates-issuing", true, "tls.crt", "tls.key")),
    ],
    [
      "is taken over where somebody else only labelled it",
      "repair - taken over from nobody known, as adopt names it; revision 1 is written again",
      held(manager("velero", true, "metadata.labels.backup")),
    ],
    [
      "is issued again where a name is missing",
      "reissue - dnsNames in the certificate is shop.example.com, wanted shop.example.com, www.example.com; taken over from nobody known, as adopt names it; revision 2",
      foreign(),
      { adopt, dnsNames: ["shop.example.com", "www.example.com"] },
    ],
    [
      "is issued again where it has expired",
      "renew - expired on 2026-09-02T00:00:00Z; taken over from nobody known, as adopt names it; revision 2",
      foreign({ certificate: { ...facts, notAfter: notBefore } }),
    ],
    [
      "is issued again where another CA signed it",
      "reissue - issuer was CN=ca, wanted ca shop/root; the CA's key is another one: signed by key aaaaaaaaaaaa, wanted key bbbbbbbbbbbb of CN=root; taken over from nobody known, as adopt names it; revision 2",
      foreign({ issuerKeyHash: "a".repeat(64) }, {
        issuer: { state: "present", keyHash: "b".repeat(64), subject: "CN=root", notAfter: now + day },
      } as Partial<Observed>),
      { adopt, issuer: { ca } },
    ],
    [
      "is kept where the CA that is wanted signed it",
      "repair - taken over from nobody known, as adopt names it; revision 1 is written again",
      foreign({ issuerKeyHash: "b".repeat(64) }, {
        issuer: { state: "present", keyHash: "b".repeat(64), subject: "CN=root", notAfter: now + day },
      } as Partial<Observed>),
      { adopt, issuer: { ca } },
    ],
    [
      "is issued again where it is no CA and one is wanted",
      "reissue - isCA was none, wanted true; taken over from nobody known, as adopt names it; revision 2",
      foreign(),
      { adopt, isCA: true },
    ],
    [
      "is issued again where it holds another key than its certificate's",
      "reissue - tls.key in the Secret is not that of tls.crt: it is another; taken over from nobody known, as adopt names it; revision 2",
      foreign({
        material: {
          state: "changed",
          restorable: false,
          changes: [
            { code: "InvalidKeyPair", field: "tls.key", observed: "another", wanted: "that of tls.crt" },
          ],
        },
      }),
    ],
    [
      "goes to cert-manager, which issues it again",
      "reissue - issuerRef was CN=ca, wanted cert-manager.io/Issuer/company; taken over from nobody known, as adopt names it; revision 2",
      foreign(),
      { adopt, issuer: undefined, store: undefined, issuerRef: { name: "company" } },
    ],
  ];
  it.each(rows)("%s", (_, wanted, observed, changes) => {
    expect(said(observed, changes ?? { adopt })).toBe(wanted);
  });
});

describe("a Secret of another resource of kubecerts", () => {
  const theirs = { ...issuedAt(spec, notBefore), owner: { ...owner, id: "another" } };

  it("is left alone, and whose it is is told", () => {
    expect(said(theirs, {})).toBe("defer - the Secret belongs to web of app/dev");
  });

  it("is taken over where adopt names it, in the revision that it has", () => {
    expect(said(theirs)).toBe(
      "repair - taken over from web of app/dev, as adopt names it; revision 1 is written again",
    );
  });

  it("is this resource's from then on, whatever adopt says", () => {
    const { recordFault, ...mine } = taken(specOf({ adopt }), theirs) as Observed & Present;
    expect(recordFault?.code).toBe("Adopted");
    expect(said(mine, { adopt: "f".repeat(64) })).toBe("keep");
  });
});

describe("a Secret that cannot be changed in place", () => {
  const material = {
    state: "changed",
    restorable: true,
    changes: [
      {
        code: "SecretImmutable",
        field: "immutable",
        observed: "immutable",
        wanted: "a Secret that can be renewed",
        by: "kubectl-edit",
      },
    ],
  } as const;
  const cluster = { store: undefined };
  const observed = issuedAt(spec, notBefore, { material });

  it("is left alone in a cluster", () => {
    expect(said(observed, cluster)).toBe(
      "defer - the Secret is immutable, and the API never changes such a Secret in place, by the hand of kubectl-edit",
    );
  });

  it("is written anew where recreate says so, and as a file", () => {
    const wanted =
      "repair - the Secret is immutable, and could not be renewed, by the hand of kubectl-edit; revision 1 is written again";
    expect([said(observed, { ...cluster, recreate: true }), said(observed, {})]).toEqual([wanted, wanted]);
  });
});

describe("what cert-manager issued and the provider is to go on with", () => {
  const before = specOf({ issuer: undefined, store: undefined, issuerRef: { name: "company" } });
  const issued = issuedAt(before, notBefore);
  const signer = "b".repeat(64);
  const observed = { ...issued, record: { ...issued.record, generation: 1, issuerKeyHash: "" }, signer };
  const company = (keyHash: string) =>
    ({
      ...observed,
      issuer: { state: "present", keyHash, subject: "CN=company", notAfter: now + day },
    }) as const;

  it.each([
    [
      "is kept where the same CA signed it",
      "repair - taken over from cert-manager, by cert-manager.io/Issuer/company; revision 1 is written again",
      company(signer),
      { ca },
    ],
    [
      "is issued again where another CA did",
      "reissue - issuer was CN=ca, wanted ca shop/root; the CA's key is another one: signed by key bbbbbbbbbbbb, wanted key cccccccccccc of CN=company; taken over from cert-manager, by cert-manager.io/Issuer/company; revision 2",
      company("c".repeat(64)),
      { ca },
    ],
    [
      "is issued again where it is to sign itself",
      "reissue - issuer was CN=ca, wanted selfSigned; taken over from cert-manager, by cert-manager.io/Issuer/company; revision 2",
      observed,
      { selfSigned: {} },
    ],
  ] as const)("%s", (_, wanted, seen, issuer) => {
    expect(said(seen, { store: undefined, issuer })).toBe(wanted);
  });
});

describe("a Secret that was somebody else's", () => {
  it.each([
    ["is taken where adopt names it", tellings.Adopted, { isTaken: true, isHandedOver: false }],
    [
      "is handed over where it was cert-manager's",
      tellings.HandChanged,
      { isTaken: true, isHandedOver: true },
    ],
    ["is neither where it was ours", tellings.DoesNotExist, { isTaken: false, isHandedOver: false }],
    [
      "is neither where only its record is gone",
      tellings.RecordMissing,
      { isTaken: false, isHandedOver: false },
    ],
  ])("%s", (_, { inputs = {}, seen }, expected) => {
    const after = taken(specOf(inputs), seen);
    expect({ isTaken: isTaken(after), isHandedOver: isHandedOver(after) }).toEqual(expected);
  });
});
