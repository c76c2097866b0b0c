import { describe, expect, it } from "vitest";
import { issueByCa } from "../../provider/issue/ca.js";
import type { CaKeyPair } from "../../provider/issue/ca-request.js";
import { formatInstant } from "../../provider/spec/instant.js";
import { readCertificate, splitChain } from "../../provider/x509/read-certificate.js";
import { verifyMaterial } from "../../provider/x509/verify.js";
import { at, authority } from "../support/certificates.js";
import { file, openssl, verdict } from "../x509/openssl.js";
import { firstOf, issue, keyPair, lower, now, root, subjects, upper, web } from "./authorities.js";
import { specification } from "./specification.js";

describe("a certificate from a CA", () => {
  const rows: [key: "rsa2048" | "p384" | "ed25519"][] = [["rsa2048"], ["p384"], ["ed25519"]];
  it.each(rows)("with a %s key is accepted by openssl and by verifyMaterial", (key) => {
    const ca = authority({
      issuer: authority({ keyName: "root" }),
      commonName: "CA",
      key,
      keyName: "ca",
    });
    const spec = specification({ commonName: "web", usages: ["digital signature", "server auth"] });
    const issued = issueByCa({ spec, privateKeyPem: web, ca: keyPair(ca, ca.caPem), now });
    const purpose = ["-purpose", "sslserver", "-verify_hostname", "shop.example.com"];
    expect(verdict(issued.certificatePem, issued.caPem, now, purpose)).toBe("OK");
    expect(verifyMaterial({ ...issued, privateKeyPem: web }, { spec, now })).toEqual([]);
    expect(issued.issuerKeyHash).toBe(ca.facts.publicKey.hash);
  });

  const chains: [what: string, ca: CaKeyPair, chain: string[], ca: string[]][] = [
    ["a root", keyPair(root), [""], ["CN=Root"]],
    ["a root that stands in ca.crt too", keyPair(root, root.caPem), [""], ["CN=Root"]],
    ["an intermediate and its root", keyPair(upper, upper.caPem), ["", "CN=Upper"], ["CN=Root"]],
    ["an intermediate alone", keyPair(upper), ["", "CN=Upper"], ["CN=Upper"]],
    ["two intermediates", keyPair(lower, lower.caPem), ["", "CN=Lower", "CN=Upper"], ["CN=Root"]],
    [
      "two intermediates and the root in tls.crt",
      keyPair({ ...lower, certificatePem: lower.certificatePem + root.caPem }),
      ["", "CN=Lower", "CN=Upper"],
      ["CN=Root"],
    ],
    [
      "a chain in another order, one of it twice",
      keyPair({ ...lower, certificatePem: firstOf(lower) + root.caPem + firstOf(upper) + firstOf(lower) }),
      ["", "CN=Lower", "CN=Upper"],
      ["CN=Root"],
    ],
    [
      "a bundle of roots in ca.crt",
      keyPair(upper, authority({ commonName: "Other" }).caPem + root.caPem),
      ["", "CN=Upper"],
      ["CN=Root"],
    ],
  ];
  it.each(chains)("of %s has the chain up to the root, without it", (_, ca, chain, cas) => {
    const issued = issue(ca);
    expect([subjects(issued.certificatePem), subjects(issued.caPem)]).toEqual([chain, cas]);
    const partial = cas[0] === "CN=Root" ? [] : ["-partial_chain"];
    expect(verdict(issued.certificatePem, issued.caPem, now, partial)).toBe("OK");
  });

  it("names its issuer octet by octet, in the encoding that the CA has", () => {
    const key = openssl(["genpkey", "-algorithm", "ed25519"]);
    const subject = ["-subj", "/O=Größe + OU=a/CN=CA", "-utf8", "-multivalue-rdn", "-nameopt", "utf8"];
    const config =
      "[req]\ndistinguished_name=dn\nstring_mask=default\nx509_extensions=e\n[dn]\n[e]\nbasicConstraints=critical,CA:true\nkeyUsage=critical,keyCertSign\nsubjectKeyIdentifier=hash\n";
    const certificatePem = openssl([
      "req",
      "-x509",
      "-new",
      "-key",
      file(key),
      "-config",
      file(config),
      ...subject,
    ]);
    const { notBefore, subjectKeyId } = readCertificate(certificatePem);
    const issued = issue({ certificatePem, privateKeyPem: key, name: "shop/ca" }, {}, notBefore);
    expect(verdict(issued.certificatePem, issued.caPem, notBefore)).toBe("OK");
    expect(readCertificate(issued.certificatePem).authorityKeyId).toBe(subjectKeyId);
  });
});

describe("the validity", () => {
  const ends = (ca: CaKeyPair, time = now) => {
    const { notBefore, notAfter } = readCertificate(splitChain(issue(ca, {}, time).certificatePem)[0]!);
    return [formatInstant(notBefore), formatInstant(notAfter)];
  };
  const short = authority({ commonName: "Short", notAfter: "2026-03-01T12:00:00Z" });
  const underShort = authority({ issuer: short, commonName: "Long" });

  it("is as long as was asked for", () => {
    expect(ends(keyPair(root), now + 999)).toEqual(["2026-02-01T00:00:00Z", "2026-05-02T00:00:00Z"]);
  });

  it("ends with the CA when that ends first", () => {
    expect(ends(keyPair(short))).toEqual(["2026-02-01T00:00:00Z", "2026-03-01T12:00:00Z"]);
  });

  it("ends with the first to end of those above the CA", () => {
    expect(ends(keyPair(underShort, underShort.caPem))).toEqual([
      "2026-02-01T00:00:00Z",
      "2026-03-01T12:00:00Z",
    ]);
  });

  it("may be the CA's last second", () => {
    const last = at("2026-03-01T12:00:00Z");
    expect(ends(keyPair(short), last)).toEqual(["2026-03-01T12:00:00Z", "2026-03-01T12:00:00Z"]);
  });
});
