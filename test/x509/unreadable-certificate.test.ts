import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CertificateFacts } from "../../provider/record/certificate-facts.js";
import { readCertificate, UnreadableCertificate } from "../../provider/x509/read-certificate.js";
import { authority, issued } from "../support/certificates.js";

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
