import { describe, expect, it } from "vitest";
import { type KeyUsage, keyUsages } from "../../provider/spec/certificate-spec.js";
import { buildCertificate } from "../../provider/x509/build-certificate.js";
import { publicKeyInfo, readPrivateKey } from "../../provider/x509/key-pair.js";
import { at, authority, issued, type KeyKind, privateKey } from "../support/certificates.js";
import { openssl, verdict } from "./openssl.js";

const now = at("2026-02-01T00:00:00Z");
const algorithms = ["rsa2048", "p256", "ed25519"] as const;

describe("a chain", () => {
  // Nine rows in which every two roles meet in every two algorithms.
  const roles = algorithms.flatMap((root, r) =>
    algorithms.map((intermediate, i) => [root, intermediate, algorithms[(r + i) % 3]!] as const),
  );

  it.each(roles)(
    "of %s, %s and %s is valid to openssl verify -x509_strict",
    (rootKey, intermediateKey, leafKey) => {
      const root = authority({ key: rootKey, pathLength: 1, keyName: keyNameOf(rootKey, "root") });
      const intermediate = authority({
        issuer: root,
        commonName: "Intermediate",
        key: intermediateKey,
        pathLength: 0,
        keyName: keyNameOf(intermediateKey, "intermediate"),
      });
      const leaf = issued({
        issuer: intermediate,
        key: leafKey,
        keyName: keyNameOf(leafKey, "leaf"),
        usages: ["digital signature", "server auth"],
      });
      const purpose = ["-purpose", "sslserver", "-verify_hostname", "shop.example.com"];
      expect(verdict(leaf.certificatePem, leaf.caPem, now, purpose)).toBe("OK");
    },
  );

  it.each(["p384", "p521"] as const)("of %s keys is valid", (key) => {
    const root = authority({ key });
    expect(verdict(issued({ issuer: root, key }).certificatePem, root.caPem, now)).toBe("OK");
  });

  it.each([
    ["a leaf used by a client that asks for a server", { usages: ["client auth"] }, /certificate purpose/],
    ["another host name", { dnsNames: ["other.example.com"] }, /^hostname mismatch$/],
    ["a leaf that has ended", { notAfter: "2026-01-02T00:00:00Z" }, /expired/],
    ["a leaf that has not begun", { notBefore: "2026-03-01T00:00:00Z" }, /not yet valid/],
  ] as const)("is refused by openssl for %s, so that OK means something", (_, wanted, reason) => {
    const root = authority();
    const leaf = issued({ issuer: root, ...wanted });
    const purpose = ["-purpose", "sslserver", "-verify_hostname", "shop.example.com"];
    expect(verdict(leaf.certificatePem, leaf.caPem, now, purpose)).toMatch(reason);
  });
});

/** The RSA roles share a key, because making one takes longer than all else in this file. */
function keyNameOf(kind: KeyKind, role: string): string {
  return kind === "rsa2048" ? "rsa" : role;
}

describe("the signature's hash", () => {
  // Keys of several primes are made in a tenth of the time, and sign like any other.
  const largeRsa = (bits: number) => openssl(["genrsa", "-primes", "4", String(bits)]);
  const rows: [what: string, key: () => string | KeyKind, algorithm: string][] = [
    ["RSA 2048", () => "rsa2048", "sha256WithRSAEncryption"],
    ["RSA 4096", () => largeRsa(4096), "sha512WithRSAEncryption"],
    ["P-256", () => "p256", "ecdsa-with-SHA256"],
    ["P-384", () => "p384", "ecdsa-with-SHA384"],
    ["P-521", () => "p521", "ecdsa-with-SHA512"],
    ["Ed25519", () => "ed25519", "ED25519"],
  ];

  it.each(rows)("of a %s key is as strong as the key", (_, key, algorithm) => {
    const found = key();
    const signer = found.includes("PRIVATE")
      ? readPrivateKey(found)
      : privateKey(keyNameOf(found as KeyKind, "root"), found as KeyKind);
    const pem = built({ commonName: "x" }, signer);
    expect(openssl(["x509", "-noout", "-text"], pem)).toContain(`Signature Algorithm: ${algorithm}\n`);
  });
});

