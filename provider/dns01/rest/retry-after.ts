/** Milliseconds; an API that wants more is asked again all the same, for its limits are by the minute at most. */
const longest = 60_000;

/**
 * Milliseconds to wait before a request is sent again for the `attempt`th time: what `Retry-After` says, in seconds or
 * as a date (RFC 9110, 10.2.3), else twice as long each time.
 */
export function pauseBefore(retryAfter: string | null | undefined, attempt: number, now: number): number {
  const given = retryAfter?.trim() ?? "";
  const asked = /^\d+$/.test(given) ? Number(given) * 1000 : Date.parse(given) - now;
  const pause = Number.isNaN(asked) ? 200 * 2 ** (attempt - 1) : asked;
  return Math.min(Math.max(pause, 0), longest);
}
