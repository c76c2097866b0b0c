import { hash } from "node:crypto";
import { CertificateError, nameOf } from "./errors.js";
import { keystoreEntries } from "./keystore/keystores.js";
import type { CertificateRecord, KeystoreNotes } from "./record/record.js";
import { digestsOf } from "./secret-entries.js";
import type { CertificateSpec } from "./spec/certificate-spec.js";
import type { Instant } from "./spec/instant.js";
import { type KeystoreKind, keystoreKinds } from "./spec/keystores-spec.js";
import { passwordFault } from "./spec/parse-keystores.js";
import { type Location, type SecretReading, type Store, StoreError, type Version } from "./store/port.js";

/** The passwords of the keystores that are to be written, read at that moment, and the versions of the Secrets they come from. */
export interface KeystorePasswords {
  readonly texts: { readonly [kind in KeystoreKind]?: string };
  readonly versions: KeystoreNotes["passwordVersions"];
}

/** Reads every password that a specification names. Throws CertificateError, before anything is touched. */
export async function readPasswords(store: Store, spec: CertificateSpec): Promise<KeystorePasswords> {
  const texts: { [kind in KeystoreKind]?: string } = {};
  const versions: { [kind in KeystoreKind]?: string } = {};
  for (const kind of keystoreKinds) {
    const password = spec.keystores?.[kind]?.password;
    if (password === undefined) continue;
    if ("value" in password) texts[kind] = password.value;
    else {
      const { name, key } = password.secretRef;
      const reading = await store.readSecret({ namespace: spec.namespace, secretName: name });
      const text = entryIn(reading, key);
      const fault = typeof text === "string" ? passwordFault(text) : text.fault;
      if (fault !== undefined || typeof text !== "string" || reading.state !== "read")
        throw new CertificateError(
          `${nameOf(spec)} was not written: the password in the Secret ${spec.namespace}/${name} (keystores.${kind}.passwordSecretRef) ${fault}`,
          "Nothing was changed",
          `Put it under ${key} into that Secret, and run pulumi up again`,
        );
      texts[kind] = text;
      versions[kind] = reading.version;
    }
  }
  return { texts, versions };
}

/** As cert-manager takes it: every octet of the entry. */
function entryIn(reading: SecretReading, key: string): string | { readonly fault: string } {
  switch (reading.state) {
    case "read": {
      const entry = reading.secret.data[key];
      return entry === undefined
        ? { fault: `is not there: it has no entry ${key}` }
        : entry.toString("latin1");
    }
    case "forbidden":
    case "unreadable":
      return { fault: `cannot be read: ${reading.why}` };
    default:
      return { fault: "is not there" };
  }
}

/** The entries of a Secret that hold its keystores, and the record that knows them again. */
export function withKeystores(
  spec: CertificateSpec,
  made: CertificateRecord,
  privateKeyPem: string,
  { texts, versions }: KeystorePasswords,
  now: Instant,
): { readonly record: CertificateRecord; readonly entries: Readonly<Record<string, Buffer>> } {
  const { keystores: _, ...record } = made;
  if (spec.keystores === undefined) return { record, entries: {} };
  const entries = keystoreEntries(spec.keystores, { ...made, privateKeyPem }, texts, now);
  return {
    record: { ...record, keystores: { entries: digestsOf(entries), passwordVersions: versions } },
    entries,
  };
}

/** Which of the Secrets that passwords come from changed since they were read, as far as the identity may look. */
export async function changedPasswordSecrets(
  store: Store,
  spec: CertificateSpec,
  notes: KeystoreNotes | undefined,
  look: "record" | "material",
): Promise<string[]> {
  const changed: string[] = [];
  for (const kind of keystoreKinds) {
    const password = spec.keystores?.[kind]?.password;
    const known = notes?.passwordVersions[kind];
    if (known === undefined || password === undefined || "value" in password) continue;
    const at = { namespace: spec.namespace, secretName: password.secretRef.name };
    if (await isChanged(store, at, known, look)) changed.push(`keystores.${kind}.passwordSecretRef`);
  }
  return changed;
}

async function isChanged(
  store: Store,
  at: Location,
  known: Version,
  look: "record" | "material",
): Promise<boolean> {
  try {
    const reading = await store.readSecret(at, look === "record" ? known : undefined);
    return reading.state === "read" && reading.version !== known;
  } catch (error) {
    if (!(error instanceof StoreError) || error.code === "Refused") throw error;
    return false; // a preview lives without it, and an `up` that must read it says why it cannot
  }
}

/**
 * What the state keeps of passwords given by value, to tell whether they change: digests with the salt of one life of
 * the resource, which the SDK has the state encrypt. Undefined where none is given.
 */
export function passwordDigests(spec: CertificateSpec, uid: string): Record<string, string> | undefined {
  const digests = valuesOf(spec).map(([path, value]) => [path, hash("sha256", `${uid}\0${path}\0${value}`)]);
  return digests.length === 0 ? undefined : Object.fromEntries(digests);
}

/** Property paths of the passwords that are given by value. */
export function givenPasswords(spec: CertificateSpec): string[] {
  return valuesOf(spec).map(([path]) => path);
}

function valuesOf({ keystores }: CertificateSpec): [path: string, value: string][] {
  return keystoreKinds.flatMap((kind) => {
    const password = keystores?.[kind]?.password;
    return password !== undefined && "value" in password
      ? [[`keystores.${kind}.password`, password.value]]
      : [];
  });
}
