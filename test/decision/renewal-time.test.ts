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
