import { RateLimited } from "./acme-refusal.js";
import { caKeyPair } from "./ca-key-pair.js";
import { type Acting, type Decision, orders, type ReasonCode } from "./decision/decision.js";
import { explainReason } from "./decision/explain.js";
import { dueTime } from "./decision/renewal-time.js";
import { isRecreated } from "./decision/unchangeable.js";
import { CertificateError, foreignText, nameOf } from "./errors.js";
import { keyFailure } from "./foreseen.js";
import { issueByCa } from "./issue/ca.js";
import { issueCrl } from "./issue/revocation-list.js";
import { issueSelfSigned } from "./issue/self-signed.js";
import { type KeystorePasswords, readPasswords, withKeystores } from "./keystore-passwords.js";
import type { Sight } from "./observe.js";
import { dropOrder } from "./order-keeper.js";
import type { Ports } from "./ports.js";
import type { AcmeNotes } from "./record/acme-notes.js";
import type { CertificateFacts } from "./record/certificate-facts.js";
import type { Seen } from "./record/observed.js";
import { type CertificateRecord, formatRecord, type Owner } from "./record/record.js";
import type { AcmeSpec } from "./spec/acme-spec.js";
import type { CertificateSpec } from "./spec/certificate-spec.js";
import type { Instant } from "./spec/instant.js";
import { requested, secretForm } from "./spec/requested.js";
import type { Manner, Store, Version } from "./store/port.js";
import { tlsSecret } from "./tls-secret.js";
import {
  formatPrivateKey,
  generatePrivateKey,
  isOfKind,
  publicKeyFacts,
  readPrivateKey,
} from "./x509/key-pair.js";
import { readCertificate, splitChain } from "./x509/read-certificate.js";
import { type Violation, verifyMaterial } from "./x509/verify.js";

/** What stands after an action. */
export interface Performed {
  readonly record: CertificateRecord;
  readonly recordVersion: Version | "absent";
  readonly certificate: CertificateFacts;
}

export interface Act {
  readonly store: Store;
  readonly spec: CertificateSpec;
  readonly sight: Sight;
  readonly owner: Owner;
  /** Whether the Secret was somebody else's until now. */
  readonly isTaken: boolean;
  /** Of this life of the resource; a `create` brings a new one. */
  readonly uid: string;
  readonly now: Instant;
  /** Where it is written, for the record; undefined in a directory. */
  readonly cluster: string | undefined;
}

/** Where the provider issues itself. */
interface OwnAct extends Act {
  readonly ports: Pick<Ports, "now" | "issueByAcme" | "tellAccount">;
  /** Puts a line on the resource's row. */
  readonly report: (severity: "info" | "warning", line: string) => Promise<void>;
}

/** Carries out a decision. Keep and record write no Secret; whatever orders does so last, when all that it wrote before is safe. */
export async function perform(
  act: OwnAct,
  decision: Exclude<Decision, { action: "defer" }>,
): Promise<Performed> {
  const { action } = decision;
  if (action !== "keep" && orders(action)) return order(act, action, decision.revision);
  const { seen } = act.sight;
  if (act.spec.issuer.kind === "acme") await dropOrder(act.store, act.spec, act.owner.id);
  if (seen.state !== "present") throw new Error(`perform: ${action} of a certificate that is ${seen.state}`); // a bug in decide
  const { recordVersion } = act.sight;
  if (action === "keep" && seen.record.uid === act.uid) return { ...seen, recordVersion };
  const record = {
    ...(await withAccount(act, seen.record, decision)),
    uid: act.uid,
    renewalTime: dueTime(act.spec, seen.certificate, seen.record.acme?.renewalInfo),
  };
  // A new life of the resource that keeps the Secret says so in both: what deletes the life before must find neither.
  return action === "repair" || seen.record.uid !== act.uid
    ? rewrite(act, record, seen.certificate)
    : writeRecord(act, record, seen.certificate);
}

