import { messageOf } from "./errors.js";
import { foundIn, heldOf, judgeMaterial } from "./material.js";
import type { Present, Seen } from "./record/observed.js";
import { type CertificateRecord, parseRecord } from "./record/record.js";
import { spareKey } from "./spare-key.js";
import { isOfCsr } from "./spec/requested.js";
import {
  type Location,
  type RecordReading,
  type Store,
  StoreError,
  type TlsSecret,
  type Version,
} from "./store/port.js";
import { apparentOwner, leafOf, recordIn, tlsType } from "./tls-secret.js";
import { withTrueCrl } from "./true-crl.js";
import { noKey } from "./x509/subject-key.js";

/** What was seen at one location, with what only the hand that writes needs: the versions, and the Secret when it was read. */
export interface Sight {
  readonly seen: Seen;
  readonly secretVersion: Version | "absent";
  readonly recordVersion: Version | "absent";
  readonly secret?: TlsSecret;
  /** Its `tls.crt`, where the Secret was read once and is not of ours. */
  readonly chain?: string;
}

/** How closely to look: "record" reads the Secret only when its version changed, "material" always. */
export type Look = "record" | "material";

/**
 * What lies at a location. Not found is a value, and so is everything that a preview must live through; only what
 * the store refuses for good is thrown (its `code` is "Refused").
 */
export async function observe(store: Store, at: Location, look: Look): Promise<Sight> {
  try {
    const reading = await store.readRecord(at);
    const record = recordOf(reading);
    const sight =
      "record" in record
        ? await besideRecord(store, at, look, record)
        : await withoutRecord(store, at, look, record.why);
    return { ...sight, recordVersion: reading.state === "absent" ? "absent" : reading.version };
  } catch (error) {
    if (!(error instanceof StoreError) || error.code === "Refused") throw error;
    return {
      seen: { state: "unreachable", cause: messageOf(error) },
      secretVersion: "absent",
      recordVersion: "absent",
    };
  }
}

type Readable = {
  readonly record: CertificateRecord;
  readonly certificate: Present["certificate"];
  readonly labelMissing: boolean;
};

type Legible = Readable | { readonly why?: string };

/** What readings say. A store answers with the same reading until the record changes, and reading a certificate takes longer than all the rest. */
const known = new WeakMap<RecordReading, Legible>();

/** The record that was read, or why there is none; absent has no why. */
function recordOf(reading: RecordReading): Legible {
  const record = known.get(reading) ?? readRecordOf(reading);
  known.set(reading, record);
  return record;
}

/** The record that a reading holds, where it holds one. */
export function recordRead(reading: RecordReading): CertificateRecord | undefined {
  const legible = recordOf(reading);
  return "record" in legible ? legible.record : undefined;
}

function readRecordOf(reading: RecordReading): Legible {
  if (reading.state === "absent") return {};
  if (reading.state === "unreadable") return { why: `the record ${reading.why}` };
  const record = parseRecord(reading.text);
  if ("unreadable" in record) return { why: `the record cannot be read: ${record.unreadable}` };
  const certificate = leafOf(record);
  if (certificate === undefined) return { why: "the record holds no certificate that can be read" };
  return { record: withTrueCrl(record), certificate, labelMissing: reading.labelMissing === true };
}

/** A run that was killed between deleting a Secret and writing it anew. */
const unfinished = {
  state: "changed",
  restorable: true,
  changes: [{ code: "RecreateUnfinished", field: "Secret", observed: "none", wanted: "a Secret" }],
} as const;

/** Where the key is the user's, all that was in the Secret stands in its record. */
const keyless = {
  state: "changed",
  restorable: true,
  changes: [{ code: "DoesNotExist", field: "csr", observed: "no Secret", wanted: "a Secret" }],
} as const;

/** A Secret that is gone, but for its key. */
function emptySecret(privateKeyPem: string): TlsSecret {
  return { type: tlsType, data: { "tls.key": Buffer.from(privateKeyPem) }, annotations: {}, labels: {} };
}

