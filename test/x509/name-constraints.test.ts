import { describe, expect, it } from "vitest";
import { forbiddenName } from "../../provider/x509/name-constraints.js";
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
