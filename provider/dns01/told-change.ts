import type { TxtRecords } from "./dns-provider.js";

/**
 * What a webhook and a command are told, in JSON; docs/dns01.md is its contract. `version` changes when a field changes
 * its meaning.
 */
export function toldChange(action: "add" | "remove", records: readonly TxtRecords[], ttl: number): string {
  return JSON.stringify({
    version: 1,
    action,
    records: records.map(({ name, zone, values }) => ({ name, zone, type: "TXT", ttl, values })),
  });
}