async function besideRecord(
  store: Store,
  at: Location,
  look: Look,
  known: Readable,
): Promise<Omit<Sight, "recordVersion">> {
  const { record, certificate } = known;
  const fault = known.labelMissing
    ? { recordFault: { code: "LabelMissing" as const, why: "its label was removed" } }
    : {};
  const present = { state: "present", record, certificate, ...fault } as const;
  const reading = await store.readSecret(
    at,
    look === "record" ? (record.secretVersion ?? "none") : undefined,
  );
  switch (reading.state) {
    case "unchanged":
      return {
        seen: { ...present, material: { state: "intact" } },
        secretVersion: record.secretVersion ?? "absent",
      };
    case "absent": {
      if (isOfCsr(record.requested))
        return {
          seen: { ...present, material: keyless },
          secret: emptySecret(noKey),
          secretVersion: "absent",
        };
      const spare = await spareKey(store, at, record);
      if (spare === undefined)
        return { seen: { ...present, material: { state: "absent" } }, secretVersion: "absent" };
      return {
        seen: { ...present, material: unfinished },
        secret: emptySecret(spare),
        secretVersion: "absent",
      };
    }
    case "forbidden":
      return {
        seen: { ...present, material: { state: "not inspected", why: reading.why } },
        secretVersion: "absent",
      };
    case "unreadable": {
      const change = {
        code: "InvalidCertificate",
        field: "tls.crt",
        observed: reading.why,
        wanted: "a Secret",
      } as const;
      const material = { state: "changed", restorable: false, changes: [change] } as const;
      return { seen: { ...present, material }, secretVersion: reading.version };
    }
    case "read": {
      const { secret, version: secretVersion } = reading;
      const newer = newerRecordIn(secret, record);
      const seen: Seen = newer ?? {
        ...present,
        material: judgeMaterial(record, secret, at.secretName),
        held: heldOf(secret),
      };
      return { seen, secret, secretVersion };
    }
  }
}

/** A process that was killed between the two writes leaves a Secret that is a revision ahead of its record. */
function newerRecordIn(secret: TlsSecret, record: CertificateRecord): Present | undefined {
  // What cert-manager issues holds no record of ours, but it leaves annotations of others where they are.
  if (record.generation !== undefined) return undefined;
  const inSecret = recordIn(secret);
  if (inSecret === undefined || inSecret.uid !== record.uid || inSecret.revision <= record.revision)
    return undefined;
  // A revision ahead is another certificate; an annotation alone is somebody's hand.
  if (inSecret.certificatePem === record.certificatePem) return undefined;
  return restored(inSecret, secret, "the Secret is a revision ahead of it");
}

/** Secrets without a record, as they were seen last, by store and place; what is public of them. A CA is asked for by each that it signed. */
const unrecorded = new WeakMap<Store, Map<string, Omit<Sight, "recordVersion" | "secret">>>();

async function withoutRecord(
  store: Store,
  at: Location,
  look: Look,
  why: string | undefined,
): Promise<Omit<Sight, "recordVersion">> {
  if (look === "material") return await unrecordedSight(store, at, look, why);
  const seen = unrecorded.get(store) ?? new Map();
  unrecorded.set(store, seen);
  const key = JSON.stringify([at.namespace, at.secretName, why]);
  const sight = await unrecordedSight(store, at, look, why, seen.get(key));
  const { secret: _, ...open } = sight;
  if (sight.secretVersion !== "absent") seen.set(key, open);
  return sight;
}

async function unrecordedSight(
  store: Store,
  at: Location,
  look: Look,
  why: string | undefined,
  before?: Omit<Sight, "recordVersion" | "secret">,
): Promise<Omit<Sight, "recordVersion">> {
  const reading = await store.readSecret(
    at,
    look === "record" ? (before?.secretVersion ?? "none") : undefined,
  );
  if (reading.state === "unchanged" && before !== undefined) return before;
  const unreadable = (what: string): Seen => ({ state: "unreadable", what });
  switch (reading.state) {
    case "forbidden":
      // Not being able to look by name is no proof that nothing is there.
      if (look === "material")
        return { seen: { state: "unreachable", cause: reading.why }, secretVersion: "absent" };
      return { seen: why === undefined ? { state: "absent" } : unreadable(why), secretVersion: "absent" };
    case "unchanged": // never without a version to compare with
    case "absent":
      return { seen: why === undefined ? { state: "absent" } : unreadable(why), secretVersion: "absent" };
    case "unreadable":
      return { seen: unreadable(`the Secret ${reading.why}`), secretVersion: reading.version };
    case "read": {
      const { secret, version: secretVersion } = reading;
      const record = recordIn(secret);
      const seen =
        (record && restored(record, secret, why ?? "it is gone")) ??
        (why === undefined ? foreign(secret) : unreadable(why));
      const chain = secret.data["tls.crt"]?.toString("utf8");
      return { seen, secret, secretVersion, ...(chain === undefined ? {} : { chain }) };
    }
  }
}

function foreign(secret: TlsSecret): Seen {
  const found = foundIn(secret);
  return { state: "foreign", owned: apparentOwner(secret), ...(found === undefined ? {} : { found }) };
}

/** What a Secret says of itself, where the record beside it is at fault; undefined where its certificate cannot be read. */
export function restored(record: CertificateRecord, secret: TlsSecret, why: string): Present | undefined {
  const certificate = leafOf(record);
  if (certificate === undefined) return undefined;
  const material = judgeMaterial(record, secret);
  const recordFault = { code: "RecordMissing", why } as const;
  return { state: "present", record, certificate, material, recordFault, held: heldOf(secret) };
}
