import { formatInstant, type Instant, parseInstant } from "../spec/instant.js";

/**
 * What an ACME server said of a certificate, kept beside it so that decisions can be made without asking again.
 * They are hints and never proof: a note that cannot be read is left out, and the record stays good without it.
 */
export interface AcmeNotes {
  /** URL of the account that ordered it (RFC 8555, 7.3). */
  readonly account?: string;
  /** What the CA was told of the account last: its contact (7.3.2), and for what its key was rolled over (7.3.5). */
  readonly email?: string;
  readonly accountKeyRollover?: string;
  /** URL of its order (7.4). */
  readonly orderUrl?: string;
  readonly renewalInfo?: RenewalInfo;
  readonly retryAfter?: RetryAfter;
  /** When the same set of names was issued last, newest last, at most ten: CAs count duplicates. */
  readonly issued: readonly Instant[];
}

/** When the CA would have a certificate renewed. @see RFC 9773, section 4.2 */
export interface RenewalInfo {
  /** The suggested window; `end` is later than `start`. */
  readonly start: Instant;
  readonly end: Instant;
  /** A page of the CA that says why. */
  readonly explanationUrl?: string;
  readonly checkedAt: Instant;
  /** From when on the CA may be asked again (its Retry-After). */
  readonly nextCheck: Instant;
}

/** A refusal with `rateLimited`. @see RFC 8555, section 6.6 */
export interface RetryAfter {
  readonly until: Instant;
  /** What the CA said, fit to print. */
  readonly detail: string;
  /** The names of the order that was refused, sorted; without them it holds for every order. */
  readonly names?: readonly string[];
  /** How often in a row the CA refused them, where it named no limit and the pause is our own. */
  readonly refusals?: number;
}

/** As many as the strictest of the well-known limits counts (five a week), and some to look back on. */
export const issuedKept = 10;

/** The notes as JSON can hold them: instants in RFC 3339. */
export function formatNotes(notes: AcmeNotes): Record<string, unknown> {
  const { renewalInfo, retryAfter, issued, ...rest } = notes;
  return {
    ...rest,
    ...(renewalInfo === undefined
      ? {}
      : {
          renewalInfo: {
            ...renewalInfo,
            start: formatInstant(renewalInfo.start),
            end: formatInstant(renewalInfo.end),
            checkedAt: formatInstant(renewalInfo.checkedAt),
            nextCheck: formatInstant(renewalInfo.nextCheck),
          },
        }),
    ...(retryAfter === undefined ? {} : { retryAfter: formatRetryAfter(retryAfter) }),
    issued: issued.slice(-issuedKept).map(formatInstant),
  };
}

/** The notes that a value holds, each as far as it can be read. */
export function readNotes(value: unknown): AcmeNotes | undefined {
  if (!isObject(value)) return undefined;
  const { issued } = value;
  return {
    ...given("account", text(value.account)),
    ...given("email", text(value.email)),
    ...given("accountKeyRollover", text(value.accountKeyRollover)),
    ...given("orderUrl", text(value.orderUrl)),
    ...given("renewalInfo", readRenewalInfo(value.renewalInfo)),
    ...given("retryAfter", readRetryAfter(value.retryAfter)),
    issued: (Array.isArray(issued) ? issued : [])
      .map(instant)
      .filter((one) => one !== undefined)
      .slice(-issuedKept),
  };
}

function readRenewalInfo(value: unknown): RenewalInfo | undefined {
  if (!isObject(value)) return undefined;
  const [start, end] = [instant(value.start), instant(value.end)];
  if (start === undefined || end === undefined || end <= start) return undefined;
  const checkedAt = instant(value.checkedAt) ?? start;
  const url = text(value.explanationUrl);
  return {
    start,
    end,
    checkedAt,
    nextCheck: instant(value.nextCheck) ?? checkedAt,
    // It is printed: nothing but what a URL is made of (RFC 3986, appendix A).
    ...given("explanationUrl", url !== undefined && /^https?:\/\/[!-~]{1,500}$/.test(url) ? url : undefined),
  };
}

/** A refusal as JSON can hold it. */
export function formatRetryAfter({ until, ...rest }: RetryAfter): Record<string, unknown> {
  return { ...rest, until: formatInstant(until) };
}

export function readRetryAfter(value: unknown): RetryAfter | undefined {
  if (!isObject(value)) return undefined;
  const until = instant(value.until);
  if (until === undefined) return undefined;
  const { names, refusals } = value;
  const isList = Array.isArray(names) && names.every((name) => typeof name === "string");
  return {
    until,
    detail: text(value.detail) ?? "it did not say why",
    ...given("names", isList ? (names as string[]) : undefined),
    ...given("refusals", Number.isSafeInteger(refusals) ? (refusals as number) : undefined),
  };
}

function instant(value: unknown): Instant | undefined {
  return typeof value === "string" ? parseInstant(value) : undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function given<Name extends string, Value>(
  name: Name,
  value: Value | undefined,
): { readonly [key in Name]?: Value } {
  return value === undefined ? {} : ({ [name]: value } as { [key in Name]?: Value });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