describe("the usages", () => {
  const printed = (pem: string, name: string) =>
    openssl(["x509", "-noout", "-ext", name], pem).split("\n").slice(1).join("").trim();

  it("are written in the words of RFC 5280, each of cert-manager's", () => {
    const pem = issued({ usages: keyUsages }).certificatePem;
    expect(printed(pem, "keyUsage")).toBe(
      "Digital Signature, Non Repudiation, Key Encipherment, Data Encipherment, Key Agreement, Certificate Sign, CRL Sign, Encipher Only, Decipher Only",
    );
    expect(printed(pem, "extendedKeyUsage")).toBe(
      [
        "Any Extended Key Usage",
        "TLS Web Server Authentication",
        "TLS Web Client Authentication",
        "Code Signing",
        "E-mail Protection",
        "IPSec End System",
        "IPSec Tunnel",
        "IPSec User",
        "Time Stamping",
        "OCSP Signing",
        "Microsoft Server Gated Crypto",
        "Netscape Server Gated Crypto",
      ].join(", "),
    );
  });

  it("of a CA hold cert sign, whether asked for or not", () => {
    expect(printed(authority({ usages: [] }).certificatePem, "keyUsage")).toBe("Certificate Sign");
  });

  it("may be none", () => {
    const text = openssl(["x509", "-noout", "-text"], issued({ usages: [] }).certificatePem);
    expect(text).not.toContain("Key Usage");
  });

  it.each<[usage: KeyUsage, bits: string]>([
    ["digital signature", "03020780"],
    ["cert sign", "03020204"],
    ["decipher only", "0303070080"],
  ])("write %s as the shortest BIT STRING there is", (usage, bits) => {
    const der = Buffer.from(
      issued({ usages: [usage] }).certificatePem.replace(/-----.*-----|\n/g, ""),
      "base64",
    );
    const value = `04${(bits.length / 2).toString(16).padStart(2, "0")}${bits}`;
    expect(der.toString("hex")).toContain(`0603551d0f0101ff${value}`);
  });
});

describe("the other extensions", () => {
  const text = (pem: string) =>
    openssl(["x509", "-noout", "-ext", "subjectAltName,basicConstraints"], pem).trim();

  it("mark the SANs critical only when there is no subject", () => {
    expect(text(issued().certificatePem)).toBe(
      "X509v3 Basic Constraints: critical\n    CA:FALSE\nX509v3 Subject Alternative Name: critical\n    DNS:shop.example.com",
    );
    expect(text(issued({ commonName: "x" }).certificatePem)).toBe(
      "X509v3 Basic Constraints: critical\n    CA:FALSE\nX509v3 Subject Alternative Name: \n    DNS:shop.example.com",
    );
  });

  it.each([
    [undefined, "CA:TRUE"],
    [0, "CA:TRUE, pathlen:0"],
    [3, "CA:TRUE, pathlen:3"],
  ])("give a CA the path length %s", (pathLength, printed) => {
    const pem = authority(pathLength === undefined ? {} : { pathLength }).certificatePem;
    expect(text(pem)).toBe(`X509v3 Basic Constraints: critical\n    ${printed}`);
  });
});

describe("the subject", () => {
  it("has the order of Go's pkix.Name, and one RDN for several values of a kind", () => {
    const pem = issued({
      commonName: "web",
      subject: {
        countries: ["DE"],
        provinces: ["BE"],
        localities: ["Berlin"],
        streetAddresses: ["1 Way"],
        postalCodes: ["10115"],
        organizations: ["Shop", "Bank"],
        organizationalUnits: ["Größe"],
        serialNumber: "7",
      },
    }).certificatePem;
    const printed = openssl(
      ["x509", "-noout", "-subject", "-nameopt", "oneline,utf8,-esc_msb,show_type"],
      pem,
    );
    expect(printed.trim()).toBe(
      [
        "subject=C = PRINTABLESTRING:DE",
        "ST = PRINTABLESTRING:BE",
        "L = PRINTABLESTRING:Berlin",
        "street = PRINTABLESTRING:1 Way",
        "postalCode = PRINTABLESTRING:10115",
        "O = PRINTABLESTRING:Bank + O = PRINTABLESTRING:Shop",
        "OU = UTF8STRING:Größe",
        "CN = PRINTABLESTRING:web",
        "serialNumber = PRINTABLESTRING:7",
      ].join(", "),
    );
  });
});

describe("what cannot be written", () => {
  const rows: [what: string, wanted: Parameters<typeof issued>[0], why: string][] = [
    [
      "a DNS name that is not ASCII",
      { dnsNames: ["größe.example"] },
      'dnsNames: "größe.example" is not ASCII',
    ],
    ["an address that is none", { ipAddresses: ["192.0.2"] }, 'ipAddresses: "192.0.2" is no IP address'],
    ["half a surrogate pair", { commonName: "\ud800" }, String.raw`subject: "\ud800" is not Unicode`],
  ];
  it.each(rows)("is refused, not changed: %s", (_, wanted, why) => {
    expect(() => issued({ ...wanted, keyName: "any" })).toThrow(new RangeError(why));
  });

  it("is an instant after the year 9999", () => {
    expect(() => built({ notAfter: at("9999-12-31T23:59:59Z") + 1000 })).toThrow(RangeError);
  });
});

function built(wanted: { commonName?: string; notAfter?: number }, signer = privateKey("web")): string {
  return buildCertificate(
    {
      subject: {},
      dnsNames: [],
      ipAddresses: [],
      uris: [],
      emailAddresses: [],
      usages: [],
      isCA: false,
      notBefore: now,
      notAfter: now + 86_400_000,
      serialNumber: Buffer.of(0x80),
      publicKeyInfo: publicKeyInfo(signer),
      ...wanted,
    },
    { privateKey: signer },
  );
}
