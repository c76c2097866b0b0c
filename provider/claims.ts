import type { StoreSpec } from "./spec/certificate-spec.js";
import type { Location } from "./store/port.js";

/**
 * Which resource of a program asked for which Secret first, in this run: of two that are both new, nothing in the
 * store tells yet.
 */
export class Claims {
  readonly #urns = new Map<string, string>();

  /** The name of the other resource that claims it; undefined where there is none. */
  of(store: StoreSpec, at: Location, urn: string | undefined): string | undefined {
    const place = placeOf(store, at);
    const first = this.#urns.get(place);
    if (first === undefined && urn !== undefined) this.#urns.set(place, urn);
    return first === undefined || first === urn ? undefined : first.split("::").at(-1);
  }

  /** It was deleted: the next resource may have it. */
  drop(store: StoreSpec, at: Location): void {
    this.#urns.delete(placeOf(store, at));
  }
}

function placeOf(store: StoreSpec, { namespace, secretName }: Location): string {
  const where = store.kind === "directory" ? store.directory : store.cluster;
  return JSON.stringify([where, namespace, secretName]);
}
