import type { AuthorityAddresses, CaSpec, IssuerSpec } from "./certificate-spec.js";
import type { Fields } from "./fields.js";
import { isDns1123Label, isDns1123Subdomain, readUri } from "./names.js";

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
  fields.done();
  return ca === undefined ? undefined : { kind: "ca", ca, ...addresses };
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
  const bySecret = ca.has("secretName");
  const byValue = ca.has("certificatePem") || ca.has("privateKeyPem");
  if (bySecret === byValue) {
    for (const name of ["namespace", "fingerprint", "secretName", "certificatePem", "privateKeyPem"])
      ca.has(name);
    return issuer.fail(
      "ca",
      "must name a Secret (secretName), or hold both certificatePem and privateKeyPem",
    );
  }
  return bySecret ? caBySecret(ca, ownNamespace) : caByValue(ca);
}

function caBySecret(ca: Fields, ownNamespace: string): CaSpec | undefined {
  const secretName = ca.text("secretName", "the name of a Secret", (text) =>
    isDns1123Subdomain(text) ? text : undefined,
  );
  const namespace = ca.text("namespace", "the name of a namespace", (text) =>
    isDns1123Label(text) ? text : undefined,
  );
  const fingerprint = ca.text("fingerprint", "a SHA-256 fingerprint in hex", (text) =>
    /^[0-9a-f]{64}$/i.test(text.replaceAll(":", "")) ? text.replaceAll(":", "").toLowerCase() : undefined,
  );
  if (secretName === undefined) return undefined;
  return {
    secretName,
    namespace: namespace ?? ownNamespace,
    ...(fingerprint === undefined ? {} : { fingerprint }),
  };
}

/** A key pair given as text. What is wrong with a PEM is never shown: it may be a key, also in the wrong field. */
function caByValue(ca: Fields): CaSpec | undefined {
  const pem = (name: string, kind: RegExp, wanted: string): string | undefined => {
    const value = ca.raw(name);
    if (value === undefined) return ca.has(name) ? undefined : ca.fail(name, `is missing: ${wanted}`);
    return typeof value === "string" && kind.test(value) ? value : ca.fail(name, `must be ${wanted}`);
  };
  if (String(ca.raw("certificatePem") ?? "").includes("PRIVATE KEY"))
    return ca.fail("certificatePem", "must hold certificates only: what it holds is shown in previews");
  const certificatePem = pem("certificatePem", /-----BEGIN CERTIFICATE-----/, "the CA's certificate in PEM");
  const privateKeyPem = pem(
    "privateKeyPem",
    /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
    "the CA's private key in PEM",
  );
  if (certificatePem === undefined || privateKeyPem === undefined) return undefined;
  return { certificatePem, privateKeyPem };
}
