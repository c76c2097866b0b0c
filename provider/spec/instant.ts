/** Milliseconds since the epoch. A plain number in the core, RFC 3339 text in the state; `Date` stays at the edges. */
export type Instant = number;

/** RFC 3339 in UTC, to the second: `2026-11-01T00:00:00Z`. Certificates know nothing finer. */
export function formatInstant(instant: Instant): string {
  return `${new Date(instant).toISOString().slice(0, 19)}Z`;
}

/** The instant that an RFC 3339 text names, or undefined when it names none. A zone is required: a text without one means another instant on each machine. */
export function parseInstant(text: string): Instant | undefined {
  if (!/^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/.test(text)) return undefined;
  const instant = Date.parse(text);
  return Number.isNaN(instant) ? undefined : instant;
}

/** The instant cut to the whole second below it, as certificates are. */
export function truncateToSecond(instant: Instant): Instant {
  return Math.floor(instant / 1000) * 1000;
}
