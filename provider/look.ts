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

/**
 * What lies at a place. First whether this is the recorded place at all: what is absent in another cluster is not
 * gone. A place that cannot be reached is a value; only what the store refuses for good is thrown.
 */
export async function look(ports: Ports, place: Place, how: Look): Promise<Sighting> {
  const { at, controlled } = place;
  const store = ports.store(place.store);
  const controller =
    controlled === undefined || place.store.kind !== "kubernetes"
      ? undefined
      : ports.controller(place.store.cluster);
  let cluster: string | undefined;
  try {
    cluster = await store.identity();
  } catch (error) {
    if (!(error instanceof StoreError) || error.code === "Refused") throw error;
    const seen = { state: "unreachable", cause: messageOf(error) } as const;
    return { store, controller, cluster, sight: { ...nothing, seen } };
  }
  if (isAnother(cluster, place.cluster)) {
    const seen = { state: "wrong cluster", observed: cluster, wanted: place.cluster ?? "" } as const;
    return { store, controller, cluster, sight: { ...nothing, seen } };
  }
  const sight =
    controller === undefined || controlled === undefined
      ? await observe(store, at, how)
      : await observeControlled(controller, store, at, controlled.owner, controlled.rhythm, how);
  return { store, controller, cluster, sight };
}

/** Identities of different kinds (a UID, a server) say nothing of each other: who may read less knows less. */
export function isAnother(one: string | undefined, other: string | undefined): one is string {
  const kind = (identity: string) => identity.split(":")[0];
  return one !== undefined && other !== undefined && kind(one) === kind(other) && one !== other;
}
