import { describe, expect, it } from "vitest";
import { parseSpec } from "../../provider/spec/parse-spec.js";
import { readRequest } from "../../provider/x509/read-request.js";
import { mutations, whole } from "./corpus.js";
import { rightInputs } from "./right-inputs.js";

const failuresOf = (inputs: Readonly<Record<string, unknown>>) => {
  const parsed = parseSpec(inputs, readRequest);
  return "failures" in parsed ? parsed.failures : [];
};

describe("inputs made wrong in one place", () => {
  const corpus = Object.values(whole).flatMap((inputs) => [...mutations(inputs)]);

  it("are three hundred at least", () => {
    expect(corpus.length).toBeGreaterThan(300);
  });

  it("are refused each for the property that is wrong, and for nothing else, in one line", () => {
    const told = corpus.map(({ inputs, what }) => [what, failuresOf(inputs).map(({ property }) => property)]);
    // Of a request the engine is to print nothing, as it would at an outermost property.
    const named = (property: string) => (property === "csr" ? "csr.request" : property);
    expect(told).toEqual(corpus.map(({ what, property }) => [what, [named(property)]]));
    const reasons = corpus.flatMap(({ inputs }) => failuresOf(inputs).map(({ reason }) => reason));
    expect(reasons.filter((reason) => /\n|^\W|\bat .*:\d+|undefined|PRIVATE KEY/.test(reason))).toEqual([]);
  });
});

describe("inputs that are right", () => {
  const corpus = [...rightInputs()];

  it("are two hundred at least", () => {
    expect(corpus.length).toBeGreaterThan(200);
  });

  it("are taken without a failure", () => {
    const refused = corpus.flatMap(({ what, inputs }) =>
      failuresOf(inputs).map((failure) => ({ what, ...failure })),
    );
    expect(refused).toEqual([]);
  });
});
