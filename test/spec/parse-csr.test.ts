import { createPublicKey, generateKeyPairSync } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CertificateSpec } from "../../provider/spec/certificate-spec.js";
import { unknownValue } from "../../provider/spec/fields.js";
import { parseSpec } from "../../provider/spec/parse-spec.js";
import { element, oid, sequence, setOf } from "../../provider/x509/der-writer.js";
import { oids } from "../../provider/x509/object-identifiers.js";
import { readRequest } from "../../provider/x509/read-request.js";
import { privateKey } from "../support/certificates.js";
import { extensionRequest, requestPem } from "../support/requests.js";
import { bodyOfRequest, pathLength, purpose, wrongRequests } from "./wrong-requests.js";

const inputs = {
  namespace: "shop",
  secretName: "web-tls",
  issuer: { ca: { secretName: "root-ca" } },
  store: { directory: "certs" },
};
const parse = (changes: Record<string, unknown>) => parseSpec({ ...inputs, ...changes }, readRequest);
const specOf = (changes: Record<string, unknown>) => (parse(changes) as { spec: CertificateSpec }).spec;
const failuresOf = (changes: Record<string, unknown>) => {
  const parsed = parse(changes);
  return "failures" in parsed ? parsed.failures.map(({ property, reason }) => `${property} ${reason}`) : [];
};

