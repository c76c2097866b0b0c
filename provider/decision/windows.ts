import type { RenewalWindow } from "../spec/certificate-spec.js";
import type { Instant } from "../spec/instant.js";

const day = 86_400_000;
const minute = 60_000;
const weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"] as const;

/** Whether one of the windows is open, and else when the next one opens; without windows it is always open. */
export function windowsAt(windows: readonly RenewalWindow[], now: Instant): "open" | Instant {
  if (windows.length === 0) return "open";
  const spans = windows.flatMap((window) => [...spansAround(window, now)]);
  if (spans.some(({ from, to }) => from <= now && now < to)) return "open";
  return Math.min(...spans.map(({ from }) => from).filter((from) => from > now));
}

/** One window's openings from yesterday on, over a week and a day: at least one that contains `now` or follows it. */
function* spansAround(
  window: RenewalWindow,
  now: Instant,
): Iterable<{ readonly from: Instant; readonly to: Instant }> {
  // A calendar date is written as the instant at which it begins in UTC; no zone is more than a day away.
  const today = Math.floor(localTime(window.timeZone, now) / day) * day;
  const length = window.end > window.start ? 0 : day;
  for (let date = today - day; date <= today + 8 * day; date += day) {
    if (!window.days.includes(weekdays[new Date(date).getUTCDay()] ?? "Sun")) continue;
    const from = instantOf(window.timeZone, date + window.start * minute, "first");
    const to = instantOf(window.timeZone, date + length + window.end * minute, "last");
    if (to > from) yield { from, to };
  }
}

/**
 * The instant at which clocks in the zone show this local time. When clocks go back they show it twice: `which` of
 * the two is meant. When they go forward and skip it, it is read by the clock of before, and so comes as much later
 * as the clocks went forward.
 */
function instantOf(timeZone: string, local: number, which: "first" | "last"): Instant {
  const before = local - offsetAt(timeZone, local - day);
  const after = local - offsetAt(timeZone, local + day);
  const [first, last] = [Math.min(before, after), Math.max(before, after)];
  const found = (which === "first" ? [first, last] : [last, first]).find(
    (instant) => localTime(timeZone, instant) === local,
  );
  return found ?? before;
}

function offsetAt(timeZone: string, instant: Instant): number {
  return localTime(timeZone, instant) - instant;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** What clocks in the zone show, to the second, as if it were UTC. */
function localTime(timeZone: string, instant: Instant): number {
  let format = formats.get(timeZone);
  if (format === undefined) {
    const numeric = { year: "numeric", month: "numeric", day: "numeric" } as const;
    const clock = { hour: "numeric", minute: "numeric", second: "numeric", hourCycle: "h23" } as const;
    format = new Intl.DateTimeFormat("en-US", { timeZone, calendar: "gregory", ...numeric, ...clock });
    formats.set(timeZone, format); // it takes longer to make than all else here
  }
  const parts = new Map(format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]));
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
  return Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second"));
}
