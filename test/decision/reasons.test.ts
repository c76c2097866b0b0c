import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { reasonCodes } from "../../provider/decision/decision.js";
import { explainReason } from "../../provider/decision/explain.js";

const codes = Object.values(reasonCodes).flat();

describe("the reasons", () => {
  it("are those of docs/decisions.md, in the same order and under the same action", () => {
    const table = readFileSync(join(__dirname, "../../docs/decisions.md"), "utf8").matchAll(
      /^\| ([A-Za-z]+) \| ([a-z]+)/gm,
    );
    const documented = [...table]
      .map(([, code, action]) => [code, action])
      .filter(([code]) => code !== "code");
    expect(documented).toEqual(
      Object.entries(reasonCodes).flatMap(([action, list]) => list.map((code) => [code, action])),
    );
  });

  it.each(codes)("%s is told as a clause", (code) => {
    const clause = explainReason({ code, field: "tls.crt", observed: "this", wanted: "that", since: 0 });
    expect(clause).toMatch(/^[a-zA-Z].{8,}[^.]$/);
    expect(clause).not.toContain("undefined");
  });
});
