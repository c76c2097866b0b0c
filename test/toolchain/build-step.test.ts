import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { buildStep } from "./build-step.js";
import { isAtLeast } from "./versions.js";

let cache: string;
beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), "build-step-"));
});
afterEach(() => rmSync(cache, { recursive: true }));

const output = () => join(cache, "bin/it");
const read = () => readFileSync(output(), "utf8");
function step(input: string, make = (file: string) => writeFileSync(file, input)) {
  return buildStep({ name: "it", cache, output: "bin/it", inputs: [input], expectedSeconds: 1, make });
}

test("builds once for the same inputs", async () => {
  expect([await step("a"), await step("a"), read()]).toEqual(["built", "cache", "a"]);
});

test("builds again for other inputs, and when the output is gone", async () => {
  await step("a");
  expect([await step("b"), read()]).toEqual(["built", "b"]);
  rmSync(output());
  expect([await step("b"), read()]).toEqual(["built", "b"]);
});

test("takes two inputs for others than their concatenation", async () => {
  await step("ab");
  const make = (file: string) => writeFileSync(file, "two");
  const two = { name: "it", cache, output: "bin/it", inputs: ["a", "b"], expectedSeconds: 1, make };
  expect(await buildStep(two)).toBe("built");
});

test("leaves no output of a build that failed in the middle, and builds next time", async () => {
  const failing = step("a", (file) => {
    writeFileSync(file, "half");
    throw new Error("out of space");
  });
  await expect(failing).rejects.toThrow("out of space");
  expect(existsSync(output())).toBe(false);
  expect(await step("a")).toBe("built");
});

test("does not take an output without its stamp for a finished one", async () => {
  mkdirSync(join(cache, "bin"));
  writeFileSync(output(), "half");
  expect([await step("a"), read()]).toEqual(["built", "a"]);
});

test("lets one of two callers build and the other wait for it", async () => {
  expect((await Promise.all([step("a"), step("a")])).sort()).toEqual(["built", "cache"]);
});

test.each([
  ["3.259.0", true],
  ["v3.259.1", true],
  ["3.300.0-alpha.1", true],
  ["4.0.0", true],
  ["3.258.9", false],
  ["2.999.999", false],
  ["unknown", false],
])("%s is at least 3.259.0: %s", (version, expected) => {
  expect(isAtLeast(version, "3.259.0")).toBe(expected);
});
