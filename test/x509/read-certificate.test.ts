import { describe, expect, it } from "vitest";
import type { CertificateFacts } from "../../provider/record/certificate-facts.js";
import { type KeyUsage, keyUsages } from "../../provider/spec/certificate-spec.js";
import { formatInstant } from "../../provider/spec/instant.js";
import { readCertificate } from "../../provider/x509/read-certificate.js";
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
