import type { Controller } from "./cert-manager/controller.js";
import type { Rhythm } from "./decision/renewal-time.js";
import { messageOf } from "./errors.js";
import { type Look, observe } from "./observe.js";
import { type ControlledSight, observeControlled } from "./observe-controlled.js";
import type { Ports } from "./ports.js";
import type { StoreSpec } from "./spec/certificate-spec.js";
import { type Location, type Store, StoreError } from "./store/port.js";

/** Where a certificate should lie, as a specification or a state says. */
export interface Place {
  readonly at: Location;
  readonly store: StoreSpec;
  /** The cluster that was recorded, as {@link Store.identity} names it. */
  readonly cluster: string | undefined;
  /** Where cert-manager issues: whose its Certificate must be, and when that falls due. */
  readonly controlled: { readonly owner: string; readonly rhythm: Rhythm } | undefined;
}

export interface Sighting {
  readonly store: Store;
  readonly controller: Controller | undefined;
  readonly sight: ControlledSight;
  /** The place that was looked at; undefined where it has no identity or could not say it. */
  readonly cluster: string | undefined;
}

const nothing = { secretVersion: "absent", recordVersion: "absent" } as const;

/** Those of which the identity was asked, so that to ask it again costs nothing. */
const asked = new WeakSet<Store>();

/**
 * What lies at a place. Whether this is the recorded place at all is asked too: what is absent in another cluster is
 * not gone. A place that cannot be reached is a value; only what the store refuses for good is thrown.
 */
export async function look(ports: Ports, place: Place, how: Look): Promise<Sighting> {
  const { at, controlled, cluster: recorded } = place;
  const store = ports.store(place.store);
  const controller =
    controlled === undefined || place.store.kind !== "kubernetes"
      ? undefined
      : ports.controller(place.store.cluster);
  controller?.begin();
  const see = async () =>
    controller === undefined || controlled === undefined
      ? await observe(store, at, how)
      : await observeControlled(controller, store, at, controlled.owner, controlled.rhythm, how);
  const found = (cluster: string | undefined, sight: ControlledSight) => ({
    store,
    controller,
    cluster,
    sight,
  });

  if (how === "record" && recorded !== undefined && !asked.has(store)) {
    const sight = await see();
    if (provesCluster(sight, recorded)) return found(recorded, sight);
  }
  asked.add(store);
  let cluster: string | undefined;
  try {
    cluster = await store.identity();
  } catch (error) {
    if (!(error instanceof StoreError) || error.code === "Refused") throw error;
    return found(undefined, { ...nothing, seen: { state: "unreachable", cause: messageOf(error) } });
  }
  if (isAnother(cluster, recorded)) {
    const seen = { state: "wrong cluster", observed: cluster, wanted: recorded ?? "" } as const;
    return found(cluster, { ...nothing, seen });
  }
  return found(cluster, await see());
}

/**
 * A Secret that is still the very object of the record, which says in which cluster it was written: no other cluster
 * holds an object of that UID, not even one that was restored from a backup. One request less for every preview.
 */
function provesCluster({ seen, secretVersion }: ControlledSight, cluster: string): boolean {
  return (
    seen.state === "present" &&
    isSame(seen.record.cluster, cluster) &&
    secretVersion !== "absent" &&
    seen.record.secretVersion === secretVersion
  );
}

/** Identities of different kinds (a UID, a server) say nothing of each other: who may read less knows less. */
export function isAnother(one: string | undefined, other: string | undefined): one is string {
  const kind = (identity: string) => identity.split(":")[0];
  return one !== undefined && other !== undefined && kind(one) === kind(other) && !isSame(one, other);
}

/** An identity as the state holds it, in the inputs and in the outputs of each certificate: 48 of a UID's bits tell clusters apart. */
export function abridged(identity: string): string {
  return /^uid:[^-]+-[^-]+/.exec(identity)?.[0] ?? identity;
}

/** Whole or {@link abridged}, either of them. */
function isSame(one: string | undefined, other: string): boolean {
  return one === other || (one !== undefined && abridged(one) === abridged(other));
}
