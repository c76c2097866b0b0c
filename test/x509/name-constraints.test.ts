import { describe, expect, it } from "vitest";
import type { NameConstraints } from "../../provider/spec/certificate-spec.js";
import { encodeNameConstraints, forbiddenName } from "../../provider/x509/name-constraints.js";
import { oids } from "../../provider/x509/object-identifiers.js";
import { readCertificate, readParts } from "../../provider/x509/read-certificate.js";
import { at, authority, issued, privateKeyPem } from "../support/certificates.js";
import { root, verdict } from "./openssl.js";

const key = privateKeyPem("limited");
const certificatePem = root(
  `basicConstraints=critical,CA:true
keyUsage=critical,keyCertSign
nameConstraints=critical,@limits
[limits]
permitted;DNS.1=example.com
permitted;DNS.2=.below.example
excluded;DNS.1=secret.example.com
permitted;IP.1=192.0.2.0/255.255.255.0
permitted;IP.2=2001:db8::/ffff:ffff::
excluded;IP.1=192.0.2.128/255.255.255.128
permitted;email.1=example.com
permitted;email.2=.below.example
permitted;email.3=one@host.example
permitted;URI.1=host.example
permitted;URI.2=.below.example`,
  key,
);
const limited = {
  certificatePem,
  caPem: certificatePem,
  privateKeyPem: key,
  facts: readCertificate(certificatePem),
};

describe("nameConstraints", () => {
  const rows: [name: Parameters<typeof issued>[0], allowed: boolean][] = [
    [{ dnsNames: ["example.com"] }, true],
    [{ dnsNames: ["a.b.example.com"] }, true],
    [{ dnsNames: ["*.example.com"] }, true],
    [{ dnsNames: ["notexample.com"] }, false],
    [{ dnsNames: ["example.com.evil.example"] }, false],
    [{ dnsNames: ["secret.example.com"] }, false],
    [{ dnsNames: ["a.secret.example.com"] }, false],
    [{ dnsNames: ["a.below.example"] }, true],
    [{ dnsNames: ["below.example"] }, false],
    [{ dnsNames: ["example.com", "example.org"] }, false],
    [{ ipAddresses: ["192.0.2.1"] }, true],
    [{ ipAddresses: ["192.0.2.129"] }, false],
    [{ ipAddresses: ["192.0.3.1"] }, false],
    [{ ipAddresses: ["2001:db8:1::1"] }, true],
    [{ ipAddresses: ["2001:db9::1"] }, false],
    [{ emailAddresses: ["any@example.com"] }, true],
    [{ emailAddresses: ["any@EXAMPLE.com"] }, true],
    [{ emailAddresses: ["any@a.example.com"] }, false],
    [{ emailAddresses: ["any@a.below.example"] }, true],
    [{ emailAddresses: ["one@host.example"] }, true],
    [{ emailAddresses: ["two@host.example"] }, false],
    [{ uris: ["https://host.example/path"] }, true],
    [{ uris: ["https://host.example:8443/path"] }, true],
    [{ uris: ["https://a.host.example/"] }, false],
    [{ uris: ["spiffe://a.below.example/x"] }, true],
    [{ uris: ["https://below.example/"] }, false],
    [{ uris: ["urn:no:host"] }, false],
  ];

  it.each(rows)("judge %j as openssl does: %s", (names, allowed) => {
    const leaf = issued({ dnsNames: [], ...names, issuer: limited, commonName: "leaf" });
    const [first] = Object.values(names!).flat().slice(-1);
    expect(forbiddenName(readParts(certificatePem), leaf.facts)).toBe(allowed ? undefined : first);
    const said = verdict(leaf.certificatePem, certificatePem, at("2026-02-01T00:00:00Z"));
    expect(said === "OK").toBe(allowed);
  });

  it("of a CA that has none allow everything", () => {
    expect(forbiddenName(readParts(authority().caPem), issued().facts)).toBeUndefined();
  });
});

describe("nameConstraints that are written", () => {
  const none = { dnsDomains: [], ipRanges: [], emailAddresses: [], uriDomains: [] };
  const rows: [openssl: string, constraints: Omit<NameConstraints, "critical">][] = [
    ["permitted;DNS:example.com", { permitted: { ...none, dnsDomains: ["example.com"] }, excluded: none }],
    ["excluded;DNS:.example.com", { permitted: none, excluded: { ...none, dnsDomains: [".example.com"] } }],
    [
      "permitted;IP:10.32.0.0/255.224.0.0,excluded;IP:2001:db8::/ffff:ffff:8000::",
      {
        permitted: { ...none, ipRanges: ["10.63.1.2/11"] },
        excluded: { ...none, ipRanges: ["2001:db8::/33"] },
      },
    ],
    ["permitted;IP:0.0.0.0/0.0.0.0", { permitted: { ...none, ipRanges: ["0.0.0.0/0"] }, excluded: none }],
    [
      "permitted;IP:192.0.2.7/255.255.255.255",
      { permitted: { ...none, ipRanges: ["192.0.2.7/32"] }, excluded: none },
    ],
    [
      "permitted;DNS:a.example,permitted;email:b.example,permitted;URI:.c.example",
      {
        permitted: {
          dnsDomains: ["a.example"],
          ipRanges: [],
          emailAddresses: ["b.example"],
          uriDomains: [".c.example"],
        },
        excluded: none,
      },
    ],
  ];
  it.each(rows)("are the octets that OpenSSL writes for %s", (openssl, constraints) => {
    const wanted = readParts(root(`basicConstraints=critical,CA:true\nnameConstraints=${openssl}`, key));
    const written = encodeNameConstraints({ critical: false, ...constraints });
    expect(written.toString("hex")).toBe(wanted.extensions.get(oids.nameConstraints)!.value.toString("hex"));
  });
});
