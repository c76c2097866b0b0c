import { describe, expect, it } from "vitest";
import { parseIssuerFacts } from "../../provider/spec/parse-issuer-facts.js";

const facts = {
  issuer: "Issuer le",
  server: "https://acme.example.test/dir",
  takesDuration: true,
  solvers: [{ type: "dns01", dnsNames: ["a.test"], dnsZones: [], hasLabels: false }],
};

describe("the hidden input that says what is known of an issuer", () => {
  it("reads as it was written", () => {
    expect(parseIssuerFacts(facts)).toEqual(facts);
  });

  it.each([[undefined], ["le"], [{ ...facts, server: 1 }], [{ ...facts, solvers: [{ type: "tlsAlpn01" }] }]])(
    "says nothing where it is of another form: %j",
    (value) => {
      expect(parseIssuerFacts(value)).toBeUndefined();
    },
  );
});
