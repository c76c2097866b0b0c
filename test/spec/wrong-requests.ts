import { element, oid, sequence, unsignedInteger } from "../../provider/x509/der-writer.js";
import { oids } from "../../provider/x509/object-identifiers.js";
import { privateKey, privateKeyPem } from "../support/certificates.js";
import { extensionRequest, requestPem } from "../support/requests.js";

const letsEncrypt = {
  server: "https://acme-v02.api.letsencrypt.org/directory",
  solvers: [{ http01: { listen: {} } }],
};
/** What stands between the lines of a request in PEM. */
export const [, bodyOfRequest = ""] = /-----\n([^-]+)/.exec(requestPem()) ?? [];
/** The request with one octet changed, `from` its end: the signature lies there. */
const damaged = (from: number) => {
  const der = Buffer.from(bodyOfRequest, "base64");
  der[der.length - from]! ^= 1;
  return `-----BEGIN CERTIFICATE REQUEST-----\n${der.toString("base64")}\n-----END CERTIFICATE REQUEST-----\n`;
};
const otherName = sequence(element(0x82, Buffer.from("a.example")), element(0xa0, oid("1.3.6.1.5.2.2")));
const altNames = (value: Buffer) => ({ dnsNames: [], extensions: { [oids.subjectAltName]: value } });
export const purpose = (...ids: string[]) => ({ [oids.extendedKeyUsage]: sequence(...ids.map(oid)) });
export const pathLength = sequence(element(0x01, Buffer.of(0xff)), unsignedInteger(Buffer.of(1)));

/** One wrong thing a row, in a `csr` or beside it, and all that is said of it. */
export const wrongRequests: readonly [what: string, changes: Record<string, unknown>, said: RegExp][] = [
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
