import type { CaSpec, IssuerRef, IssuerSpec } from "./certificate-spec.js";
import type { Fields } from "./fields.js";
import { isDns1123Label, isDns1123Subdomain } from "./names.js";

/** Who issues: exactly one of `issuerRef` (cert-manager) and `issuer` (the provider itself). */
export function parseIssuer(
  fields: Fields,
  namespace: string,
): { issuer?: IssuerSpec; byController: boolean } {
  const byController = fields.has("issuerRef");
  if (fields.has("issuer") === byController) {
    fields.fail(
      "issuer",
      byController
        ? "cannot be given beside issuerRef: either cert-manager issues, or the provider does"
        : "is missing: give issuerRef (cert-manager issues) or issuer (the provider issues)",
    );
    return { byController };
  }
  const issuer = byController ? parseIssuerRef(fields) : parseOwnIssuer(fields, namespace);
  return issuer === undefined ? { byController } : { issuer, byController };
}

function parseIssuerRef(fields: Fields): IssuerSpec | undefined {
  const ref = fields.object("issuerRef");
  if (ref === undefined) return undefined;
  const name = ref.text("name", "the name of an issuer", (text) =>
    isDns1123Subdomain(text) ? text : undefined,
  );
  if (!ref.has("name")) ref.fail("name", "is missing");
  const group = ref.text("group", "an API group") ?? "cert-manager.io";
  const kind = ref.text("kind", "the kind of an issuer") ?? "Issuer";
  if (group === "cert-manager.io" && kind !== "Issuer" && kind !== "ClusterIssuer")
    ref.fail(
      "kind",
      `must be Issuer or ClusterIssuer in the group cert-manager.io, not ${kind}; is group missing?`,
    );
  ref.done();
  return name === undefined
    ? undefined
    : { kind: "issuerRef", ref: { name, kind, group } satisfies IssuerRef };
}

function parseOwnIssuer(fields: Fields, namespace: string): IssuerSpec | undefined {
  const issuer = fields.object("issuer");
  if (issuer === undefined) return undefined;
  const selfSigned = issuer.has("selfSigned");
  const viaCa = issuer.has("ca");
  let result: IssuerSpec | undefined;
  if (selfSigned === viaCa) {
    fields.fail("issuer", "must hold exactly one of selfSigned and ca");
  } else if (selfSigned) {
    issuer.object("selfSigned")?.done();
    result = { kind: "selfSigned" };
  } else {
    const ca = parseCa(issuer, namespace);
    if (ca !== undefined) result = { kind: "ca", ca };
  }
  issuer.done();
  return result;
}

function parseCa(issuer: Fields, ownNamespace: string): CaSpec | undefined {
  const ca = issuer.object("ca");
  if (ca === undefined) return undefined;
  const bySecret = ca.has("secretName");
  const byValue = ca.has("certificatePem") || ca.has("privateKeyPem");
  if (bySecret === byValue) {
    issuer.fail("ca", "must name a Secret (secretName), or hold both certificatePem and privateKeyPem");
    return undefined;
  }
  const result = bySecret ? caBySecret(ca, ownNamespace) : caByValue(ca);
  ca.done();
  return result;
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
