import { createPublicKey, generateKeyPairSync } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CertificateSpec } from "../../provider/spec/certificate-spec.js";
import { unknownValue } from "../../provider/spec/fields.js";
import { parseSpec } from "../../provider/spec/parse-spec.js";
import { element, oid, sequence, setOf, unsignedInteger } from "../../provider/x509/der-writer.js";
import { oids } from "../../provider/x509/object-identifiers.js";
import { readRequest } from "../../provider/x509/read-request.js";
import { privateKey, privateKeyPem } from "../support/certificates.js";
import { extensionRequest, requestPem } from "../support/requests.js";

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

const letsEncrypt = {
  server: "https://acme-v02.api.letsencrypt.org/directory",
  solvers: [{ http01: { listen: {} } }],
};
const [, body = ""] = /-----\n([^-]+)/.exec(requestPem()) ?? [];
/** The request with one octet changed, `from` its end: the signature lies there. */
const damaged = (from: number) => {
  const der = Buffer.from(body, "base64");
  der[der.length - from]! ^= 1;
  return `-----BEGIN CERTIFICATE REQUEST-----\n${der.toString("base64")}\n-----END CERTIFICATE REQUEST-----\n`;
};
const otherName = sequence(element(0x82, Buffer.from("a.example")), element(0xa0, oid("1.3.6.1.5.2.2")));
const altNames = (value: Buffer) => ({ dnsNames: [], extensions: { [oids.subjectAltName]: value } });
const purpose = (...ids: string[]) => ({ [oids.extendedKeyUsage]: sequence(...ids.map(oid)) });
const pathLength = sequence(element(0x01, Buffer.of(0xff)), unsignedInteger(Buffer.of(1)));

