import { describe, expect, it } from "vitest";
import { limitsOf } from "../../provider/installation/limits.js";
import { stepOf } from "../../provider/installation/upgrade.js";

describe("a release after another one", () => {
  const rows: readonly [from: string, to: string, force: boolean, state: string, words?: string][] = [
    ["v1.21.1", "v1.21.2", false, "fine"],
    ["v1.20.3", "v1.21.2", false, "fine"],
    ["v1.21.2", "v1.21.2", false, "fine"],
    ["v1.19.6", "v1.21.2", false, "worth a warning", "v1.19.6 to v1.21.2 skips v1.20: cert-manager advises"],
    ["v1.18.0", "v1.21.2", false, "worth a warning", "skips v1.19 and v1.20: "],
    ["v1.9.1", "1.21.2", false, "worth a warning", "v1.9.1 to 1.21.2 skips v1.10 to v1.20: "],
    ["v1.21.2", "v1.20.3", false, "refused", "is older than v1.21.2, which runs"],
    ["v1.21.2", "v1.21.1", false, "refused", "set allowDowngrade"],
    ["v1.21.2", "v1.20.3", true, "worth a warning", "v1.20.3 is older than v1.21.2"],
    ["v1.22.0-alpha.0", "v1.21.2", false, "refused", "is older than v1.22.0-alpha.0"],
    ["", "v1.21.2", false, "fine"],
    ["a tag of our own", "v1.21.2", false, "fine"],
  ];
  it.each(rows)("%s, then %s (forced: %s) is %s", (from, to, force, state, words = "") => {
    const step = stepOf(from, to, force);
    expect(step.state).toBe(state);
    expect("reason" in step ? step.reason : "").toContain(words);
  });
});

describe("what a cert-manager cannot do", () => {
  const rows: readonly [version: string | undefined, gates: Record<string, boolean>, limits: string[]][] = [
    ["v1.21.2", {}, []],
    ["v1.20.3", {}, ['renewal.by "pulumi" (v1.21 and later)', "waitInsteadOfSelfCheck (v1.21 and later)"]],
    ["v1.21.2", { NameConstraints: false }, ["nameConstraints (its feature gate is off)"]],
    [
      "v1.15.0",
      { NameConstraints: true },
      [
        "renewBeforePercentage (v1.16 and later)",
        "acme.profile (v1.18 and later)",
        "rfc2136.protocol (v1.19 and later)",
        'renewal.by "pulumi" (v1.21 and later)',
        "waitInsteadOfSelfCheck (v1.21 and later)",
      ],
    ],
    [undefined, {}, []],
  ];
  it.each(rows)("%s with %o", (version, gates, limits) => {
    expect(limitsOf(version, gates)).toEqual(limits);
  });

  it("names the gate that would open it where the release has one", () => {
    expect(limitsOf("v1.14.7", {})).toContain(
      "nameConstraints (v1.17 and later, or the feature gate NameConstraints)",
    );
    expect(limitsOf("v1.9.1", { NameConstraints: true })).toContain("nameConstraints (v1.17 and later)");
  });
});
