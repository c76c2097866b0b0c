import type { CertificateFacts } from "../record/certificate-facts.js";
import type { Observed, Present } from "../record/observed.js";
import type { CertificateSpec } from "../spec/certificate-spec.js";
import { type Requested, requested } from "../spec/requested.js";
import type { Finding, Reason } from "./decision.js";
import { turnAwaited } from "./turn.js";

/**
 * Which fields of the specification the certificate does not satisfy; all of them.
 *
 * Names, key and issuer are compared with the certificate. Subject, usages, duration and the like are compared
 * with the request recorded beside it: what an issuer did not grant is no reason to ask it again.
 */
export function mismatchRules(spec: CertificateSpec, observed: Observed & Present): Finding[] {
  const wanted = requested(spec);
  const changed = differingFields(wanted, observed.record.requested);
  const reasons: Reason[] = changed.map((field) => ({
    code: "RequestChanged",
    field,
    observed: shown(observed.record.requested[field]),
    wanted: shown(wanted[field]),
  }));
  for (const reason of contradictions(spec, observed.certificate))
    if (!changed.includes(reason.field ?? "")) reasons.push(reason);
  const directory = otherDirectory(spec, observed);
  if (directory !== undefined) reasons.push(directory);
  const findings: Finding[] = reasons.map((reason) => ({ action: "reissue", reason }));
  const signer = otherSigner(observed);
  // Until its turn comes, it is one reason more to renew what is renewed anyway.
  const action = turnAwaited(spec, observed) === undefined ? "reissue" : "renew";
  return signer === undefined ? findings : [...findings, { action, reason: signer }];
}

/** The names of the fields in which two requests differ, in order. Lists are compared as sets. */
export function differingFields(one: Requested, other: Requested): string[] {
  const fields = [...new Set([...Object.keys(one), ...Object.keys(other)])];
  return fields.filter((field) => shown(one[field]) !== shown(other[field])).sort();
}

/** A value as text, the same for lists that hold the same members. */
export function shown(value: string | readonly string[] | undefined): string {
  if (value === undefined) return "none";
  return typeof value === "string" ? value : value.toSorted().join(", ");
}

function* contradictions(spec: CertificateSpec, certificate: CertificateFacts): Iterable<Reason> {
  for (const field of ["dnsNames", "ipAddresses", "uris", "emailAddresses"] as const) {
    // An issuer may add names (the common name, a www); what it may not do is leave one out.
    const missing = spec[field].filter((name) => !certificate[field].includes(name));
    if (missing.length > 0)
      yield {
        code: "SecretMismatch",
        field,
        observed: shown(certificate[field]),
        wanted: shown(spec[field]),
      };
  }
  for (const part of ["algorithm", "size"] as const) {
    const [observed, wanted] = [String(certificate.publicKey[part]), String(spec.privateKey[part])];
    if (observed !== wanted) yield { code: "SecretMismatch", field: `privateKey.${part}`, observed, wanted };
  }
  const { hash } = certificate.publicKey;
  if (spec.csr !== undefined && hash !== spec.csr.publicKeyHash)
    yield { code: "SecretMismatch", field: "csr.publicKey", observed: hash, wanted: spec.csr.publicKeyHash };
}

/** cert-manager knows the issuer by its name alone, and would keep what the staging CA signed. */
function otherDirectory({ issuer }: CertificateSpec, { record }: Present): Reason | undefined {
  const wanted = issuer.kind === "issuerRef" ? issuer.directory : undefined;
  if (wanted === undefined || record.directory === undefined || record.directory === wanted) return undefined;
  return { code: "RequestChanged", field: "issuerRef", observed: record.directory, wanted };
}

function otherSigner(observed: Observed & Present): Reason | undefined {
  const issuer = observed.issuer;
  if (issuer?.state !== "present" || issuer.keyHash === observed.record.issuerKeyHash) return undefined;
  return {
    code: "IncorrectIssuer",
    field: "issuer",
    observed: `key ${observed.record.issuerKeyHash.slice(0, 12)}`,
    wanted: `key ${issuer.keyHash.slice(0, 12)} of ${issuer.subject || "the CA"}`,
  };
}
