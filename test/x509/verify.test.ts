import { describe, expect, it } from "vitest";
import type { CertificateSpec } from "../../provider/spec/certificate-spec.js";
import { splitChain } from "../../provider/x509/read-certificate.js";
import { type TlsMaterial, type Violation, verifyMaterial } from "../../provider/x509/verify.js";
import { specification } from "../issue/specification.js";
import { at, authority, issued, type Made, privateKeyPem } from "../support/certificates.js";
import { file, openssl } from "./openssl.js";

const now = at("2026-02-01T00:00:00Z");
const root = authority({ commonName: "Root" });
const upper = authority({ issuer: root, commonName: "Upper" });
const lower = authority({ issuer: upper, commonName: "Lower" });
const web = issued({ issuer: lower, commonName: "web", keyName: "web" });
const [leaf, lowerPem, upperPem] = splitChain(web.certificatePem) as [string, string, string];

const verify = (material: TlsMaterial, wanted: Partial<CertificateSpec> = {}, time = now) =>
  verifyMaterial(material, { spec: specification(wanted), now: time });

describe("material with nothing wrong", () => {
  const rows: [what: string, material: TlsMaterial][] = [
    ["a leaf with its intermediates and the root in ca.crt", web],
    ["the root in tls.crt as well", { ...web, certificatePem: web.certificatePem + root.caPem }],
    [
      "no ca.crt, as from an ACME CA",
      { certificatePem: web.certificatePem, privateKeyPem: web.privateKeyPem },
    ],
    ["an intermediate in ca.crt", { ...web, certificatePem: leaf + lowerPem, caPem: upperPem }],
    ["the last of tls.crt in ca.crt", { ...web, caPem: upperPem }],
    ["a bundle in ca.crt", { ...web, caPem: authority({ commonName: "Other" }).caPem + root.caPem }],
    ["CRLF", { ...web, certificatePem: web.certificatePem.replaceAll("\n", "\r\n") }],
    ["a certificate of its own", issued({ keyName: "web" })],
    [
      "more names than were asked for",
      issued({ dnsNames: ["shop.example.com", "www.example.com"], keyName: "web" }),
    ],
  ];
  it.each(rows)("has no violation: %s", (_, material) => {
    expect(verify(material)).toEqual([]);
  });

  it.each([at("2026-01-01T00:00:00Z"), at("2026-04-01T00:00:00Z")])(
    "is valid in its first and its last second",
    (time) => {
      expect(verify(web, {}, time)).toEqual([]);
    },
  );
});

