import { copyReason } from "../decision/copies.js";
import { isLeftByController } from "../decision/material.js";
import { messageOf } from "../errors.js";
import { judgeMaterial } from "../material.js";
import type { CertificateFacts } from "../record/certificate-facts.js";
import type { CopyRecord } from "../record/copy-record.js";
import type { CopyState } from "../record/copy-seen.js";
import type { CertificateRecord } from "../record/record.js";
import type { CopySpec } from "../spec/copy-spec.js";
import { type Location, type Store, StoreError, type TlsSecret } from "../store/port.js";
import { tlsType } from "../tls-secret.js";
import { markOf } from "./copy-mark.js";
import type { CopyPlace } from "./copy-places.js";
import { type CopySight, observeCopies } from "./observe-copies.js";

/** The certificate whose copies are written; it is whole and recorded by then. */
export interface Original {
  readonly at: Location;
  readonly store: Store;
  readonly record: CertificateRecord;
  readonly certificate: CertificateFacts;
}

/** What became of the copies; what failed hinders nothing else. */
export interface Copied {
  /** What the record is to say of copies. */
  readonly entries: readonly CopyRecord[];
  /** Clauses that name the copy and say why. */
  readonly failures: readonly string[];
  /** What is off the list and still there: the state has to go on knowing how it is reached. */
  readonly left: readonly CopySpec[];
  /** Copies that were let go and may still lie somewhere, by name. */
  readonly lost: readonly string[];
}

type Outcome =
  | { readonly entry: CopyRecord | undefined }
  | { readonly failed: string; readonly place: CopyPlace };

/**
 * Writes what is missing or another, removes what is wanted no more, and leaves alone what is as it should be;
 * what is wanted no more and gone with its cluster is forgotten.
 */
export async function writeCopies(
  original: Original,
  places: readonly CopyPlace[],
  isGone: (seen: CopyState, store: Store) => Promise<boolean>,
): Promise<Copied> {
  const { record } = original;
  const sights = await observeCopies(places, { owner: record.owner.id, record }, "now");
  const lost = new Set<CopySight>();
  for (const sight of sights)
    if (sight.place.listed === undefined && (await isGoneFor(sight, isGone))) lost.add(sight);
  let read: Promise<TlsSecret> | undefined;
  const material = () => {
    read ??= materialOf(original);
    return read;
  };
  const outcomes = await Promise.all(
    sights.map(async (sight): Promise<Outcome> => {
      try {
        if (lost.has(sight) || (await isTwin(sight.place, places))) return { entry: undefined };
        return { entry: await mend(original, sight, material) };
      } catch (error) {
        const why = error instanceof StoreError ? error.what : messageOf(error);
        return { failed: `${sight.place.name}: ${why}`, place: sight.place };
      }
    }),
  );
  return {
    entries: outcomes.flatMap((one) => ("failed" in one ? one.place.entry : one.entry) ?? []),
    failures: outcomes.flatMap((one) => ("failed" in one ? one.failed : [])),
    lost: [...lost].map(({ place }) => place.name),
    left: outcomes.flatMap((one) => {
      if (!("failed" in one) || one.place.listed !== undefined || one.place.spec === undefined) return [];
      const { index: _, ...spec } = one.place.spec;
      return spec;
    }),
  };
}

/** Another cluster behind the same words, and off the list: by the user's own word. */
async function isGoneFor(
  { place, copy: { seen } }: CopySight,
  isGone: (seen: CopyState, store: Store) => Promise<boolean>,
): Promise<boolean> {
  return seen.state === "wrong cluster" || (await isGone(seen, place.store));
}

/** Whether what was taken off the list is, under another address of the same cluster, still on it. */
async function isTwin(place: CopyPlace, places: readonly CopyPlace[]): Promise<boolean> {
  if (place.listed !== undefined) return false;
  for (const { at, listed, store } of places) {
    const isAlike =
      listed !== undefined && at.namespace === place.at.namespace && at.secretName === place.at.secretName;
    if (isAlike && (await store.identity()) === (await place.store.identity())) return true;
  }
  return false;
}

/** What the record is to say of this copy afterwards; undefined for nothing. */
async function mend(
  original: Original,
  { place, copy, version }: CopySight,
  material: () => Promise<TlsSecret>,
): Promise<CopyRecord | undefined> {
  const { at, store } = place;
  const reason = copyReason(copy, original.certificate.fingerprint);
  if (reason === undefined) return place.listed === undefined ? undefined : place.entry;
  if (reason.code === "CopyRefused") throw new Error(reason.observed);
  const { seen } = copy;
  if (seen.state === "unreachable" || seen.state === "not inspected") throw new Error(seen.why);
  if (reason.code === "CopyUnwanted") {
    const isOurs = seen.state === "intact" || seen.state === "changed";
    if (isOurs) await store.remove(at, version, "absent");
    return undefined;
  }
  const { owner, uid } = original.record;
  const { data } = await material();
  const secret = { type: tlsType, data, labels: {}, annotations: markOf(original.at, owner, uid) };
  const cluster = place.where === undefined ? undefined : await store.identity();
  const written = await store.writeSecret(at, secret, version, owner.id);
  return {
    namespace: at.namespace,
    name: at.secretName,
    ...(place.where === undefined ? {} : { where: place.where }),
    ...(cluster === undefined ? {} : { cluster }),
    version: written,
    fingerprint: original.certificate.fingerprint,
    of: original.record.secretVersion ?? "",
    uid,
  };
}

/** The certificate's own Secret as it is now: nothing but what the record speaks of is copied. */
async function materialOf({ at, store, record }: Original): Promise<TlsSecret> {
  const reading = await store.readSecret(at);
  if (reading.state !== "read") {
    const why = "why" in reading ? reading.why : `it is ${reading.state}`;
    throw new Error(`the certificate's own Secret could not be read: ${why}`);
  }
  const material = judgeMaterial(record, reading.secret);
  const changes = material.state === "changed" ? material.changes : [];
  if (changes.some((change) => record.generation === undefined || !isLeftByController(change)))
    throw new Error("the certificate's own Secret changed while its copies were being written");
  return reading.secret;
}
