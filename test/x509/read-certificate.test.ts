import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CertificateFacts } from "../../provider/record/certificate-facts.js";
import { type KeyUsage, keyUsages } from "../../provider/spec/certificate-spec.js";
import { formatInstant } from "../../provider/spec/instant.js";
import { readCertificate, splitChain, UnreadableCertificate } from "../../provider/x509/read-certificate.js";
import { at, authority, issued, type KeyKind, keyKinds } from "../support/certificates.js";
import { file, openssl } from "./openssl.js";

const cheapKinds = ["p256", "p384", "p521", "ed25519"] as const;

describe("a certificate of our own making", () => {
  it("reads as what it was made of", () => {
    const root = authority({ commonName: "Root", subject: { organizations: ["Shop"], countries: ["DE"] } });
    const { facts, certificatePem } = issued({
      issuer: root,
      commonName: "web",
      subject: { organizations: ["Shop", "Bank"], organizationalUnits: ["Web"], serialNumber: "7" },
      dnsNames: ["www.example.com", "shop.example.com"],
      ipAddresses: ["192.0.2.1", "2001:db8::1"],
      uris: ["spiffe://example.com/web"],
      emailAddresses: ["ops@example.com"],
    });
    expect(facts).toEqual({
      serialNumber: facts.serialNumber,
      fingerprint: openssl(["x509", "-noout", "-fingerprint", "-sha256"], certificatePem)
        .trim()
        .replace(/.*=|:/g, "")
        .toLowerCase(),
      subject: "serialNumber=7,CN=web,OU=Web,O=Bank+O=Shop",
      issuer: "CN=Root,O=Shop,C=DE",
      notBefore: at("2026-01-01T00:00:00Z"),
      notAfter: at("2026-04-01T00:00:00Z"),
      commonName: "web",
      dnsNames: ["shop.example.com", "www.example.com"],
      ipAddresses: ["192.0.2.1", "2001:db8::1"],
      uris: ["spiffe://example.com/web"],
      emailAddresses: ["ops@example.com"],
      isCA: false,
      usages: ["digital signature", "key encipherment"],
      publicKey: facts.publicKey,
      subjectKeyId: facts.subjectKeyId!,
      authorityKeyId: root.facts.subjectKeyId!,
    } satisfies CertificateFacts);
  });

  it.each(cheapKinds)("holds the %s key it was made with", (kind: KeyKind) => {
    const { facts, certificatePem } = issued({ key: kind });
    const publicKey = file(openssl(["x509", "-noout", "-pubkey"], certificatePem));
    const der = file("");
    openssl(["pkey", "-pubin", "-in", publicKey, "-outform", "DER", "-out", der]);
    const digest = openssl(["dgst", "-sha256", "-r", der]).slice(0, 64);
    expect(facts.publicKey).toEqual({ ...keyKinds[kind], hash: digest });
  });

  it.each(keyUsages)("allows what was asked for, in one word for each: %s", (usage) => {
    const words: Partial<Record<KeyUsage, KeyUsage>> = {
      signing: "digital signature",
      "s/mime": "email protection",
    };
    expect(issued({ usages: [usage] }).facts.usages).toEqual([words[usage] ?? usage]);
  });

  it("says nothing of what it allows where it has neither extension", () => {
    expect(issued({ usages: [] }).facts.usages).toBeUndefined();
  });

  it("says the same from PEM, from DER and from PEM with CRLF", () => {
    const { certificatePem, facts } = issued();
    const der = Buffer.from(certificatePem.replace(/-----.*-----|\n/g, ""), "base64");
    expect(readCertificate(der)).toEqual(facts);
    expect(readCertificate(new Uint8Array(der))).toEqual(facts);
    expect(readCertificate(`subject=/CN=x\r\n${certificatePem.replaceAll("\n", "\r\n")}`)).toEqual(facts);
  });

  it.each(["2049-12-31T23:59:59Z", "2050-01-01T00:00:00Z", "9999-12-31T23:59:59Z"])(
    "ends at %s to the second",
    (notAfter) => {
      const { facts, certificatePem } = issued({ notAfter });
      expect(formatInstant(facts.notAfter)).toBe(notAfter);
      const said = openssl(["x509", "-noout", "-enddate", "-dateopt", "iso_8601"], certificatePem);
      expect(said.trim()).toBe(`notAfter=${notAfter.replace("T", " ")}`);
    },
  );
});

