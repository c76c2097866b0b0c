import type { AuthorityAddresses, CaSpec, IssuerSpec } from "./certificate-spec.js";
import type { Fields } from "./fields.js";
import { isDns1123Label, isDns1123Subdomain, readFingerprint, readUri } from "./names.js";
import { parseCredential } from "./parse-credential.js";

/** The private CA that signs, and what it says of itself in each certificate. */
export function parseCa(issuer: Fields, ownNamespace: string): IssuerSpec | undefined {
  const fields = issuer.object("ca");
  if (fields === undefined) return undefined;
  const addresses = parseAddresses(fields, [
    "crlDistributionPoints",
    "ocspServers",
    "issuingCertificateURLs",
  ]);
  const ca = parseSource(issuer, fields, ownNamespace);
  const reissue = parseReissue(fields);
  fields.done();
  if (ca === undefined) return undefined;
  return { kind: "ca", ca, ...addresses, ...("secretName" in ca ? { reissue } : {}) };
}

/** As many as somebody looks through in a preview; what is left is good for as long as the old root is trusted. */
const reissuedByDefault = 20;

/** How many certificates one `up` issues again for a CA's new key, which comes without the program's doing. */
function parseReissue(ca: Fields): { readonly atMost: number } {
  if (ca.has("reissue") && !ca.has("secretName"))
    ca.fail("reissue", "is for a CA in a Secret (secretName): another key pair is the program's own change");
  const reissue = ca.object("reissue");
  const wanted = "a whole number from 1 on";
  const atMost = reissue?.number("atMost", wanted, (value) => Number.isSafeInteger(value) && value > 0);
  reissue?.done();
  return { atMost: atMost ?? reissuedByDefault };
}

/** The addresses of a CA that are given, by the names of cert-manager's CAIssuer. */
export function parseAddresses(
  fields: Fields | undefined,
  names: readonly (keyof AuthorityAddresses)[],
): { addresses?: AuthorityAddresses } {
  const given = names.flatMap((name) => {
    const list = fields?.list(name, readHttpUrl) ?? [];
    return list.length === 0 ? [] : [[name, list] as const];
  });
  return given.length === 0 ? {} : { addresses: Object.fromEntries(given) };
}

/** RFC 5280 allows LDAP too, which no TLS client follows. */
function readHttpUrl(text: string): { readonly value: string } | { readonly reason: string } {
  const read = readUri(text);
  if ("reason" in read) return read;
  return /^https?:$/.test(new URL(text).protocol)
    ? read
    : { reason: `"${text.slice(0, 60)}" is not an http or https URL` };
}

function parseSource(issuer: Fields, ca: Fields, ownNamespace: string): CaSpec | undefined {
  const given = Object.entries(sources).filter(([, names]) => names.some((name) => ca.has(name)));
  const [source] = given;
  if (given.length !== 1 || source === undefined) {
    const others = ["namespace", "fingerprint", "passphrase", "passphraseSecretRef"];
    for (const name of [...Object.values(sources).flat(), ...others]) ca.has(name);
    return issuer.fail(
      "ca",
      "must name a Secret (secretName), or hold both certificatePem and privateKeyPem, or pkcs12",
    );
  }
  switch (source[0]) {
    case "secret":
      return caBySecret(ca, ownNamespace);
    case "pem":
      return caByPem(ca);
    default:
      return caByPkcs12(ca);
  }
}

/** By which fields a program says where the CA's key pair is; exactly one row of them. */
const sources = {
  secret: ["secretName"],
  pem: ["certificatePem", "privateKeyPem", "privateKeyPemSecretRef"],
  pkcs12: ["pkcs12", "pkcs12SecretRef"],
} as const;

function caBySecret(ca: Fields, ownNamespace: string): CaSpec | undefined {
  const secretName = ca.text("secretName", "the name of a Secret", (text) =>
    isDns1123Subdomain(text) ? text : undefined,
  );
  const namespace = ca.text("namespace", "the name of a namespace", (text) =>
    isDns1123Label(text) ? text : undefined,
  );
  const fingerprint = ca.text("fingerprint", "a SHA-256 fingerprint in hex", readFingerprint);
  if (secretName === undefined) return undefined;
  return {
    secretName,
    namespace: namespace ?? ownNamespace,
    ...(fingerprint === undefined ? {} : { fingerprint }),
  };
}

/** A key pair in PEM. What is wrong with it is never shown: it may be a key, also in the wrong field. */
function caByPem(ca: Fields): CaSpec | undefined {
  if (String(ca.raw("certificatePem") ?? "").includes("PRIVATE KEY"))
    return ca.fail("certificatePem", "must hold certificates only: what it holds is shown in previews");
  const certificatePem = pemIn(
    ca,
    "certificatePem",
    /-----BEGIN CERTIFICATE-----/,
    "the CA's certificate in PEM",
  );
  const key = "the CA's private key in PEM";
  const byReference = ca.has("privateKeyPemSecretRef");
  const privateKeyPem = byReference
    ? parseCredential(ca, "privateKeyPem")
    : pemIn(ca, "privateKeyPem", /-----BEGIN [A-Z ]*PRIVATE KEY-----/, key);
  const passphrase = parseCredential(ca, "passphrase");
  if (certificatePem === undefined || privateKeyPem === undefined) return undefined;
  return {
    certificatePem,
    privateKeyPem: typeof privateKeyPem === "string" ? { value: privateKeyPem } : privateKeyPem,
    ...(passphrase === undefined ? {} : { passphrase }),
  };
}

function pemIn(ca: Fields, name: string, kind: RegExp, wanted: string): string | undefined {
  const value = ca.raw(name);
  if (value === undefined) return ca.has(name) ? undefined : ca.fail(name, `is missing: ${wanted}`);
  return typeof value === "string" && kind.test(value) ? value : ca.fail(name, `must be ${wanted}`);
}

function caByPkcs12(ca: Fields): CaSpec | undefined {
  const pkcs12 = parseCredential(ca, "pkcs12");
  const passphrase = parseCredential(ca, "passphrase");
  if (pkcs12 === undefined) return undefined;
  return { pkcs12, ...(passphrase === undefined ? {} : { passphrase }) };
}