async function order(act: OwnAct, action: Acting, revision: number): Promise<Performed> {
  const { spec, sight } = act;
  const passwords = await readPasswords(act.store, spec); // before an order is spent
  const issued = await issue(
    act,
    async () => reusableKey(act, action) ?? (await generatePrivateKey(spec.privateKey)),
  );
  const certificate = readCertificate(splitChain(issued.certificatePem)[0] ?? "");
  // Not the instant of the decision: a CA takes its time, and what it issues begins when it does.
  const violations = verifyMaterial(issued, { spec, now: act.ports.now() });
  if (violations.length > 0) await issued.settled?.();
  reportViolations(spec, violations);
  const before = sight.seen.state === "present" ? sight.seen.record : undefined;
  const trigger = spec.renewal.trigger ?? before?.trigger;
  const record: CertificateRecord = {
    version: 1,
    owner: act.owner,
    uid: act.uid,
    revision,
    requested: requested(spec),
    form: secretForm(spec),
    issuerKeyHash: issued.issuerKeyHash,
    renewalTime: dueTime(spec, certificate),
    secretTemplate: { ...spec.secretTemplate },
    certificatePem: issued.certificatePem,
    ...(trigger === undefined ? {} : { trigger }),
    ...(before?.adopted === undefined ? {} : { adopted: before.adopted }),
    ...(issued.caPem === undefined ? {} : { caPem: issued.caPem }),
    ...(issued.notes === undefined ? {} : { acme: issued.notes }),
    ...copiesIn(sight.seen),
  };
  const performed = await writeBoth(act, record, certificate, issued.privateKeyPem, passwords);
  await issued.settled?.();
  return performed;
}

/** Refuses what an issuer returned when it is not what was asked for. */
export function reportViolations(spec: CertificateSpec, violations: readonly Violation[]): void {
  if (violations.length === 0) return;
  const what = foreignText(violations.map(({ detail }) => detail).join("; "));
  throw new CertificateError(
    `${nameOf(spec)}: what the issuer returned is not what was asked for: ${what}`,
    "It is not recorded as done",
    "Mend the issuer and run pulumi up again",
  );
}

/** The old key where the specification keeps it and it still fits. */
function reusableKey({ spec, sight }: Act, action: Acting): string | undefined {
  if (spec.privateKey.rotationPolicy !== "Never" || action === "issue") return undefined;
  const pem = sight.secret?.data["tls.key"]?.toString("utf8");
  if (pem === undefined || sight.seen.state !== "present") return undefined;
  const { material } = sight.seen;
  if (material.state !== "intact" && !(material.state === "changed" && material.restorable)) return undefined;
  const key = readPrivateKey(pem);
  if (isOfKind(publicKeyFacts(key), spec.privateKey)) return formatPrivateKey(key, spec.privateKey.encoding);
  // `check` has refused it, unless the Secret changed since.
  const { property, reason } = keyFailure(spec, sight.seen)!;
  throw new CertificateError(`${nameOf(spec)} was not issued: ${property} ${reason}`, "Nothing was changed");
}

interface IssuedPair {
  readonly certificatePem: string;
  readonly caPem?: string;
  readonly issuerKeyHash: string;
  readonly privateKeyPem: string;
  readonly notes?: AcmeNotes;
  /** To be called when it is written, or of no use. */
  readonly settled?: () => Promise<void>;
}

async function issue(act: OwnAct, privateKey: () => Promise<string>): Promise<IssuedPair> {
  const { spec, now } = act;
  switch (spec.issuer.kind) {
    case "selfSigned": {
      const privateKeyPem = await privateKey();
      return { privateKeyPem, ...issueSelfSigned({ spec, privateKeyPem, now }) };
    }
    case "ca": {
      const privateKeyPem = await privateKey();
      const ca = await caKeyPair(act.store, act.spec, spec.issuer.ca);
      return { privateKeyPem, ...issueByCa({ spec, privateKeyPem, now, ca }) };
    }
    case "acme":
      return await orderByAcme(act, spec.issuer.acme, privateKey);
    case "issuerRef":
      throw new Error("perform: issuerRef is not issued here"); // a bug in the shell
  }
}

/** What the CA says of limits is noted beside the certificate that is there, so that the next preview knows. */
async function orderByAcme(
  act: OwnAct,
  acme: AcmeSpec,
  privateKey: () => Promise<string>,
): Promise<IssuedPair> {
  const { store, spec, sight, owner, ports, report } = act;
  const { seen } = sight;
  const before =
    seen.state === "present" ? { certificate: seen.certificate, notes: seen.record.acme } : undefined;
  const issuance = { spec, acme, store, owner: owner.id, now: ports.now, privateKey, before, report };
  try {
    return await ports.issueByAcme(issuance);
  } catch (error) {
    if (!(error instanceof RateLimited) || seen.state !== "present") throw error;
    const notes = { issued: [], ...seen.record.acme, retryAfter: error.retryAfter };
    await writeRecord(act, { ...seen.record, acme: notes }, seen.certificate);
    throw error;
  }
}

/** The record, with what the CA was told of the account where there was something to tell. */
async function withAccount(
  { spec, store, owner, ports }: OwnAct,
  record: CertificateRecord,
  { reasons }: Decision,
): Promise<CertificateRecord> {
  if (spec.issuer.kind !== "acme" || !reasons.some(({ code }) => code === "AccountChanged")) return record;
  const use = { namespace: spec.namespace, store, owner: owner.id, now: ports.now };
  const told = await ports.tellAccount(use, spec.issuer.acme);
  return { ...record, acme: { issued: [], ...record.acme, ...told } };
}

