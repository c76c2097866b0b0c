import { RateLimited } from "./acme-refusal.js";
import { caKeyPair } from "./ca-key-pair.js";
import type { Acting } from "./decision/decision.js";
import { dueTime } from "./decision/renewal-time.js";
import { CertificateError, foreignText, nameOf } from "./errors.js";
import { keyFailure } from "./foreseen.js";
import { issueByCa } from "./issue/ca.js";
import { issueSelfSigned } from "./issue/self-signed.js";
import { readPasswords } from "./keystore-passwords.js";
import type { Ports } from "./ports.js";
import type { AcmeNotes } from "./record/acme-notes.js";
import type { CertificateRecord } from "./record/record.js";
import type { AcmeSpec } from "./spec/acme-spec.js";
import type { CertificateSpec } from "./spec/certificate-spec.js";
import { isOfCsr, requested, secretForm } from "./spec/requested.js";
import { type Act, copiesIn, type Performed, writeBoth, writeRecord } from "./write.js";
import { formatPrivateKey, isOfKind, publicKeyFacts, readPrivateKey } from "./x509/key-pair.js";
import { readCertificate, splitChain } from "./x509/read-certificate.js";
import { newKey } from "./x509/subject-key.js";
import { type Violation, verifyMaterial } from "./x509/verify.js";

/** Where the provider issues itself. */
export interface OwnAct extends Act {
  readonly ports: Pick<Ports, "now" | "issueByAcme" | "tellAccount">;
  /** Puts a line on the resource's row. */
  readonly report: (severity: "info" | "warning", line: string) => Promise<void>;
}

/** Asks the issuer, verifies what it answers, and writes it: the Secret last, when all before it is safe. */
export async function order(act: OwnAct, action: Acting, revision: number): Promise<Performed> {
  const { spec, sight } = act;
  const passwords = await readPasswords(act.store, spec); // before an order is spent
  const issued = await issue(act, async () => reusableKey(act, action) ?? (await newKey(spec)));
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
  const { material, record } = sight.seen;
  if (isOfCsr(record.requested)) return undefined; // it was never here
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
  /** Empty where the key is the user's. */
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
