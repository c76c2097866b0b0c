import { describe, expect, it } from "vitest";
import { isTimeSet, now } from "../provider/clock.js";

const at = (text: string) => ({ KUBECERTS_NOW: text });

describe("KUBECERTS_NOW", () => {
  const offsets: readonly [text: string, milliseconds: number][] = [
    ["", 0],
    ["+30d", 30 * 86_400_000],
    ["-1h", -3_600_000],
    ["+90m", 5_400_000],
    ["+2w", 14 * 86_400_000],
    ["+5s", 5000],
  ];
  it.each(offsets)("%j is so far from the present: %i ms", (text, milliseconds) => {
    const before = Date.now();
    const found = now(at(text)) - milliseconds;
    expect(found).toBeGreaterThanOrEqual(before);
    expect(found).toBeLessThanOrEqual(Date.now());
  });

  it("is an instant, too", () => {
    expect(now(at("2027-01-31T00:00:00Z"))).toBe(Date.UTC(2027, 0, 31));
  });

  it.each(["tomorrow", "30d", "+30", "+1y", "2027-13-01T00:00:00Z"])("is refused: %s", (text) => {
    expect(() => now(at(text))).toThrow(
      `KUBECERTS_NOW is "${text}": give an instant such as 2027-01-31T00:00:00Z or an offset such as +30d`,
    );
  });

  it("is set by any text, so that nothing is written", () => {
    expect([{}, at(""), at("+0s"), at("tomorrow")].map((environment) => isTimeSet(environment))).toEqual([
      false,
      false,
      true,
      true,
    ]);
  });
});
