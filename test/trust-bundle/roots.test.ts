import { describe, expect, it } from "vitest";
import { describeChange, pemOf, type Root, type Roots, rootsAt } from "../../provider/trust-bundle/roots.js";

const day = 86_400_000;
const now = Date.parse("2026-11-24T00:00:00Z");
const at = (days: number) => `${new Date(now + days * day).toISOString().slice(0, 19)}Z`;

function root(name: string, endsIn = 1000): Root {
  return { subject: `CN=${name}`, fingerprint: name.repeat(32), notAfter: at(endsIn), pem: `<${name}>` };
}

const none: Roots = { named: [], old: [] };

/** The bundle after each of these days with what the program names then. */
function history(
  keepOld: number | undefined,
  ...steps: readonly [day: number, ...names: string[]][]
): string[] {
  let roots = none;
  return steps.map(([days, ...names]) => {
    roots = rootsAt(
      now + days * day,
      names.map((name) => root(name)),
      roots,
      keepOld,
    );
    return pemOf(roots);
  });
}

describe("a trust bundle", () => {
  it("holds what is named, once each", () => {
    expect(history(undefined, [0, "a", "b", "a"])).toEqual(["<a><b>"]);
  });

  it("holds the new root before the old one, until the old one's time has passed", () => {
    expect(history(30 * day, [0, "a"], [10, "b"], [39, "b"], [40, "b"])).toEqual([
      "<a>",
      "<b><a>",
      "<b><a>",
      "<b>",
    ]);
  });

  it("counts for each old root from when it was dropped itself", () => {
    expect(history(30 * day, [0, "a"], [10, "b"], [20, "c"], [45, "c"])).toEqual([
      ...["<a>", "<b><a>", "<c><b><a>", "<c><b>"],
    ]);
  });

  it("keeps an old root until it expires where no time is given, and no longer", () => {
    expect(history(undefined, [0, "a"], [10, "b"], [1000, "b"], [1001, "b"])).toEqual([
      ...["<a>", "<b><a>", "<b><a>", "<b>"],
    ]);
  });

  it("takes an old root out at once when told so", () => {
    expect(history(0, [0, "a"], [10, "b"])).toEqual(["<a>", "<b>"]);
  });

  it("takes back a root that is named again, and counts anew when it is dropped again", () => {
    expect(history(30 * day, [0, "a"], [10, "b"], [20, "a"], [30, "b"], [55, "b"], [60, "b"])).toEqual([
      ...["<a>", "<b><a>", "<a><b>", "<b><a>", "<b><a>", "<b>"],
    ]);
  });

  it("says in a preview what stays until when, and what goes", () => {
    const before: Roots = { named: [root("a")], old: [{ ...root("o"), droppedAt: at(-30) }] };
    const after = rootsAt(now, [root("b")], before, 30 * day);
    expect(describeChange(before, after, 30 * day)).toEqual([
      `keeps the old root CN=a (${"a".repeat(16)}) until 2026-12-24T00:00:00Z`,
      `removes the old root CN=o (${"o".repeat(16)})`,
    ]);
    expect(describeChange(after, after, 30 * day)).toEqual([]);
  });
});
