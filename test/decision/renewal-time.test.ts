import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { renewalTime } from "../../provider/decision/renewal-time.js";
import { formatInstant, parseInstant } from "../../provider/spec/instant.js";

const hour = 3_600_000;
const start = Date.UTC(2026, 0, 1);

const rows: readonly [
  sentence: string,
  wishes: Parameters<typeof renewalTime>[0],
  hours: number,
  instant: string,
  rule: string,
][] = [
  ["leaves a third of 90 days", {}, 2160, "2026-03-02T00:00:00Z", "a third"],
  ["leaves half of six days", {}, 144, "2026-01-04T00:00:00Z", "half"],
  ["leaves half of an hour less than ten days", {}, 239, "2026-01-05T23:30:00Z", "half"],
  ["leaves a third of ten days", {}, 240, "2026-01-07T16:00:00Z", "a third"],
  ["obeys renewBefore", { renewBefore: 360 * hour }, 2160, "2026-03-17T00:00:00Z", "renewBefore"],
  [
    "ignores a renewBefore as long as the issued life",
    { renewBefore: 2160 * hour },
    2160,
    "2026-03-02T00:00:00Z",
    "a third",
  ],
  [
    "counts renewBeforePercentage from the end",
    { renewBeforePercentage: 25 },
    2160,
    "2026-03-09T12:00:00Z",
    "renewBeforePercentage",
  ],
  [
    "cuts to the second below",
    { renewBeforePercentage: 33 },
    1,
    "2026-01-01T00:40:12Z",
    "renewBeforePercentage",
  ],
];

/** Half of the way through every window. */
const middle = { notBefore: start, notAfter: start + 2160 * hour, fingerprint: "8".padEnd(64, "0") };
const info = (from: string, to: string) => {
  const [first, last] = [parseInstant(from) ?? 0, parseInstant(to) ?? 0];
  return { start: first, end: last, checkedAt: start, nextCheck: start };
};

/** A window of the CA's a row: a certificate of 90 days from 2026-01-01 on, due by itself on 2026-03-02. */
const suggested: readonly [
  sentence: string,
  window: ReturnType<typeof info>,
  instant: string,
  rule: string,
  wishes?: Parameters<typeof renewalTime>[0],
][] = [
  [
    "goes before the default",
    info("2026-02-01T00:00:00Z", "2026-02-03T00:00:00Z"),
    "2026-02-02T00:00:00Z",
    "renewalInfo",
  ],
  [
    "goes before the default where it is later",
    info("2026-03-10T00:00:00Z", "2026-03-12T00:00:00Z"),
    "2026-03-11T00:00:00Z",
    "renewalInfo",
  ],
  [
    "goes before a wish where it is earlier",
    info("2026-02-01T00:00:00Z", "2026-02-03T00:00:00Z"),
    "2026-02-02T00:00:00Z",
    "renewalInfo",
    { renewBefore: 360 * hour },
  ],
  [
    "does not put off a wish",
    info("2026-03-20T00:00:00Z", "2026-03-22T00:00:00Z"),
    "2026-03-17T00:00:00Z",
    "renewBefore",
    { renewBefore: 360 * hour },
  ],
  [
    "is of the predecessor when it starts before the certificate",
    info("2025-12-31T23:59:59Z", "2026-01-02T00:00:00Z"),
    "2026-03-02T00:00:00Z",
    "a third",
  ],
  [
    "counts from the certificate's first second on",
    info("2026-01-01T00:00:00Z", "2026-01-03T00:00:00Z"),
    "2026-01-02T00:00:00Z",
    "renewalInfo",
  ],
  [
    "comes too late in the last twentieth of the life",
    info("2026-03-27T12:00:00Z", "2026-03-28T12:00:00Z"),
    "2026-03-02T00:00:00Z",
    "a third",
  ],
  [
    "is cut where the last twentieth begins",
    info("2026-03-25T12:00:00Z", "2026-05-01T00:00:00Z"),
    "2026-03-26T12:00:00Z",
    "renewalInfo",
  ],
  [
    "is cut to the second",
    info("2026-02-01T00:00:00Z", "2026-02-01T00:00:01Z"),
    "2026-02-01T00:00:00Z",
    "renewalInfo",
  ],
];

describe("a window that the CA suggests", () => {
  it.each(suggested)("%s", (_sentence, window, instant, rule, wishes = {}) => {
    const { instant: found, rule: by } = renewalTime(wishes, middle, window);
    expect([formatInstant(found), by]).toEqual([instant, rule]);
  });

  it("spreads certificates over all of it, each at the same instant every time", () => {
    const window = info("2026-02-01T00:00:00Z", "2026-02-03T00:00:00Z");
    const fingerprints = fc.string({
      unit: fc.constantFrom(..."0123456789abcdef"),
      minLength: 64,
      maxLength: 64,
    });
    const found = fc.sample(fingerprints, 400).map((fingerprint) => {
      const one = renewalTime({}, { ...middle, fingerprint }, window);
      expect(renewalTime({}, { ...middle, fingerprint }, { ...window, checkedAt: start + hour })).toEqual(
        one,
      );
      expect([one.instant >= window.start, one.instant < window.end]).toEqual([true, true]);
      return Math.floor(((one.instant - window.start) / (window.end - window.start)) * 4);
    });
    // 100 of 400 in each quarter; 60 is 4.6 standard deviations away.
    for (const quarter of [0, 1, 2, 3])
      expect(found.filter((one) => one === quarter).length).toBeGreaterThan(60);
  });
});

describe("renewalTime", () => {
  it.each(rows)("%s", (_sentence, wishes, hours, instant, rule) => {
    const { instant: found, rule: by } = renewalTime(wishes, {
      notBefore: start,
      notAfter: start + hours * hour,
    });
    expect([formatInstant(found), by]).toEqual([instant, rule]);
  });

  it("cuts a third of a life that is no whole number of seconds, as cert-manager does", () => {
    const notAfter = parseInstant("2026-04-01T00:00:00Z") ?? 0;
    expect(formatInstant(renewalTime({}, { notBefore: start + 1000, notAfter }).instant)).toBe(
      "2026-03-02T00:00:00Z",
    );
  });
});
