import { readIssueValue, valuesOf } from "../issue-value.js";

/** What a CA asks the TXT records at `_validation-persist`. */
export interface PersistQuestion {
  /** The names by which a record permits this CA; one of them is enough. */
  readonly issuers: readonly string[];
  readonly accountUri: string;
  readonly wildcard: boolean;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/**
 * Why none of the records permits it, as a clause for people; undefined where one does.
 *
 * @see draft-ietf-acme-dns-persist-01, sections 3.1 and 3.2
 */
export function persistObjection(question: PersistQuestion, records: readonly string[]): string | undefined {
  const objections = records.map((record) => objectionIn(record, question));
  if (objections.includes(undefined)) return undefined;
  const ours = objections.filter((objection) => objection !== otherIssuer);
  return ours.length === 0 ? `${records.length} TXT records, none for this CA` : ours.join("; ");
}

const otherIssuer = "for another CA";

function objectionIn(
  record: string,
  { issuers, accountUri, wildcard, now }: PersistQuestion,
): string | undefined {
  const [issuer = ""] = record.split(";");
  if (!issuers.includes(issuer.trim().toLowerCase())) return otherIssuer;
  const value = readIssueValue(record);
  const tags = value?.parameters.map(({ tag }) => tag) ?? [];
  if (value === undefined || new Set(tags).size < tags.length) return "the record for this CA cannot be read";
  const [account] = valuesOf(value, "accounturi");
  if (account !== accountUri) return `the record is for the account ${account ?? "of nobody"}`;
  const [policy = ""] = valuesOf(value, "policy");
  if (wildcard && policy.toLowerCase() !== "wildcard") return "the record is not for wildcards";
  const [until] = valuesOf(value, "persistuntil");
  if (until !== undefined && !/^\d+$/.test(until)) return "the record's persistUntil is not a time";
  if (until !== undefined && now > Number(until) * 1000)
    return `the record was good until ${new Date(Number(until) * 1000).toISOString()}`;
  return undefined;
}
