import { copyName, copyPlaces, lostCopies } from "./copies/copy-places.js";
import { observeCopies } from "./copies/observe-copies.js";
import { writeCopies } from "./copies/write-copies.js";
import { CertificateError, messageOf, nameOf } from "./errors.js";
import { goneVariable, isGone } from "./gone-cluster.js";
import type { Ports } from "./ports.js";
import type { CopyRecord } from "./record/copy-record.js";
import type { CopyState } from "./record/copy-seen.js";
import type { CertificateSpec, StoreSpec } from "./spec/certificate-spec.js";
import type { CopySpec } from "./spec/copy-spec.js";
import { type Location, type Store, StoreError } from "./store/port.js";
import { type Performed, writeRecord } from "./write.js";

/** What stands after the copies, too, were seen to. */
export interface Spread {
  readonly performed: Performed;
  /** Copies that are off the list and could not be removed. */
  readonly left: readonly CopySpec[];
  /** Why not all is as it should be; the certificate itself is. */
  readonly failure?: CertificateError;
}

/**
 * Brings the copies of a certificate that stands and is recorded to what it holds, and records where they are. One
 * that cannot be written hinders no other, and no certificate.
 */
export async function spread(
  ports: Ports,
  spec: CertificateSpec,
  { store, former, say }: { store: Store; former: readonly CopySpec[]; say: (line: string) => Promise<void> },
  performed: Performed,
): Promise<Spread> {
  const { record, recordVersion, certificate } = performed;
  const recorded = record.copies ?? [];
  const places = copyPlaces(ports.store, { own: spec.store, wanted: spec.copies, former, recorded });
  const { unselected = [] } = spec;
  if (places.length === 0 && unselected.length === 0) return { performed, left: [] };
  const original = { at: spec, store, record, certificate };
  const { entries, left, lost, ...copied } = await writeCopies(original, places, isLost);
  const unknown = unselected.map((path) => `for ${path}: its namespaces could not be listed`);
  const failures = [...copied.failures, ...unknown];
  for (const name of [...lost, ...lostCopies(recorded, places).map(copyName)])
    await say(`the copy ${name} was left where it is, for nothing reaches its cluster any more`);
  const sight = { recordVersion };
  const isNews = !isSame(entries, recorded);
  const { copies: _, ...rest } = record;
  const made = entries.length === 0 ? rest : { ...rest, copies: entries };
  const act = { store, spec, sight, owner: record.owner, cluster: record.cluster };
  const after = isNews ? await writeRecord(act, made, certificate) : performed;
  return {
    performed: after,
    left,
    ...(failures.length === 0
      ? {}
      : { failure: failureOf(spec, record.revision, failures, left.length > 0) }),
  };
}

function failureOf(
  spec: CertificateSpec,
  revision: number,
  failures: readonly string[],
  isOffTheList: boolean,
): CertificateError {
  const which = failures.length === 1 ? "a copy is" : `${failures.length} copies are`;
  return new CertificateError(
    `${nameOf(spec)}: ${which} not as wanted: ${failures.join("; ")}`,
    `The certificate stands and is recorded as revision ${revision}, and every other copy holds it`,
    `Mend that and run pulumi up again, which orders nothing${isOffTheList ? `. ${wayOut("pulumi up")}` : ""}`,
  );
}

/** Deletes the copies that this life of the resource wrote; what is somebody else's by now is left. Fails when one could not be deleted. */
export async function removeCopies(
  ports: Ports,
  at: Location,
  copies: {
    readonly own: StoreSpec;
    readonly former: readonly CopySpec[];
    readonly recorded: readonly CopyRecord[];
    readonly owner: string;
    readonly life: string;
  },
): Promise<void> {
  const { own, former, recorded, owner, life } = copies;
  const places = copyPlaces(ports.store, { own, wanted: [], former, recorded });
  const failures: string[] = [];
  for (const { place, copy, version } of await observeCopies(
    places,
    { owner, record: undefined, life },
    "now",
  )) {
    const { seen } = copy;
    try {
      if (seen.state === "intact" || seen.state === "changed")
        await place.store.remove(place.at, version, "absent");
      else if (await isLost(seen, place.store))
        await ports.log(
          "warning",
          `the copy ${place.name} was left where it is, as ${goneVariable} says`,
          undefined,
        );
      else if ("why" in seen) failures.push(`${place.name}: ${seen.why}`);
      else if (seen.state === "wrong cluster")
        failures.push(`${place.name}: this is another cluster (${seen.observed})`);
    } catch (error) {
      failures.push(`${place.name}: ${error instanceof StoreError ? error.what : messageOf(error)}`);
    }
  }
  if (failures.length > 0)
    throw new CertificateError(
      `${nameOf(at)} was not deleted, for a copy of it could not be: ${failures.join("; ")}`,
      "The certificate stands",
      `Mend that and run it again. ${wayOut("pulumi destroy")}`,
    );
}

function isSame(one: readonly CopyRecord[], other: readonly CopyRecord[]): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** Whether a copy is gone with its cluster, as the user says. */
function isLost(seen: CopyState, store: Store): Promise<boolean> {
  return isGone(seen, { kind: "kubernetes", cluster: {} }, store);
}

function wayOut(command: string): string {
  return `Where a cluster is gone for good, ${goneVariable}=true ${command} leaves what lies in it, and the state forgets it`;
}