describe("a certificate made by OpenSSL", () => {
  const config = `
[req]
distinguished_name = dn
prompt = no
utf8 = yes
string_mask = default
x509_extensions = ext
[dn]
C = DE
O = 'Größe, "und" <Mehr>;'
0.OU = "#1"
1.OU = " spaces "
DC = example
CN = web+1
0.1.2.3.4 = unknown
emailAddress = ops@example.com
[ext]
basicConstraints = critical, CA:true, pathlen:3
subjectKeyIdentifier = 0011223344
authorityKeyIdentifier = keyid:always, issuer:always
keyUsage = critical, keyCertSign
subjectAltName = @alt
[alt]
DNS.1 = WWW.Example.COM
DNS.2 = *.example.com
DNS.3 = www.example.com
IP.1 = 192.0.2.1
IP.2 = 2001:db8:0:0:1:0:0:1
IP.3 = ::ffff:192.0.2.1
URI.1 = https://example.com/DNS:evil.example.com
URI.2 = URN:example:Case
email.1 = Ops@Example.com
RID.1 = 1.2.3.4
otherName.1 = 1.2.3.4;UTF8:DNS:evil.example.com
dirName.1 = inner
[inner]
CN = evil.example.com
`;
  const key = openssl(["genpkey", "-algorithm", "ed25519"]);
  const pem = openssl([
    "req",
    "-x509",
    "-new",
    "-config",
    file(config),
    "-key",
    file(key),
    "-days",
    "30",
    "-set_serial",
    "0x000f01",
  ]);

  it("reads as OpenSSL reads it", () => {
    const facts = readCertificate(pem);
    expect(saidOf(facts)).toEqual({
      serialNumber: "0f01",
      subject: String.raw`emailAddress=ops@example.com,1.2.3.4=#1307756e6b6e6f776e,CN=web\+1,DC=example,OU=\ spaces\ ,OU=\#1,O=Größe\, \"und\" \<Mehr\>\;,C=DE`,
      issuer: facts.subject,
      commonName: "web+1",
      dnsNames: ["*.example.com", "www.example.com"],
      ipAddresses: ["192.0.2.1", "2001:db8::1:0:0:1", "::ffff:192.0.2.1"],
      uris: ["URN:example:Case", "https://example.com/DNS:evil.example.com"],
      emailAddresses: ["Ops@Example.com"],
      isCA: true,
      usages: ["cert sign"],
      subjectKeyId: "0011223344",
      authorityKeyId: "0011223344",
    });
    expect(openssl(["x509", "-noout", "-serial"], pem).trim()).toBe("serial=0F01");
    const named = openssl(["x509", "-noout", "-subject", "-nameopt", "rfc2253,utf8,-esc_msb"], pem);
    expect(named.trim().replace(/#[0-9A-F]+/, (hex) => hex.toLowerCase())).toBe(`subject=${facts.subject}`);
    const dates = openssl(["x509", "-noout", "-dates", "-dateopt", "iso_8601"], pem).trim().split("\n");
    expect(dates).toEqual([
      `notBefore=${formatInstant(facts.notBefore).replace("T", " ")}`,
      `notAfter=${formatInstant(facts.notAfter).replace("T", " ")}`,
    ]);
  });

  it("may be of version 1, with a negative serial number and no extension", () => {
    const csr = openssl(["req", "-new", "-subj", "/CN=old", "-key", file(key)]);
    const old = openssl([
      "x509",
      "-req",
      "-in",
      file(csr),
      "-signkey",
      file(key),
      "-set_serial",
      "-128",
      "-days",
      "1",
    ]);
    expect(saidOf(readCertificate(old))).toEqual({
      serialNumber: "-80",
      subject: "CN=old",
      issuer: "CN=old",
      commonName: "old",
      dnsNames: [],
      ipAddresses: [],
      uris: [],
      emailAddresses: [],
      isCA: false,
    });
  });
});

/** Without what a new key and the clock of OpenSSL change. */
function saidOf({
  publicKey: _,
  fingerprint: __,
  notBefore: ___,
  notAfter: ____,
  ...said
}: CertificateFacts) {
  return said;
}

describe("names", () => {
  // Printable by nobody, trusted by some: each must come out as it went in, and as one name.
  const hostile = [
    "shop.example.com\0.evil.example",
    "a,b",
    "DNS:evil.example",
    'quo"te',
    "back\\slash",
    "line\nbreak",
    "x, IP Address:192.0.2.1",
    "-----BEGIN CERTIFICATE-----",
  ];

  it.each(hostile)("come out exactly: %j", (name) => {
    const { facts } = issued({
      dnsNames: [name.toLowerCase()],
      uris: [name],
      emailAddresses: [name],
      commonName: name,
    });
    expect([facts.dnsNames, facts.uris, facts.emailAddresses, facts.commonName]).toEqual([
      [name.toLowerCase()],
      [name],
      [name],
      name,
    ]);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: none of them may be left
    expect(facts.subject).not.toMatch(/[\x00-\x1f]/);
  });

  it("survive building and reading, whatever they are", () => {
    const ascii = fc.string({ unit: "binary-ascii" });
    fc.assert(
      fc.property(
        fc.array(ascii),
        fc.array(ascii),
        fc.string({ unit: "grapheme", minLength: 1 }),
        fc.array(fc.ipV4()),
        (uris, emailAddresses, commonName, ipAddresses) => {
          const { facts } = issued({ uris, emailAddresses, commonName, ipAddresses, keyName: "any" });
          const set = (names: string[]) => [...new Set(names)].sort();
          expect([facts.uris, facts.emailAddresses, facts.commonName, facts.ipAddresses]).toEqual([
            set(uris),
            set(emailAddresses),
            commonName,
            set(ipAddresses),
          ]);
        },
      ),
      { numRuns: 50 },
    );
  });
});

describe("what is not exactly a certificate", () => {
  const { certificatePem } = issued();
  const der = Buffer.from(certificatePem.replace(/-----.*-----|\n/g, ""), "base64");
  const rows: [what: string, bytes: string | Buffer, why: string][] = [
    ["nothing", "", "it holds 0 certificates in PEM instead of one"],
    ["no bytes", Buffer.alloc(0), "the certificate is missing or cut short"],
    ["two certificates", certificatePem + certificatePem, "it holds 2 certificates in PEM instead of one"],
    [
      "a certificate with an octet after it",
      Buffer.concat([der, Buffer.of(0)]),
      "the certificate has something after its end",
    ],
    ["a certificate without its last octet", der.subarray(0, -1), "the certificate is missing or cut short"],
    ["PEM that ends early", certificatePem.slice(0, -30), "a PEM block CERTIFICATE does not end"],
    ["PEM with a star in it", certificatePem.replace(/M/, "*"), "a PEM block CERTIFICATE is not base64"],
    ["a private key", issued().privateKeyPem, "it holds 0 certificates in PEM instead of one"],
    ["an indefinite length", Buffer.from("3080", "hex"), "the certificate has a length that is not DER"],
    [
      "a length of four gigabytes",
      Buffer.from("3084ffffffff", "hex"),
      "the certificate is missing or cut short",
    ],
    ["an OCTET STRING", Buffer.from("0400", "hex"), "the certificate has the tag 0x4 instead of 0x30"],
  ];

  it.each(rows)("is refused with one line: %s", (_, bytes, why) => {
    expect(() => readCertificate(bytes)).toThrow(new UnreadableCertificate(why));
  });

  it("is refused with the named error and no other, whatever was changed", () => {
    const certificates = [
      der,
      Buffer.from(
        authority({
          subject: { organizations: ["A", "B"] },
          key: "p521",
          pathLength: 0,
        }).certificatePem.replace(/-----.*-----|\n/g, ""),
        "base64",
      ),
    ];
    const change = fc.record({
      at: fc.nat(2000),
      octet: fc.nat(255),
      cut: fc.nat(3),
      grow: fc.uint8Array({ maxLength: 3 }),
    });
    fc.assert(
      fc.property(
        fc.constantFrom(...certificates),
        fc.array(change, { minLength: 1, maxLength: 4 }),
        (original, changes) => {
          const bytes = changes.reduce((before, { at: place, octet, cut, grow }) => {
            const here = place % (before.length + 1);
            return Buffer.concat([
              before.subarray(0, here),
              Buffer.of(octet),
              grow,
              before.subarray(here + 1 + cut),
            ]);
          }, original);
          expectFactsOrRefusal(bytes);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it("is refused at every length but its own", () => {
    for (let length = 0; length < der.length; length++)
      expect(() => readCertificate(der.subarray(0, length))).toThrow(UnreadableCertificate);
  });

  it("is never taken for another: any octet changed is refused or changes the facts", () => {
    const facts = readCertificate(der);
    for (let place = 0; place < der.length; place++) {
      const bytes = Buffer.from(der);
      bytes[place]! ^= 0x01;
      const read = expectFactsOrRefusal(bytes);
      if (read !== undefined) expect(read).not.toEqual(facts);
    }
  });

  it("never throws anything else for random text", () => {
    fc.assert(fc.property(fc.string(), (text) => void expectFactsOrRefusal(text)));
    fc.assert(fc.property(fc.uint8Array(), (bytes) => void expectFactsOrRefusal(bytes)));
  });
});

function expectFactsOrRefusal(bytes: string | Uint8Array): CertificateFacts | undefined {
  try {
    return readCertificate(bytes);
  } catch (error) {
    expect(error).toBeInstanceOf(UnreadableCertificate);
    expect((error as Error).message).toMatch(/^[^\n]+$/);
    return undefined;
  }
}

describe("splitChain", () => {
  const root = authority();
  const chain = issued({ issuer: authority({ issuer: root, commonName: "Intermediate" }) }).certificatePem;

  it("returns the certificates one by one, in order", () => {
    expect(splitChain(chain).map((pem) => readCertificate(pem).subject)).toEqual(["", "CN=Intermediate"]);
    expect(splitChain(chain).join("")).toBe(chain);
  });

  const forms: [how: string, text: string][] = [
    ["CRLF", chain.replaceAll("\n", "\r\n")],
    [
      "text around the blocks",
      `Bag Attributes\n${chain.replaceAll("-----BEGIN", "s:CN=x\ni:CN=y\n-----BEGIN")}the end`,
    ],
    ["no line end at its end", chain.trimEnd()],
    ["lines of any length", chain.replace(/(?<=[\w+/])\n(?=[\w+/])/g, "")],
    ["indented lines", chain.replaceAll("\n", "\n  ")],
    ["a private key among them", issued().privateKeyPem + chain],
  ];
  it.each(forms)("returns the same from a text with %s", (_, text) => {
    expect(splitChain(text).join("")).toBe(chain);
  });

  it("returns nothing from a text without a certificate", () => {
    expect(["", "\n", "certificate", "-----BEGIN ", "-----BEGIN X509 CRL-----"].map(splitChain)).toEqual([
      [],
      [],
      [],
      [],
      [],
    ]);
  });

  it("refuses half a chain instead of returning what is left", () => {
    expect(() => splitChain(chain.slice(0, -40))).toThrow(UnreadableCertificate);
  });

  it("takes no longer than its text is long", () => {
    const begins = "-----BEGIN CERTIFICATE-----\n".repeat(50_000);
    expect(() => splitChain(begins)).toThrow(UnreadableCertificate);
    expect(splitChain("-----BEGIN ".repeat(200_000))).toEqual([]);
    const spaces = `-----BEGIN CERTIFICATE-----${" ".repeat(200_000)}*-----END CERTIFICATE-----`;
    expect(() => splitChain(spaces)).toThrow(UnreadableCertificate);
  });
});