describe("what is wrong", () => {
  const notCa = issued({ commonName: "NotCA", keyName: "notca" });
  const onlyByUsage = issued({ commonName: "OnlyByUsage", keyName: "notca", usages: ["cert sign"] });
  const rows: [what: string, material: TlsMaterial, violations: Violation[]][] = [
    [
      "no certificate",
      { ...web, certificatePem: "none" },
      [{ code: "InvalidCertificate", field: "tls.crt", detail: "tls.crt holds no certificate" }],
    ],
    [
      "a certificate cut short",
      { ...web, certificatePem: web.certificatePem.slice(0, -40) },
      [
        {
          code: "InvalidCertificate",
          field: "tls.crt",
          detail: "tls.crt cannot be read: a PEM block CERTIFICATE does not end",
        },
      ],
    ],
    [
      "a ca.crt cut short",
      { ...web, caPem: root.caPem.slice(0, -40) },
      [
        {
          code: "InvalidCertificate",
          field: "ca.crt",
          detail: "ca.crt cannot be read: a PEM block CERTIFICATE does not end",
        },
      ],
    ],
    [
      "no key",
      { ...web, privateKeyPem: "" },
      [
        {
          code: "InvalidPrivateKey",
          field: "tls.key",
          detail: "tls.key cannot be read: it holds no private key in PEM",
        },
      ],
    ],
    [
      "the key of another",
      { ...web, privateKeyPem: privateKeyPem("other") },
      [
        {
          code: "InvalidKeyPair",
          field: "tls.key",
          detail: "tls.key does not belong to the certificate in tls.crt",
        },
      ],
    ],
    [
      "a key of another kind",
      { ...web, privateKeyPem: privateKeyPem("other", "ed25519") },
      [
        {
          code: "InvalidKeyPair",
          field: "tls.key",
          detail: "tls.key does not belong to the certificate in tls.crt",
        },
      ],
    ],
    [
      "a key whose secret half is damaged",
      { ...web, privateKeyPem: damaged(web.privateKeyPem) },
      [
        {
          code: "InvalidKeyPair",
          field: "tls.key",
          detail: "tls.key does not belong to the certificate in tls.crt",
        },
      ],
    ],
    [
      "intermediates in the wrong order",
      { ...web, certificatePem: leaf + upperPem + lowerPem },
      [
        broken(2, "CN=Upper", "CN=Lower"),
        broken(3, "CN=Lower", "CN=Root"),
        {
          code: "IncorrectIssuer",
          field: "ca.crt",
          detail: "ca.crt holds no certificate that issued CN=Lower",
        },
      ],
    ],
    [
      "a missing intermediate",
      { ...web, certificatePem: leaf + upperPem },
      [broken(2, "CN=Upper", "CN=Lower")],
    ],
    [
      "the signature of a namesake",
      {
        ...web,
        certificatePem:
          leaf + authority({ issuer: upper, commonName: "Lower", keyName: "namesake" }).certificatePem,
      },
      [broken(2, "CN=Lower", "CN=Lower")],
    ],
    [
      "a changed signature",
      { ...web, certificatePem: tampered(leaf) + lowerPem + upperPem },
      [broken(2, "CN=Lower", "CN=Lower")],
    ],
    [
      "another root",
      { ...web, caPem: authority({ commonName: "Root", keyName: "namesake" }).caPem },
      [
        {
          code: "IncorrectIssuer",
          field: "ca.crt",
          detail: "ca.crt holds no certificate that issued CN=Upper",
        },
      ],
    ],
    [
      "an issuer that is no CA",
      issued({ issuer: notCa, keyName: "web", commonName: "web" }),
      [
        {
          code: "NotACertificateAuthority",
          field: "ca.crt",
          detail: "CN=NotCA may not issue certificates",
        },
      ],
    ],
    [
      "an issuer that is no CA, whatever its key usage says",
      issued({ issuer: onlyByUsage, keyName: "web", commonName: "web" }),
      [
        {
          code: "NotACertificateAuthority",
          field: "ca.crt",
          detail: "CN=OnlyByUsage may not issue certificates",
        },
      ],
    ],
  ];
  it.each(rows)("is said: %s", (_, material, violations) => {
    expect(verify(material)).toEqual(violations);
  });

  it("is said of a leaf that does not stand first", () => {
    const detail = "the certificate of tls.key stands at place 2 of tls.crt, not first";
    expect(verify({ ...web, certificatePem: lowerPem + leaf })[0]).toEqual({
      code: "LeafNotFirst",
      field: "tls.crt",
      detail,
    });
  });

  it("is said of each certificate that is not valid now", () => {
    const end = "CN=web ended at 2026-04-01T00:00:00Z, and it is 2026-04-01T00:00:01Z";
    expect(verify(web, {}, at("2026-04-01T00:00:01Z"))).toEqual([
      { code: "Expired", field: "tls.crt", detail: end },
    ]);
    const begin = (who: string): Violation => ({
      code: "NotYetValid",
      field: "tls.crt",
      detail: `${who} is not valid before 2026-01-01T00:00:00Z, and it is 2025-12-31T23:59:59Z`,
    });
    const all = [...["CN=web", "CN=Lower", "CN=Upper"].map(begin), { ...begin("CN=Root"), field: "ca.crt" }];
    expect(verify(web, {}, at("2025-12-31T23:59:59Z"))).toEqual(all);
  });

  it("is not said of an old root in ca.crt while a newer one with its name and key is valid", () => {
    const old = authority({ commonName: "Root", notAfter: "2026-01-31T00:00:00Z" });
    expect(verify({ ...web, caPem: old.caPem + root.caPem })).toEqual([]);
    const detail = "CN=Root ended at 2026-01-31T00:00:00Z, and it is 2026-02-01T00:00:00Z";
    expect(verify({ ...web, caPem: old.caPem })).toEqual([{ code: "Expired", field: "ca.crt", detail }]);
  });

  it("is said of each name that is missing, and of the key", () => {
    const wanted = {
      dnsNames: ["shop.example.com", "www.example.com"],
      ipAddresses: ["2001:db8::1"],
      uris: ["spiffe://example.com/web"],
      emailAddresses: ["ops@example.com"],
      isCA: true,
      privateKey: { algorithm: "RSA", size: 2048, encoding: "PKCS1", rotationPolicy: "Always" },
    } as const;
    const missing = (name: string): Violation => ({
      code: "NameMissing",
      field: "tls.crt",
      detail: `${name} is not in the certificate`,
    });
    expect(verify(web, wanted)).toEqual([
      missing("www.example.com (dnsNames)"),
      missing("2001:db8::1 (ipAddresses)"),
      missing("spiffe://example.com/web (uris)"),
      missing("ops@example.com (emailAddresses)"),
      {
        code: "NotACertificateAuthority",
        field: "tls.crt",
        detail: "a CA was wanted, and the certificate is none",
      },
      { code: "WrongKey", field: "tls.crt", detail: "the key is ECDSA 256 instead of RSA 2048" },
    ]);
  });

  it("is said without a line of the key", () => {
    const all = rows.map(([, material]) => JSON.stringify(verify(material))).join();
    expect(all).not.toContain("PRIVATE KEY");
    for (const line of web.privateKeyPem.split("\n").slice(1, -2)) expect(all).not.toContain(line);
  });
});

describe("OpenSSL", () => {
  it("agrees about the chain that is in order and about the one that is not", () => {
    const judge = (made: Made, chain: string) => {
      const args = ["-attime", String(now / 1000), "-CAfile", file(made.caPem), "-untrusted", file(chain)];
      return openssl(["verify", ...args, file(leaf)]).endsWith("OK\n");
    };
    expect(judge(web, lowerPem + upperPem)).toBe(true);
    expect(() => judge(web, upperPem)).toThrow(/unable to get local issuer/);
  });
});

function broken(place: number, who: string, wanted: string): Violation {
  return {
    code: "BrokenChain",
    field: "tls.crt",
    detail: `place ${place} of tls.crt (${who}) did not issue the certificate before it, whose issuer is ${wanted}`,
  };
}

/** A SEC 1 key with one bit of its scalar changed and its public half as it was. */
function damaged(pem: string): string {
  const der = Buffer.from(pem.replace(/-----.*-----|\n/g, ""), "base64");
  der[20]! ^= 1;
  return `-----BEGIN EC PRIVATE KEY-----\n${der.toString("base64")}\n-----END EC PRIVATE KEY-----\n`;
}

/** The same certificate with another signature. */
function tampered(pem: string): string {
  const der = Buffer.from(pem.replace(/-----.*-----|\n/g, ""), "base64");
  der[der.length - 1]! ^= 1;
  const lines = der.toString("base64").match(/.{1,64}/g)!;
  return `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`;
}
