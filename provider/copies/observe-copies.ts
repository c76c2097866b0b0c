import { explainReason } from "../decision/explain.js";
import { messageOf } from "../errors.js";
import { isAnother } from "../look.js";
import { judgeMaterial } from "../material.js";
import type { CopyRecord } from "../record/copy-record.js";
import type { CopySeen, CopyState } from "../record/copy-seen.js";
import type { CertificateRecord } from "../record/record.js";
import { ownerLabel } from "../store/owner-marks.js";
import { StoreError, type TlsSecret, type Version } from "../store/port.js";
import { apparentOwner, leafOf } from "../tls-secret.js";
import { copyOwner, markIn } from "./copy-mark.js";
import type { CopyPlace } from "./copy-places.js";

/** What was seen of one copy, with what only the hand that writes needs. */
export interface CopySight {
  readonly place: CopyPlace;
  readonly copy: CopySeen;
  readonly version: Version | "absent";
}

export interface CopiesOf {
  /** The owner's id. */
  readonly owner: string;
  /** What is known of the certificate; undefined while there is none. */
  readonly record: CertificateRecord | undefined;
  /** Which copies are this one's to delete: those of one life alone, or absent for all of its owner's. */
  readonly life?: string;
}

/**
 * What lies at each place. "listed" answers from the listing of versions where that is allowed, and asks for none
 * where it is not; "now" asks each. A copy whose version is still the recorded one is not read; of any other the
 * metadata first, and its data only where it is ours.
 */
export async function observeCopies(
  places: readonly CopyPlace[],
  of: CopiesOf,
  how: "listed" | "now",
): Promise<CopySight[]> {
  return await Promise.all(places.map((place) => observeCopy(place, of, how)));
}

async function observeCopy(place: CopyPlace, of: CopiesOf, how: "listed" | "now"): Promise<CopySight> {
  const { name, listed, entry } = place;
  const isHeld = entry !== undefined && isOfNow(entry, of.record);
  const sight = (seen: CopyState, version: Version | "absent" = "absent"): CopySight => ({
    place,
    version,
    copy: {
      name,
      ...(listed === undefined ? {} : { listed }),
      ...(isHeld ? { holds: entry.fingerprint } : {}),
      seen,
    },
  });
  try {
    const { seen, version } = await look(place, of, how);
    return sight(seen, version);
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    return sight({ state: "unreachable", why: messageOf(new Error(error.what)) });
  }
}

/**
 * Whether it was copied from the certificate's own Secret as that was written last, in whatever form and with whatever
 * keystores. What another life of the resource wrote is to be written again: else it would be deleted with that life.
 */
function isOfNow({ uid, of }: CopyRecord, record: CertificateRecord | undefined): boolean {
  return uid === record?.uid && of === (record.secretVersion ?? "");
}

interface Looked {
  readonly seen: CopyState;
  readonly version?: Version;
}

async function look(place: CopyPlace, of: CopiesOf, how: "listed" | "now"): Promise<Looked> {
  const { store, at, entry } = place;
  const reading = await store.readMetadata(at, how === "listed" ? (entry?.version ?? "none") : undefined);
  if (reading.state === "unchanged")
    return { seen: { state: "intact" }, ...(entry && { version: entry.version }) };
  if (reading.state === "forbidden") return { seen: { state: "not inspected", why: reading.why } };
  const isSame = reading.state === "read" && reading.version === entry?.version;
  // No other cluster holds an object of that version: else, which one it is has to be asked.
  const another = isSame ? undefined : await anotherCluster(place);
  if (another !== undefined) return { seen: another };
  switch (reading.state) {
    case "absent":
      return { seen: { state: "absent" } };
    case "unreadable":
      return { seen: { state: "foreign", owned: `nobody known: it ${reading.why}` } };
    case "read": {
      const { version, metadata } = reading;
      return { seen: await judge(place, of, metadata, version), version };
    }
  }
}

async function anotherCluster({ store, entry }: CopyPlace): Promise<CopyState | undefined> {
  if (entry?.cluster === undefined) return undefined;
  const observed = await store.identity();
  return isAnother(observed, entry.cluster)
    ? { state: "wrong cluster", observed, wanted: entry.cluster }
    : undefined;
}

/** Whose it is, and what happened to it since it was written. */
async function judge(
  { store, at, entry }: CopyPlace,
  { owner, record, life }: CopiesOf,
  metadata: Pick<TlsSecret, "labels" | "annotations">,
  version: Version,
): Promise<CopyState> {
  const mark = markIn(metadata.annotations);
  if (mark === undefined) return { state: "foreign", owned: apparentOwner(metadata) };
  if (mark.owner.id !== owner || (life !== undefined && mark.uid !== life))
    return { state: "foreign", owned: copyOwner(mark) };
  if (version === entry?.version) return { state: "intact" };
  if (metadata.labels[ownerLabel] !== owner) return { state: "changed", why: "lost the label of its owner" };
  if (entry === undefined || record === undefined)
    return { state: "changed", why: "is there, and no record speaks of it" };
  // What is to be written again in any case need not be read.
  if (!isOfNow(entry, record) || entry.fingerprint !== leafOf(record)?.fingerprint)
    return { state: "intact" };
  const reading = await store.readSecret(at);
  if (reading.state !== "read") return { state: "changed", why: "cannot be read" };
  // As with what cert-manager writes: there is no record in it, and no label or annotation but our own.
  const { generation = 0 } = record;
  const { issuerRef: _, ...requested } = record.requested;
  const bare = { ...record, generation, requested, secretTemplate: { labels: {}, annotations: {} } };
  const material = judgeMaterial(bare, reading.secret);
  return material.state === "changed"
    ? {
        state: "changed",
        why: `was changed: ${material.changes.map((change) => explainReason(change)).join(", ")}`,
      }
    : { state: "intact" };
}