describe("a request of the user's own", () => {
  it.each(wrongRequests)("is refused that holds, or stands beside, %s", (_, changes, said) => {
    const failures = failuresOf(changes);
    expect(failures).toEqual([expect.stringMatching(said)]);
    expect(failures.join()).not.toMatch(/^csr /); // the engine would print all that stands there
    expect(failures.join()).not.toMatch(/PRIVATE KEY|hunter2/);
  });

  const short = generateKeyPairSync("rsa", { modulusLength: 1024 }).privateKey;
  const curve = generateKeyPairSync("ec", { namedCurve: "secp224r1" }).privateKey;
  const { n = "" } = createPublicKey(privateKey("user", "rsa2048")).export({ format: "jwk" });
  const withExponent = (e: Buffer) =>
    createPublicKey({ key: { kty: "RSA", n, e: e.toString("base64url") }, format: "jwk" });
  it.each([
    ["1024 bits", { signer: short }, "csr.privateKey.size must be 2048 to 8192 for RSA, and even, not 1024"],
    [
      "a curve that no CA takes",
      { signer: curve },
      "csr.request cannot be read: its curve 1.3.132.0.33 is not P-256, P-384 or P-521",
    ],
    [
      "a small exponent",
      { key: "rsa2048", of: withExponent(Buffer.of(3)) },
      "csr.request has a weak RSA key, whose public exponent is 3: CAs take odd ones from 65537 on",
    ],
    [
      "an exponent that takes minutes to make a number of",
      { key: "rsa2048", of: withExponent(Buffer.alloc(60_000, 0xab)) },
      "csr.request has an RSA key whose public exponent is too large: CAs take those under 2^256",
    ],
  ] as const)("is refused whose key has %s", (_, wanted, said) => {
    expect(failuresOf({ csr: requestPem(wanted) })).toEqual([said]);
  });

  it("tells all that is wrong at once", () => {
    const csr = requestPem({ dnsNames: ["a b", "c d"], isCA: true });
    expect(failuresOf({ csr, dnsNames: [], exportPrivateKey: true, duration: "90d" })).toEqual([
      expect.stringMatching(/^dnsNames cannot be given beside csr/),
      expect.stringMatching(/^exportPrivateKey cannot be given beside csr/),
      expect.stringMatching(/^csr\.request asks for a CA/),
      expect.stringMatching(/^csr\.dnsNames\[0\] "a b"/),
      expect.stringMatching(/^csr\.dnsNames\[1\] "c d"/),
      expect.stringMatching(/^duration must be/),
    ]);
  });

  it("that is not known yet is waited for, and nothing is missed in its place", () => {
    expect(parse({ csr: unknownValue })).toEqual({ waitingOn: ["csr"] });
    expect(failuresOf({ csr: unknownValue, dnsNames: ["a.example"] })).toHaveLength(1);
  });

  it("gives names, subject, key and usages, and nothing else", () => {
    const csr = requestPem({
      commonName: "shop.example.com",
      subject: { organizations: ["Shop"], countries: ["DE"] },
      dnsNames: ["WWW.example.com", "shop.example.com"],
      ipAddresses: ["2001:db8::1"],
      uris: ["spiffe://example.com/web"],
      emailAddresses: ["ops@example.com"],
      usages: ["digital signature", "server auth"],
      key: "p384",
    });
    const { csr: read, ...spec } = specOf({ csr });
    const same = {
      dnsNames: ["shop.example.com", "www.example.com"],
      commonName: "shop.example.com",
      ipAddresses: ["2001:db8::1"],
      uris: ["spiffe://example.com/web"],
      emailAddresses: ["ops@example.com"],
      usages: ["digital signature", "server auth"],
      privateKey: { algorithm: "ECDSA", size: 384 },
    };
    expect(spec).toEqual(specOf(same));
    expect(read).toEqual({
      pem: csr,
      publicKeyHash: expect.stringMatching(/^[0-9a-f]{64}$/),
      subject: "CN=shop.example.com,O=Shop,C=DE",
    });
  });

  it("asks for the usages of the program where that names some, and for cert-manager's where nobody does", () => {
    const csr = requestPem({ usages: ["server auth"] });
    expect(specOf({ csr, usages: ["client auth"] }).usages).toEqual(["client auth"]);
    expect(specOf({ csr: requestPem() }).usages).toEqual(["digital signature", "key encipherment"]);
    const other = requestPem({ extensions: purpose("1.3.6.1.4.1.311.20.2.2") });
    expect(specOf({ csr: other, usages: ["client auth"] }).usages).toEqual(["client auth"]);
  });

  it.each([
    ["with text around it", `Certificate Request:\n    Data:\n${requestPem()}\n`],
    [
      "with the older label, and CRLF",
      requestPem({ label: "NEW CERTIFICATE REQUEST" }).replaceAll("\n", "\r\n"),
    ],
    [
      "whose extensions are asked for as older Windows does, beside a password for the CA",
      requestPem({
        attributes: [
          sequence(oid("1.2.840.113549.1.9.7"), setOf([element(0x13, Buffer.from("secret"))])),
          extensionRequest({}, oids.microsoftExtensionRequest),
        ],
      }),
    ],
    ["with a common name alone", requestPem({ dnsNames: [], commonName: "shop.example.com" })],
  ])("is read %s", (_, csr) => {
    const { commonName, dnsNames } = specOf({ csr });
    expect([...dnsNames, commonName ?? ""]).toContain("shop.example.com");
  });

  it("of a CA is taken where the program wants one, within the same limits", () => {
    const csr = requestPem({ constraints: pathLength, commonName: "Issuing CA", usages: ["cert sign"] });
    const { isCA, pathLenConstraint, usages } = specOf({ csr, isCA: true, pathLenConstraint: 1 });
    expect([isCA, pathLenConstraint, usages]).toEqual([true, 1, ["cert sign"]]);
  });

  it("is read or refused, whatever octets it is made of", () => {
    const der = Buffer.from(bodyOfRequest, "base64");
    fc.assert(
      fc.property(fc.integer({ min: 0, max: der.length - 1 }), fc.integer({ min: 1, max: 255 }), (at, by) => {
        const changed = Buffer.from(der);
        changed[at]! ^= by;
        const pem = `-----BEGIN CERTIFICATE REQUEST-----\n${changed.toString("base64")}\n-----END CERTIFICATE REQUEST-----`;
        expect(readRequest(pem)).toEqual({
          fault: expect.stringMatching(/^(cannot be read: |has |is signed by )/),
        });
      }),
    );
  });
});
