import { formatInstant, type Instant } from "../../spec/instant.js";

/** What a CA says of one certificate. `why` is a clause: why nothing is known. */
export type Status =
  | { readonly status: "good"; readonly until?: Instant }
  | { readonly status: "revoked"; readonly since: Instant; readonly reason?: string }
  | { readonly status: "unknown"; readonly why: string };

/** @see RFC 5280, 5.3.1 */
const reasons: readonly (string | undefined)[] = [
  undefined, // unspecified
  "keyCompromise",
  "cACompromise",
  "affiliationChanged",
  "superseded",
  "cessationOfOperation",
  "certificateHold",
  undefined,
  "removeFromCRL",
  "privilegeWithdrawn",
  "aACompromise",
];

export function revoked(since: Instant, reason: number | undefined): Status {
  const name = reason === undefined ? undefined : reasons[reason];
  return { status: "revoked", since, ...(name === undefined ? {} : { reason: name }) };
}

/** Clocks differ by some minutes between those who sign and those who read. */
const skew = 5 * 60_000;

/** One that names no end, which RFC 5019 and RFC 5280 ask for, could be shown for ever: it counts for so long, as in Firefox. */
const endless = 86_400_000;

/** Why an answer from `thisUpdate` to `nextUpdate` says nothing now; undefined where it does. */
export function staleness(
  what: string,
  thisUpdate: Instant,
  nextUpdate: Instant | undefined,
  now: Instant,
): string | undefined {
  if (now < thisUpdate - skew) return `${what} is not valid before ${formatInstant(thisUpdate)}`;
  if (nextUpdate !== undefined && now > nextUpdate + skew)
    return `${what} was to be renewed at ${formatInstant(nextUpdate)}`;
  if (nextUpdate === undefined && now > thisUpdate + endless + skew)
    return `${what} is of ${formatInstant(thisUpdate)} and names no end`;
  return undefined;
}