async function rewrite(
  act: Act,
  record: CertificateRecord,
  certificate: CertificateFacts,
): Promise<Performed> {
  const key = act.sight.secret?.data["tls.key"]?.toString("utf8");
  // Without a Secret in hand there is nothing to repair but the record.
  if (key === undefined) return writeRecord(act, record, certificate);
  const passwords = await readPasswords(act.store, act.spec);
  const { secretTemplate, privateKey } = act.spec;
  const rewritten: CertificateRecord = {
    ...record,
    secretTemplate: { ...secretTemplate },
    form: secretForm(act.spec),
  };
  const privateKeyPem = formatPrivateKey(readPrivateKey(key), privateKey.encoding);
  return writeBoth(act, rewritten, certificate, privateKeyPem, passwords);
}

/** First the Secret, which holds the record too, then the record: a kill in between loses nothing. */
async function writeBoth(
  act: Act,
  made: CertificateRecord,
  certificate: CertificateFacts,
  privateKeyPem: string,
  passwords: KeystorePasswords,
): Promise<Performed> {
  const listed = withCrl(act, made, privateKeyPem);
  const { record, entries } = withKeystores(act.spec, listed, privateKeyPem, passwords, act.now);
  const secret = tlsSecret(record, privateKeyPem, entries);
  const { store, spec, sight, owner } = act;
  const secretVersion = await store.writeSecret(spec, secret, sight.secretVersion, owner.id, mannerOf(act));
  return writeRecord(act, { ...record, secretVersion }, certificate);
}

/** The record with the revocation list of a CA, which is issued anew with whatever is written: its number tells them apart. */
function withCrl(
  { spec, sight, now }: Act,
  made: CertificateRecord,
  privateKeyPem: string,
): CertificateRecord {
  const { crl: _, ...record } = made;
  if (spec.crl === undefined) return record;
  const before = sight.seen.state === "present" ? sight.seen.record.crl : undefined;
  return { ...record, crl: issueCrl(spec.crl, { ...made, privateKeyPem }, before, now) };
}

/** A Secret that was not this resource's is taken from whoever holds it; one that the API never changes is made anew. */
function mannerOf({ spec, sight, isTaken }: Act): Manner {
  const { seen } = sight;
  if (seen.state === "present" && isRecreated(spec, seen)) return "anew";
  return isTaken ? "taking" : "over";
}

export async function writeRecord(
  act: Pick<Act, "store" | "spec" | "owner" | "cluster"> & {
    readonly sight: Pick<Sight, "recordVersion">;
  },
  made: CertificateRecord,
  certificate: CertificateFacts,
): Promise<Performed> {
  const record = act.cluster === undefined ? made : { ...made, cluster: act.cluster };
  const text = formatRecord(record);
  const version = await act.store.writeRecord(act.spec, text, act.sight.recordVersion, act.owner.id);
  return { record, recordVersion: version, certificate };
}

/** What a new record goes on saying of copies, until they are written too. */
export function copiesIn(seen: Seen): Pick<CertificateRecord, "copies"> {
  return seen.state === "present" && seen.record.copies !== undefined ? { copies: seen.record.copies } : {};
}

/** The failure of an action that cannot be done now, with its cause. */
export function deferred(
  spec: CertificateSpec,
  decision: Extract<Decision, { action: "defer" }>,
): CertificateError {
  const [reason] = decision.reasons;
  const what = `${nameOf(spec)} was not touched: ${explainReason(reason)}`;
  const todo = wayOut[reason.code];
  return todo === undefined
    ? new CertificateError(what)
    : new CertificateError(what, "What is there stays as it is", todo);
}

/** What a person can do about a deferred decision; of what is out of reach, the cause says it itself. */
const wayOut: { readonly [code in ReasonCode]?: string } = {
  NotOwner: "Choose another secretName, remove what is there, or take it over (adopt)",
  AdoptRefused: "Mend that, or choose another secretName, and run pulumi up again",
  Unchangeable: "Give recreate: true, which deletes the Secret and writes it anew with the same key",
  Backoff: "Mend the cause; a changed specification is tried at once, else run pulumi up after that instant",
  RateLimited: "Run pulumi up after that instant; other names are tried at once",
  RefusedRepeatedly: "Mend the cause and run pulumi up after that instant; other names are tried at once",
  WrongCluster:
    "Name the recorded cluster again; where that one is gone for good, PULUMI_K8S_DELETE_UNREACHABLE=true pulumi refresh takes it out of the state, and pulumi up issues it here",
};
