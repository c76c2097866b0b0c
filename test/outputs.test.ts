import { describe, expect, it } from "vitest";
import { differingFields } from "../provider/decision/mismatches.js";
import { keptIn, outputsOf, recordedIn } from "../provider/outputs.js";
import { besides, requested } from "../provider/spec/requested.js";
import { granted, inputs, notBefore, recordOf, specOf } from "./support/observations.js";

const names = (count: number) => Array.from({ length: count }, (_, i) => `shop-${i}.example.com`);

/** What the state holds of a specification after it was carried out. */
function stateOf(changes: Record<string, unknown>) {
  const spec = specOf(changes);
  const facts = granted(spec, notBefore);
  return outputsOf({ ...inputs, ...changes }, recordOf(spec, facts), facts, { besides: besides(spec) });
}

/** The fields in which the state differs from a specification, as far as it can tell. */
function differences(state: Record<string, unknown>, changes: Record<string, unknown>) {
  const spec = specOf(changes);
  const recorded = recordedIn(state, { ...inputs, ...changes }, spec);
  return {
    requested: differingFields(requested(spec), recorded.requested ?? {}).length > 0,
    besides: differingFields(besides(spec), recorded.besides ?? {}).length > 0,
  };
}

describe("what the state keeps of a specification", () => {
  const same = { requested: false, besides: false };

  it("is the same for the same names in another order", () => {
    const dnsNames = names(3);
    expect(differences(stateOf({ dnsNames }), { dnsNames: dnsNames.toReversed() })).toEqual(same);
  });

  it("tells another request from what is carried out without one", () => {
    const state = stateOf({});
    expect([
      differences(state, {}),
      differences(state, { dnsNames: ["other.example.com"] }),
      differences(state, { secretTemplate: { labels: { team: "shop" } } }),
    ]).toEqual([same, { requested: true, besides: false }, { requested: false, besides: true }]);
  });

  it("does not grow with the names", () => {
    const sizes = [1, 100].map((count) => JSON.stringify(stateOf({ dnsNames: names(count) }).__kept).length);
    expect(sizes[0]).toBe(sizes[1]);
  });

  it("is read field by field where an older release wrote it", () => {
    const spec = specOf();
    const { __kept, ...outputs } = stateOf({});
    const version1 = {
      ...outputs,
      __kept: { ...(__kept as object), version: 1, requested: requested(spec), besides: besides(spec) },
    };
    expect(keptIn(version1)?.version).toBe(1);
    expect(differences(version1, {})).toEqual(same);
    expect(recordedIn(version1, inputs, spec).requested).toEqual(requested(spec));
  });
});
