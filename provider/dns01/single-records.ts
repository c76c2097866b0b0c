import type { DnsProvider, TxtRecords } from "./dns-provider.js";
import { remembered } from "./remembered.js";
import { several } from "./several.js";

/** An API that keeps each value as a record of its own. */
export interface SingleRecords<Zone> {
  /** Rejects where the API has no zone that holds the name. */
  zoneOf(record: TxtRecords, signal: AbortSignal): Promise<Zone>;
  /** All TXT records at the name, page after page. */
  list(
    zone: Zone,
    name: string,
    signal: AbortSignal,
  ): Promise<readonly { readonly id: string; readonly value: string }[]>;
  /** That it is there already is no error. */
  create(zone: Zone, name: string, value: string, signal: AbortSignal): Promise<void>;
  /** That it is gone already is no error. */
  delete(zone: Zone, id: string, signal: AbortSignal): Promise<void>;
}

/** A provider made of such an API. */
export function singleRecords<Zone>(api: SingleRecords<Zone>): DnsProvider {
  const zones = new Map<string, Promise<Zone>>();
  const placeOf = async (record: TxtRecords, signal: AbortSignal) => {
    const zone = await remembered(zones, record.name, () => api.zoneOf(record, signal));
    return { zone, there: await api.list(zone, record.name, signal) };
  };
  return {
    add: (records, signal) =>
      several(records, async (record) => {
        const { zone, there } = await placeOf(record, signal);
        const missing = record.values.filter((value) => !there.some((one) => one.value === value));
        for (const value of missing) await api.create(zone, record.name, value, signal);
      }),
    remove: (records, signal) =>
      several(records, async (record) => {
        const { zone, there } = await placeOf(record, signal);
        const ours = there.filter(({ value }) => record.values.includes(value));
        for (const { id } of ours) await api.delete(zone, id, signal);
      }),
  };
}
