import { isRecreated } from "./decision/unchangeable.js";
import { issueCrl } from "./issue/revocation-list.js";
import { type KeystorePasswords, withKeystores } from "./keystore-passwords.js";
import type { Sight } from "./observe.js";
import type { CertificateFacts } from "./record/certificate-facts.js";
import type { Seen } from "./record/observed.js";
import { type CertificateRecord, formatRecord, type Owner } from "./record/record.js";
import type { CertificateSpec } from "./spec/certificate-spec.js";
import type { Instant } from "./spec/instant.js";
import type { Manner, Store, Version } from "./store/port.js";
import { tlsSecret } from "./tls-secret.js";
import { numberOfCrl } from "./true-crl.js";

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
  /** The revocation list that the state holds. */
  readonly crlPem?: string | undefined;
}

/** First the Secret, which holds the record too, then the record: a kill in between loses nothing. */
export async function writeBoth(
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
  { spec, sight, now, crlPem }: Act,
  made: CertificateRecord,
  privateKeyPem: string,
): CertificateRecord {
  const { crl: _, ...record } = made;
  if (spec.crl === undefined) return record;
  const noted = sight.seen.state === "present" ? (sight.seen.record.crl?.number ?? 0) : 0;
  // A record can be restored from an older copy; the state is not restored with it.
  const published = crlPem === undefined ? 0 : numberOfCrl(crlPem, made.certificatePem);
  const before = Math.max(noted, published);
  return { ...record, crl: issueCrl(spec.crl, { ...made, privateKeyPem }, before, now) };
}

/** A Secret that was not this resource's is taken from whoever holds it; one that the API never changes is made anew. */
export function mannerOf({ spec, sight, isTaken }: Act): Manner {
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
