import type { Instant } from "../spec/instant.js";
import { formatInstant, parseInstant } from "../spec/instant.js";
import type { KeystoreKind } from "../spec/keystores-spec.js";
import type { Requested } from "../spec/requested.js";
import { type AcmeNotes, formatNotes, readNotes } from "./acme-notes.js";
import { type CopyRecord, readCopyRecords } from "./copy-record.js";

/** The resource that a certificate belongs to, and no other may write or delete it. */
export interface Owner {
  /** Short hash of the three names below as they were when the resource was created; survives a rename with an alias. */
  readonly id: string;
  readonly project: string;
  readonly stack: string;
  readonly name: string;
}

/**
 * What is known in public of one certificate. It lies beside the Secret, without a key, so that a preview need
 * not look at the Secret; and, without the PEM, as an annotation in the Secret, so that either can be restored
 * from the other.
 */
export interface CertificateRecord {
  readonly version: 1;
  readonly owner: Owner;
  /** Of this life of the resource: a replacement has another one, so that deleting the old never deletes the new. */
  readonly uid: string;
  /** 1, 2, 3 ...: cert-manager's word for how often it was issued. */
  readonly revision: number;
  /** What was asked of the issuer, whatever it granted. */
  readonly requested: Requested;
  /** SHA-256 of the SubjectPublicKeyInfo that signed it, lower-case hex. */
  readonly issuerKeyHash: string;
  /** `renewal.trigger` when it was issued. */
  readonly trigger?: string;
  readonly renewalTime?: Instant;
  /** The labels and annotations of `secretTemplate` as last written. */
  readonly secretTemplate: {
    readonly annotations: Record<string, string>;
    readonly labels: Record<string, string>;
  };
  /** In which form the Secret holds it, see {@link secretForm}; absent for the default, and with `issuerRef`. */
  readonly form?: Requested;
  /** The revocation list that a CA issued last. */
  readonly crl?: CrlNote;
  /** Of the keystores in it, where it holds any and the provider writes it. */
  readonly keystores?: KeystoreNotes;
  /** The store's version of the Secret when it was last written or verified. */
  readonly secretVersion?: string;
  /** The cluster that it was written in, as the store's identity names it; none in a directory. */
  readonly cluster?: string;
  /** The ACME directory that it was asked of, where the program knew it; only with `issuerRef`. */
  readonly directory?: string;
  /** What cert-manager's Certificate was told besides; only with `issuerRef`. */
  readonly applied?: Requested;
  /** `metadata.generation` of cert-manager's Certificate as it was applied; only with `issuerRef`. */
  readonly generation?: number;
  /** The fingerprint by which it was taken over from somebody else. */
  readonly adopted?: string;
  /** What the ACME server said; only with `issuer.acme`. */
  readonly acme?: AcmeNotes;
  /** Where copies of it were written last; absent for none. */
  readonly copies?: readonly CopyRecord[];
  /** Leaf first, then intermediates. */
  readonly certificatePem: string;
  readonly caPem?: string;
}

/** What previews need to know of keystores whose octets they do not see, and whose passwords they are not told. */
export interface KeystoreNotes {
  /** SHA-256 of each entry of the Secret as it was written, lower-case hex: of what is encrypted, with salts of its own. */
  readonly entries: Readonly<Record<string, string>>;
  /** The store's versions of the Secrets that the passwords were read from. */
  readonly passwordVersions: { readonly [kind in KeystoreKind]?: string };
}

/** A revocation list as it was issued. */
export interface CrlNote {
  readonly pem: string;
  /** 1, 2, 3 ... (RFC 5280, 5.2.3) */
  readonly number: number;
  /** RFC 3339. */
  readonly nextUpdate: string;
}

/** The record as text; the PEM stands in fields of its own beside it (see the stores). */
export function formatRecord(record: CertificateRecord): string {
  const { renewalTime, acme, ...rest } = record;
  const written = {
    ...rest,
    ...(renewalTime === undefined ? {} : { renewalTime: formatInstant(renewalTime) }),
    ...(acme === undefined ? {} : { acme: formatNotes(acme) }),
  };
  return JSON.stringify(written, null, 2);
}

/** The record that a text holds, or the reason why it holds none, as a clause. Old versions are read for ever. */
export function parseRecord(text: string): CertificateRecord | { readonly unreadable: string } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { unreadable: "it is not JSON" };
  }
  const fault = faultOf(value);
  if (fault !== undefined) return { unreadable: fault };
  const { renewalTime, acme, copies, ...rest } = value as Record<string, unknown>;
  const instant = typeof renewalTime === "string" ? parseInstant(renewalTime) : undefined;
  const notes = readNotes(acme);
  const copied = readCopyRecords(copies);
  return {
    ...(rest as unknown as CertificateRecord),
    ...(instant === undefined ? {} : { renewalTime: instant }),
    ...(notes === undefined ? {} : { acme: notes }),
    ...(copied.length === 0 ? {} : { copies: copied }),
  };
}

function faultOf(value: unknown): string | undefined {
  if (!isObject(value)) return "it is not a JSON object";
  if (value.version !== 1)
    return `its version ${JSON.stringify(value.version)} is not one that this release reads`;
  for (const [field, isOfForm] of Object.entries(needed)) {
    if (value[field] === undefined) return `${field} is missing`;
    if (!isOfForm(value[field])) return `${field} is not of its form`;
  }
  for (const [field, isOfForm] of Object.entries(optional))
    if (value[field] !== undefined && !isOfForm(value[field])) return `${field} is not of its form`;
  return undefined;
}

type Form = (value: unknown) => boolean;

const isText: Form = (value) => typeof value === "string";
/** Far more than certificates are issued, and so little that the next one is a number, too. */
const isCount: Form = (value) =>
  Number.isSafeInteger(value) && (value as number) >= 1 && (value as number) < 2 ** 31;
const isMap =
  (isOfForm: Form): Form =>
  (value) =>
    isObject(value) && Object.values(value).every(isOfForm);
const isMapOfTexts = isMap(isText);
const isRequested = isMap((value) => isText(value) || (Array.isArray(value) && value.every(isText)));

const needed: Readonly<Record<string, Form>> = {
  uid: isText,
  certificatePem: isText,
  issuerKeyHash: isText,
  revision: isCount,
  owner: (value) =>
    isObject(value) && [value.id, value.project, value.stack, value.name].every((text) => isText(text)),
  requested: isRequested,
  secretTemplate: (value) => isObject(value) && isMapOfTexts(value.annotations) && isMapOfTexts(value.labels),
};

/** Decisions are total: they may ask of every field what its type promises. */
const optional: Readonly<Record<string, Form>> = {
  trigger: isText,
  form: isRequested,
  crl: (value) => isObject(value) && isText(value.pem) && isCount(value.number) && isText(value.nextUpdate),
  keystores: (value) =>
    isObject(value) && isMapOfTexts(value.entries) && isMapOfTexts(value.passwordVersions),
  secretVersion: isText,
  cluster: isText,
  directory: isText,
  applied: isRequested,
  generation: (value) => Number.isSafeInteger(value),
  adopted: isText,
  caPem: isText,
};

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
