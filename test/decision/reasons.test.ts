import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { decide } from "../../provider/decision/decide.js";
import { type ReasonCode, reasonCodes } from "../../provider/decision/decision.js";
import { row } from "../../provider/decision/explain.js";
import { expectFile } from "../support/golden.js";
import { notBefore, specOf } from "../support/observations.js";
import { type Telling, tellings } from "./told.js";
import { toldOfCsr } from "./told-of-csr.js";

const page = join(__dirname, "../../docs/decisions.md");
const codes = Object.values(reasonCodes).flat();

const stories: readonly (readonly [ReasonCode, Telling])[] = codes.flatMap((code) => [
  [code, tellings[code]],
  ...toldOfCsr.filter(([other]) => other === code),
]);

const told = ({ inputs = {}, seen, now = notBefore }: Telling) => decide(specOf(inputs), seen, now);

describe("the reasons", () => {
  it("are those of docs/decisions.md, in the same order and under the same action", () => {
    const table = readFileSync(page, "utf8").matchAll(/^\| ([A-Za-z]+) \| ([a-z]+)/gm);
    const documented = [...table]
      .map(([, code, action]) => [code, action])
      .filter(([code]) => code !== "code");
    expect(documented).toEqual(
      Object.entries(reasonCodes).flatMap(([action, list]) => list.map((code) => [code, action])),
    );
  });

  it.each(stories)("%s is given in its story, and its row needs no other context", (code, story) => {
    const decision = told(story);
    expect([...decision.reasons, ...decision.warnings].map((reason) => reason.code)).toContain(code);
    const line = row(decision)?.line ?? "";
    expect(line).toMatch(/^[a-z].{20,}[^.]$/);
    expect(line).not.toMatch(/undefined|unknown|\bit is it\b/);
  });

  it("have a row each in docs/decisions.md, as a preview prints it", () => {
    const heading = "## One row of each\n";
    const text = readFileSync(page, "utf8");
    const before = text.slice(0, text.indexOf(heading));
    expectFile(page, `${before}${heading}\n${rowsOfAll()}`);
  });
});

function rowsOfAll(): string {
  return stories.map(([code, story]) => `- ${code}: \`${row(told(story))?.line}\`\n`).join("");
}