/** One wrong thing a row, and all that is said of it. */
const wrong: readonly [what: string, changes: Record<string, unknown>, said: RegExp][] = [
  ["no text", { csr: 7 }, /^csr\.request must be a text in PEM, as readFileSync\(file, "utf8"\) gives it$/],
  [
    "no PEM",
    { csr: "hunter2" },
    /^csr\.request must hold one request in PEM \(-----BEGIN CERTIFICATE REQUEST-----\)/,
  ],
  ["a certificate", { csr: "-----BEGIN CERTIFICATE-----\n" }, /^csr\.request must hold one request in PEM/],
  ["a private key", { csr: privateKeyPem("user") }, /^csr\.privateKey stands in the text, and is to stay/],
  ["a key beside it", { csr: requestPem() + privateKeyPem("user") }, /^csr\.privateKey stands in the text/],
  [
    "a key in base64",
    { csr: Buffer.from(privateKeyPem("user")).toString("base64") },
    /^csr\.request must hold/,
  ],
  [
    "a file's octets",
    { csr: JSON.parse(JSON.stringify(Buffer.from(privateKeyPem("user")))) },
    /^csr\.request must be a text in PEM/,
  ],
  ["two requests", { csr: requestPem() + requestPem() }, /^csr\.request must hold one request, not 2$/],
  [
    "half a request",
    { csr: requestPem().slice(0, 200) },
    /^csr\.request cannot be read: a PEM block .* does not end$/,
  ],
  [
    "no DER",
    { csr: requestPem().replace("MI", "AA") },
    /^csr\.request cannot be read: the request has the tag/,
  ],
  [
    "another version",
    { csr: requestPem({ version: 2 }) },
    /^csr\.request cannot be read: its version is not that of/,
  ],
  [
    "a changed signature",
    { csr: damaged(1) },
    /^csr\.request has a signature that is not its own key's: it was changed/,
  ],
  ["a changed name", { csr: damaged(110) }, /^csr\.request (has a signature that is not|cannot be read)/],
  [
    "another algorithm than signed it",
    { csr: requestPem({ algorithm: sequence(oid(oids.sha256WithRsa), element(0x05)) }) },
    /^csr\.request has a signature that is not its own key's/,
  ],
  [
    "another's key",
    { csr: requestPem({ of: privateKey("another") }) },
    /^csr\.request has a signature that is not/,
  ],
  [
    "a key of another kind",
    { csr: requestPem({ of: privateKey("another", "rsa2048") }) },
    /^csr\.request has a signature that is not/,
  ],
  [
    "no names",
    { csr: requestPem({ dnsNames: [] }) },
    /^csr\.dnsNames at least one name is needed: commonName/,
  ],
  ["no attributes", { csr: requestPem({ attributes: [] }) }, /^csr\.dnsNames at least one name is needed/],
  [
    "extensions asked for twice",
    { csr: requestPem({ attributes: [extensionRequest(), extensionRequest()] }) },
    /^csr\.request cannot be read: it asks for extensions twice$/,
  ],
  [
    "a name of another kind",
    { csr: requestPem(altNames(otherName)) },
    /^csr\.request names something else than hosts/,
  ],
  [
    "no host name",
    { csr: requestPem({ dnsNames: ["a b"] }) },
    /^csr\.dnsNames\[0\] "a b" is not a host name/,
  ],
  [
    "a common name that is too long",
    { csr: requestPem({ commonName: "x".repeat(65) }) },
    /^csr\.commonName must be a text of 1 to 64 characters/,
  ],
  ["a CA", { csr: requestPem({ isCA: true }) }, /^csr\.request asks for a CA \(basicConstraints/],
  [
    "a purpose that there is no word for",
    { csr: requestPem({ usages: ["digital signature"], extensions: purpose("1.3.6.1.4.1.311.20.2.2") }) },
    /^csr\.request asks for the key purpose 1\.3\.6\.1\.4\.1\.311\.20\.2\.2, which has no word: say in usages/,
  ],
  [
    "no usage at all",
    { csr: requestPem({ extensions: purpose() }) },
    /^csr\.request asks for no usage at all: say in usages what it is for$/,
  ],
  [
    "a name that a terminal would obey",
    { csr: requestPem({ dnsNames: ["a\u001b[2J\nerror: b<{%x%}>"] }) },
    /^csr\.dnsNames\[0\] "a \[2j error: b< \{%x%\}>" is not a host name/,
  ],
  [
    "a key that signs",
    { csr: requestPem({ usages: ["cert sign"] }) },
    /^csr\.request asks for a CA .*usage cert sign/,
  ],
  ["no CA", { csr: requestPem({ isCA: false }), isCA: true }, /^csr\.request says that it is for no CA/],
  [
    "a limit that the program does not know of",
    { csr: requestPem({ constraints: pathLength }), isCA: true },
    /^csr\.request asks for pathLenConstraint 1: give the same beside it$/,
  ],
  [
    "constraints that the program does not know of",
    { csr: requestPem({ extensions: { [oids.nameConstraints]: sequence() } }), isCA: true },
    /^csr\.request asks for name constraints: give them beside it/,
  ],
  [
    "an issuer that signs with the key",
    { csr: requestPem(), issuer: { selfSigned: {} } },
    /^issuer\.selfSigned cannot be given beside csr/,
  ],
  [
    "cert-manager",
    { csr: requestPem(), issuer: undefined, store: undefined, issuerRef: { name: "le" } },
    /^issuerRef cannot be given beside csr: .*CertificateRequest/,
  ],
  [
    "a public CA for Ed25519",
    { csr: requestPem({ key: "ed25519" }), issuer: { acme: letsEncrypt } },
    /^csr\.privateKey\.algorithm cannot be Ed25519 with this CA/,
  ],
  [
    "a URI for an ACME CA",
    { csr: requestPem({ uris: ["spiffe://a/b"] }), issuer: { acme: letsEncrypt } },
    /^csr\.uris cannot be proven to an ACME CA$/,
  ],
  [
    "a common name that no ACME CA proves",
    { csr: requestPem({ commonName: "Shop" }), issuer: { acme: letsEncrypt } },
    /^csr\.commonName must be one of dnsNames/,
  ],
  [
    "a wildcard without a solver for it",
    { csr: requestPem({ dnsNames: ["*.example.com"] }), issuer: { acme: letsEncrypt } },
    /^csr\.dnsNames .*\*\.example\.com/,
  ],
  ...Object.entries({
    commonName: "a",
    subject: {},
    dnsNames: ["a.example"],
    ipAddresses: [],
    uris: [],
    emailAddresses: [],
    privateKey: {},
  }).map(([field, value]): [string, Record<string, unknown>, RegExp] => [
    `${field} beside it`,
    { csr: requestPem(), [field]: value },
    new RegExp(`^${field} cannot be given beside csr, which says it: leave it out$`),
  ]),
  ...Object.entries({
    keystores: { jks: { create: true, password: "changeit" } },
    additionalOutputFormats: [{ type: "DER" }],
    exportPrivateKey: true,
  }).map(([field, value]): [string, Record<string, unknown>, RegExp] => [
    `${field} beside it`,
    { csr: requestPem(), [field]: value },
    new RegExp(`^${field} cannot be given beside csr: it needs the private key`),
  ]),
  ["adopt beside it", { csr: requestPem(), adopt: "a".repeat(64) }, /^adopt cannot be given beside csr/],
];

describe("a request of the user's own", () => {
  it.each(wrong)("is refused that holds, or stands beside, %s", (_, changes, said) => {
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
    const der = Buffer.from(body, "base64");
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
