import type { ServerAddress } from "../dns/exchange.js";
import { firstAnswer } from "../dns/first-answer.js";
import { recordType } from "../dns/message.js";
import { parentOf } from "../dns/name.js";
import type { CaaRecords } from "./caa-objection.js";
import { readCaaRecord } from "./caa-record.js";

/**
 * The CAA records that count for a name: its own, else those of the nearest name above that has any (RFC 8659, 3);
 * undefined where none has. Rejects with `NoAnswer` where the resolvers do not tell, which a CA takes for a refusal.
 */
export async function findCaa(
  name: string,
  resolvers: readonly ServerAddress[],
  signal: AbortSignal,
): Promise<CaaRecords | undefined> {
  for (let at = name; at !== ""; at = parentOf(at) ?? "") {
    const { answer } = await firstAnswer(resolvers, at, recordType.CAA, { recursive: true, signal });
    const records = answer.filter(({ type }) => type === recordType.CAA);
    if (records.length > 0) return { name: at, records: records.map(({ data }) => readCaaRecord(data)) };
  }
  return undefined;
}
