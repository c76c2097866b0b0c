import { describe, expect, it } from "vitest";
import type { IssuerFacts, SolverFacts } from "../../provider/spec/issuer-facts.js";
import { issuerFaults } from "../../provider/spec/issuer-fit.js";
import { parseSpec } from "../../provider/spec/parse-spec.js";
import { readRequest } from "../../provider/x509/read-request.js";

const http: SolverFacts = { type: "http01", dnsNames: [], dnsZones: [], hasLabels: false };
const dns: SolverFacts = { ...http, type: "dns01" };
const ours: IssuerFacts = {
  issuer: "Issuer le",
  server: "https://acme.example.test/dir",
  takesDuration: false,
  solvers: [http],
};
const letsEncrypt = { server: "https://acme-v02.api.letsencrypt.org/directory" };

function faults(inputs: object, facts: Partial<IssuerFacts> = {}) {
  const parsed = parseSpec({ secretName: "web", issuerRef: { name: "le" }, ...inputs }, readRequest);
  if (!("spec" in parsed)) throw new Error(JSON.stringify(parsed));
  return issuerFaults(parsed.spec, { ...ours, ...facts });
}

const rows: readonly (readonly [
  sentence: string,
  inputs: object,
  facts: Partial<IssuerFacts>,
  properties: readonly string[],
])[] = [
  ["a name by HTTP-01", { dnsNames: ["a.test"] }, {}, []],
  ["a wildcard by HTTP-01 alone", { dnsNames: ["*.a.test", "a.test"] }, {}, ["dnsNames"]],
  ["a wildcard beside a DNS-01 solver", { dnsNames: ["*.a.test"] }, { solvers: [http, dns] }, []],
  [
    "a wildcard that the DNS-01 solver's zone reaches",
    { dnsNames: ["*.a.test"] },
    { solvers: [http, { ...dns, dnsZones: ["a.test"] }] },
    [],
  ],
  [
    "a wildcard that it does not reach, though it ends alike",
    { dnsNames: ["*.a.test"] },
    { solvers: [http, { ...dns, dnsZones: ["b.test", ".test", "st"] }] },
    ["dnsNames"],
  ],
  [
    "a name that is named, and one that is not",
    { dnsNames: ["a.test", "b.test"] },
    { solvers: [{ ...http, dnsNames: ["a.test"] }] },
    ["dnsNames"],
  ],
  [
    "a solver by labels, which a Certificate of ours has not",
    { dnsNames: ["a.test"] },
    { solvers: [{ ...http, hasLabels: true }] },
    ["dnsNames"],
  ],
  ["no solver at all, for an account that needs none", { dnsNames: ["*.a.test"] }, { solvers: [] }, []],
  ["an address by HTTP-01", { ipAddresses: ["192.0.2.1"] }, {}, []],
  ["an address by DNS-01", { ipAddresses: ["192.0.2.1"] }, { solvers: [dns] }, ["ipAddresses"]],
  ["an address from Let's Encrypt", { ipAddresses: ["192.0.2.1"] }, letsEncrypt, ["ipAddresses"]],
  [
    "an address from Let's Encrypt, by the profile for it",
    { ipAddresses: ["192.0.2.1"] },
    { ...letsEncrypt, profile: "shortlived" },
    [],
  ],
  ["a duration that nobody asks for", { dnsNames: ["a.test"], duration: "24h" }, {}, ["duration"]],
  ["the default duration", { dnsNames: ["a.test"], duration: "2160h" }, {}, []],
  ["a duration that is asked for", { dnsNames: ["a.test"], duration: "24h" }, { takesDuration: true }, []],
  ["a CA", { dnsNames: ["a.test"], isCA: true }, {}, ["isCA"]],
  ["code signing", { dnsNames: ["a.test"], usages: ["code signing"] }, {}, ["usages"]],
  ["a client of an own CA", { dnsNames: ["a.test"], usages: ["client auth"] }, {}, []],
  ["a client of Let's Encrypt", { dnsNames: ["a.test"], usages: ["client auth"] }, letsEncrypt, ["usages"]],
  [
    "all at once",
    { dnsNames: ["*.a.test"], ipAddresses: ["192.0.2.1"], duration: "24h", usages: ["timestamping"] },
    { solvers: [{ ...dns, dnsZones: ["b.test"] }] },
    ["dnsNames", "ipAddresses", "duration", "usages"],
  ],
];

describe("what an ACME issuer cannot issue is a failure of the preview", () => {
  it.each(rows)("%s", (_, inputs, facts, properties) => {
    expect(faults(inputs, facts).map(({ property }) => property)).toEqual(properties);
  });

  it("and says which name, and which issuer", () => {
    expect(faults({ dnsNames: ["*.a.test"] })).toEqual([
      {
        property: "dnsNames",
        reason:
          "*.a.test is a wildcard, which HTTP-01 cannot prove, and no dns01 solver of Issuer le reaches it",
      },
    ]);
  });
});
