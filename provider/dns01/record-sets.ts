import { setTimeout as sleep } from "node:timers/promises";
import type { DnsProvider, TxtRecords } from "./dns-provider.js";
import { remembered } from "./remembered.js";
import { several } from "./several.js";

/** All values at one name, and what the API needs to know to replace exactly these. */
export interface RecordSet<State> {
  readonly values: readonly string[];
  readonly state: State;
}

/** What became of a change: refused since somebody else changed the set meanwhile, or under way. */
export type Written = { readonly conflict: Error } | { readonly change: string | undefined };

/** An API that keeps all values at a name in one set, and replaces it only where it still is what was read. */
export interface RecordSets<Zone, State> {
  /** Rejects where the API has no zone that holds the name. */
  zoneOf(record: TxtRecords, signal: AbortSignal): Promise<Zone>;
  read(zone: Zone, name: string, signal: AbortSignal): Promise<RecordSet<State>>;
  /** No value is left where `values` is empty: then there is no set. */
  write(
    zone: Zone,
    name: string,
    values: readonly string[],
    before: RecordSet<State>,
    signal: AbortSignal,
  ): Promise<Written>;
  /** Resolves once the API's own servers show a change; absent where it does not say. */
  settled?(zone: Zone, change: string, signal: AbortSignal): Promise<void>;
}

/** How often a set is read anew that others change, too. */
const tries = 10;
const pause = 50;

/** A provider made of such an API. */
export function recordSets<Zone, State>(api: RecordSets<Zone, State>): DnsProvider {
  const zones = new Map<string, Promise<Zone>>();
  const change = async (
    record: TxtRecords,
    to: (there: readonly string[]) => readonly string[],
    signal: AbortSignal,
  ): Promise<{ zone: Zone; change: string } | undefined> => {
    const { name } = record;
    const zone = await remembered(zones, name, () => api.zoneOf(record, signal));
    for (let left = tries - 1; ; left--) {
      const before = await api.read(zone, name, signal);
      const values = to(before.values);
      if (values.length === before.values.length) return undefined;
      const written = await api.write(zone, name, values, before, signal);
      if ("change" in written)
        return written.change === undefined ? undefined : { zone, change: written.change };
      if (left === 0) throw written.conflict;
      await sleep(pause * (tries - left), undefined, { signal });
    }
  };
  return {
    async add(records, signal) {
      const changes: { zone: Zone; change: string }[] = [];
      await several(records, async (record) => {
        const missing = (there: readonly string[]) => record.values.filter((value) => !there.includes(value));
        const made = await change(record, (there) => [...there, ...missing(there)], signal);
        if (made !== undefined) changes.push(made);
      });
      // One after the other: by the time that the first is seen, most are.
      for (const made of changes) await api.settled?.(made.zone, made.change, signal);
    },
    remove: (records, signal) =>
      several(records, async (record) => {
        await change(record, (there) => there.filter((value) => !record.values.includes(value)), signal);
      }),
  };
}
