import type { CopyRecord } from "../record/copy-record.js";
import type { StoreSpec } from "../spec/certificate-spec.js";
import type { CopySpec } from "../spec/copy-spec.js";
import { printable } from "../spec/printable.js";
import type { Location, Store } from "../store/port.js";

/** One place where a copy lies or is to lie. */
export interface CopyPlace {
  /** How it is told. */
  readonly name: string;
  readonly at: Location;
  readonly store: Store;
  /** The store's name, where it is another than the certificate's. */
  readonly where?: string;
  /** As it was asked for, by the program now or before; absent where the record alone knows it. */
  readonly spec?: CopySpec;
  /** Its place in the list; absent for one that was taken off. */
  readonly listed?: number;
  /** What the record says of it. */
  readonly entry?: CopyRecord;
}

export interface CopyList {
  /** Where the certificate itself lies. */
  readonly own: StoreSpec;
  readonly wanted: readonly CopySpec[];
  /** What the state says was wanted before: it alone knows how other clusters are reached. */
  readonly former: readonly CopySpec[];
  readonly recorded: readonly CopyRecord[];
}

/** Every place once, in the order of the list; those that are on no list come last. */
export function copyPlaces(
  stores: (spec: StoreSpec) => Store,
  { own, wanted, former, recorded }: CopyList,
): CopyPlace[] {
  const home = stores(own);
  const places = new Map<string, CopyPlace>();
  const entries = new Map(recorded.map((entry) => [keyOf(entry), entry]));
  for (const [index, spec] of [...wanted, ...former].entries()) {
    const named = spec.cluster && stores({ kind: "kubernetes", cluster: spec.cluster });
    // Other words may lead to the same cluster.
    const isOwn = named === undefined || named.name === home.name;
    const store = isOwn ? home : named;
    const where = isOwn ? {} : { where: store.name };
    const key = keyOf({ ...spec, ...where });
    if (places.has(key)) continue;
    const entry = entries.get(key);
    places.set(key, {
      ...placeOf(spec, where),
      store,
      spec,
      ...(index < wanted.length ? { listed: spec.index ?? index } : {}),
      ...(entry === undefined ? {} : { entry }),
    });
  }
  for (const [key, entry] of entries)
    if (!places.has(key) && entry.where === undefined)
      places.set(key, { ...placeOf(entry, {}), store: home, entry });
  return [...places.values()];
}

/** What the record knows of and nothing says how to reach: copies in clusters that no list names any more. */
export function lostCopies(recorded: readonly CopyRecord[], places: readonly CopyPlace[]): CopyRecord[] {
  return recorded.filter((entry) => places.every((place) => place.entry !== entry));
}

/** How a copy is told, of which a record may speak. */
export function copyName({ namespace, name, where }: Pick<CopyRecord, "namespace" | "name" | "where">) {
  return printable(`${namespace}/${name}${where === undefined ? "" : ` in ${where}`}`);
}

function placeOf(
  { namespace, name }: Pick<CopySpec, "namespace" | "name">,
  where: { readonly where?: string },
) {
  return { name: copyName({ namespace, name, ...where }), at: { namespace, secretName: name }, ...where };
}

function keyOf({ namespace, name, where }: Pick<CopyRecord, "namespace" | "name" | "where">): string {
  return JSON.stringify([where, namespace, name]);
}
