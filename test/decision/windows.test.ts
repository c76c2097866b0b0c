import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { windowsAt } from "../../provider/decision/windows.js";
import type { RenewalWindow } from "../../provider/spec/certificate-spec.js";
import { weekdays } from "../../provider/spec/certificate-spec.js";
import { formatInstant, parseInstant } from "../../provider/spec/instant.js";
import { day, specOf } from "../support/observations.js";

/** The windows that a program's inputs mean. */
const windowsOf = (...windows: object[]) => specOf({ renewal: { windows } }).renewal.windows ?? [];

const night = windowsOf({ start: "22:00", end: "04:00", timeZone: "Europe/Berlin" });
const weekend = windowsOf({
  days: ["Sun", "Sat"],
  start: "00:00",
  end: "24:00",
  timeZone: "America/New_York",
});
const small = windowsOf({ start: "02:15", end: "02:45", timeZone: "Europe/Berlin" });
const twice = windowsOf(
  { days: ["Mon"], start: "01:00", end: "02:00" },
  { days: ["Wed"], start: "03:00", end: "04:00" },
);

const rows: readonly [sentence: string, windows: readonly RenewalWindow[], now: string, wanted: string][] = [
  ["is open at any time without windows", [], "2026-09-02T12:00:00Z", "open"],
  ["opens at its first second", night, "2026-09-02T20:00:00Z", "open"],
  ["is shut a second before", night, "2026-09-02T19:59:59Z", "2026-09-02T20:00:00Z"],
  ["is open over midnight", night, "2026-09-03T01:59:59Z", "open"],
  ["is shut from its end on", night, "2026-09-03T02:00:00Z", "2026-09-03T20:00:00Z"],
  ["follows the clocks in winter", night, "2026-12-02T20:30:00Z", "2026-12-02T21:00:00Z"],
  [
    "opens on its days alone, by the clocks of its place",
    weekend,
    "2026-09-05T03:59:59Z",
    "2026-09-05T04:00:00Z",
  ],
  ["is open to the end of its last day", weekend, "2026-09-07T03:59:59Z", "open"],
  ["waits for the next week", weekend, "2026-09-07T04:00:00Z", "2026-09-12T04:00:00Z"],
  [
    "belongs to the day on which it opens",
    windowsOf({ days: ["Fri"], start: "22:00", end: "04:00" }),
    "2026-09-05T03:00:00Z",
    "open",
  ],
  ["opens next with whichever window is first", twice, "2026-09-07T02:00:00Z", "2026-09-09T03:00:00Z"],
  [
    "is a day long when it ends as it starts",
    windowsOf({ days: ["Mon"], start: "08:00", end: "08:00" }),
    "2026-09-08T07:59:59Z",
    "open",
  ],
  [
    "comes an hour later where clocks skip it: shut before",
    small,
    "2026-03-29T01:00:00Z",
    "2026-03-29T01:15:00Z",
  ],
  ["comes an hour later where clocks skip it: open for as long", small, "2026-03-29T01:44:59Z", "open"],
  ["lasts over both where clocks show it twice: from the first", small, "2026-10-25T00:15:00Z", "open"],
  ["lasts over both where clocks show it twice: to the second", small, "2026-10-25T01:44:59Z", "open"],
  [
    "is an hour shorter in the night when clocks go forward",
    night,
    "2026-03-29T02:00:00Z",
    "2026-03-29T20:00:00Z",
  ],
  ["is an hour longer in the night when they go back", night, "2026-10-25T02:59:59Z", "open"],
];

describe("a renewal window", () => {
  it.each(rows)("%s", (_sentence, windows, now, wanted) => {
    const found = windowsAt(windows, parseInstant(now) ?? 0);
    expect(found === "open" ? found : formatInstant(found)).toBe(wanted);
  });

  const zones = fc.constantFrom(
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Asia/Kathmandu",
    "Pacific/Apia",
    "Australia/Lord_Howe",
  );
  const windows = fc.record({
    days: fc.uniqueArray(fc.constantFrom(...weekdays), { minLength: 1 }),
    start: fc.integer({ min: 0, max: 1440 }),
    end: fc.integer({ min: 0, max: 1440 }),
    timeZone: zones,
  });
  const instants = fc.integer({ min: Date.UTC(2020, 0), max: Date.UTC(2040, 0) });

  it("is open exactly when a clock on the wall there says so", () => {
    fc.assert(
      fc.property(windows, instants, (window, now) => {
        // Not within a day of a change of the clocks, which the table above is about.
        fc.pre(offset(window.timeZone, now - 2 * day) === offset(window.timeZone, now + 2 * day));
        expect(windowsAt([window], now) === "open").toBe(isOpenByClock(window, now));
      }),
      { numRuns: 100 },
    );
  });

  it("opens when it says: it is open then, and was shut a millisecond before", () => {
    fc.assert(
      fc.property(fc.array(windows, { minLength: 1, maxLength: 3 }), instants, (list, now) => {
        const opens = windowsAt(list, now);
        if (opens === "open") return;
        expect(opens).toBeGreaterThan(now);
        expect(windowsAt(list, opens)).toBe("open");
        expect(windowsAt(list, opens - 1)).toBe(opens);
        expect(opens - now).toBeLessThanOrEqual(7.1 * day);
      }),
      { numRuns: 100 },
    );
  });
});

/** What a clock in the zone shows, by another of Intl's forms than the one under test. */
function wall(timeZone: string, now: number): { weekday: number; minute: number } {
  const text = new Date(now).toLocaleString("sv-SE", { timeZone }); // 2026-09-02 12:00:00
  const [date = "", time = ""] = text.split(" ");
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  return { weekday: (new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7, minute: hours * 60 + minutes };
}

function offset(timeZone: string, now: number): number {
  const text = new Date(now).toLocaleString("sv-SE", { timeZone }).replace(" ", "T");
  return Date.parse(`${text}Z`) - Math.floor(now / 1000) * 1000;
}

function isOpenByClock({ days, start, end, timeZone }: RenewalWindow, now: number): boolean {
  const { weekday, minute } = wall(timeZone, now);
  const opensOn = (index: number) => days.some((one) => weekdays.indexOf(one) === (index + 7) % 7);
  if (start < end) return opensOn(weekday) && start <= minute && minute < end;
  return (opensOn(weekday) && minute >= start) || (opensOn(weekday - 1) && minute < end);
}
