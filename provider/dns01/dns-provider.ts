/** The TXT records at one name that a CA is to see. */
export interface TxtRecords {
  /** Without the dot at its end; behind a CNAME the name that it points at. */
  readonly name: string;
  /** The zone that holds the name, as DNS tells it. */
  readonly zone: string;
  /** One or more, no value twice. */
  readonly values: readonly string[];
}

/**
 * Whoever serves a zone, and how it is told to change one. Both steps are idempotent, leave other values at the
 * same name alone, end early when the signal aborts, and reject with a clause that holds the provider's own words.
 */
export interface DnsProvider {
  add(records: readonly TxtRecords[], signal: AbortSignal): Promise<void>;
  /** What is gone already is no error. */
  remove(records: readonly TxtRecords[], signal: AbortSignal): Promise<void>;
}

/** Seconds that resolvers may keep a record. */
export const ttl = 60;
