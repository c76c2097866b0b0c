import type { Duration } from "./certificate-spec.js";

/** Nanoseconds of each unit that Go's `time.ParseDuration` knows: no day, no month. */
const units: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  μs: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3600e9,
};

/**
 * The milliseconds that a duration in cert-manager's grammar names, such as `2160h` or `1h30m`; undefined when
 * it names none. Nothing finer than a millisecond counts.
 *
 * @see https://pkg.go.dev/time#ParseDuration
 */
export function parseDuration(text: string): Duration | undefined {
  if (
    !/^\+?(\d+(\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h)((\d+(\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h))*$/.test(text)
  )
    return text === "0" ? 0 : undefined;
  let nanoseconds = 0;
  for (const [, count, unit] of text.matchAll(/(\d+\.?\d*|\.\d+)([a-zµμ]+)/g))
    nanoseconds += Number(count) * (units[unit ?? ""] ?? 0);
  const milliseconds = Math.trunc(nanoseconds / 1e6);
  return Number.isSafeInteger(milliseconds) ? milliseconds : undefined;
}
