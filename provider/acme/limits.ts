import { formatInstant, type Instant } from "../spec/instant.js";

interface Limit {
  readonly certificates: number;
  readonly days: number;
}

/**
 * How many certificates for exactly the same names CAs issue, as they publish it.
 *
 * @see https://letsencrypt.org/docs/rate-limits/#new-certificates-per-exact-set-of-identifiers
 */
const published: Readonly<Record<string, Limit>> = {
  "https://acme-v02.api.letsencrypt.org/directory": { certificates: 5, days: 7 },
};

const day = 86_400_000;

/**
 * What the CA's limit leaves once there were two for the same names, as a sentence: a warning, since only the CA counts.
 * A renewal that names what it replaces is counted in no limit.
 */
export function limitWarning(server: string, issued: readonly Instant[], now: Instant): string | undefined {
  const limit = published[server];
  if (limit === undefined) return undefined;
  const counting = issued.filter((instant) => instant > now - limit.days * day);
  const [first] = counting;
  if (first === undefined || counting.length < 2) return undefined;
  const left = Math.max(0, limit.certificates - counting.length);
  return `the CA issues ${limit.certificates} certificates for the same names in ${limit.days} days, and ${counting.length} were issued since ${formatInstant(first)}: ${left} left`;
}
