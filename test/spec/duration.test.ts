import { expect, it } from "vitest";
import { parseDuration } from "../../provider/spec/duration.js";

/** Go's own answers (`time.ParseDuration`) in milliseconds. */
const rows: readonly [text: string, milliseconds: number | undefined][] = [
  ["2160h", 7_776_000_000],
  ["1h30m", 5_400_000],
  ["1.5h", 5_400_000],
  [".5s", 500],
  ["1m0.25s", 60_250],
  ["300ms", 300],
  ["1500us", 1],
  ["1500µs", 1],
  ["1500000ns", 1],
  ["0", 0],
  ["+5m", 300_000],
  ["90d", undefined],
  ["P30D", undefined],
  ["5", undefined],
  ["", undefined],
  ["-5m", undefined],
  ["5m ", undefined],
  ["1e3h", undefined],
  ["99999999999999999h", undefined],
];

it.each(rows)("reads %j as %s milliseconds", (text, milliseconds) => {
  expect(parseDuration(text)).toBe(milliseconds);
});
