import { isWithin, parentOf } from "./dns/name.js";
import type { TxtRecords } from "./dns-provider.js";

/**
 * The names of the zones that may hold a record, in the order in which to look for them: what DNS says first, for what
 * is written elsewhere nobody would see; then from the longest on, where the API divides otherwise than the world sees.
 */
export function zoneNames({ name, zone }: Pick<TxtRecords, "name" | "zone">): string[] {
  const names: string[] = [zone];
  for (let at = name; at !== ""; at = parentOf(at) ?? "") if (at !== zone && at.includes(".")) names.push(at);
  return names.filter((candidate) => isWithin(name, candidate));
}

/** Of an API's zones the one to write a record into, compared by labels; undefined where none holds its name. */
export function zoneFor<Zone extends { readonly name: string }>(
  record: Pick<TxtRecords, "name" | "zone">,
  zones: readonly Zone[],
): Zone | undefined {
  for (const name of zoneNames(record)) {
    const zone = zones.find((one) => one.name === name);
    if (zone !== undefined) return zone;
  }
  return undefined;
}

/** A name inside its zone; the zone's own is `apex`. */
export function relativeName(name: string, zone: string, apex = "@"): string {
  return name === zone ? apex : name.slice(0, -zone.length - 1);
}
