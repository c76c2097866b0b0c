import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const sdk = join(__dirname, "../../sdk");
const textOf = (file: string) => readFileSync(join(sdk, file), "utf8");

/** Of resources that only the components make. */
const inner = ["gate.ts", "issuer-readiness.ts", "preflight.ts"];

it("the package names every type that its arguments are made of, so that a program can, too", () => {
  const index = textOf("index.ts");
  const args = readdirSync(sdk)
    .filter((file) => file.endsWith(".ts") && !inner.includes(file))
    .flatMap((file) => [...textOf(file).matchAll(/^export (?:interface|type) (\w+Args)\b/gm)])
    .map(([, name = ""]) => name);
  expect(args.length).toBeGreaterThan(80);
  expect(args.filter((name) => !new RegExp(`\\b${name}\\b`).test(index))).toEqual([]);
});
