/** What was looked at. */
export const checks = [
  "protocol",
  "leaf",
  "chain",
  "trust",
  "dates",
  "name",
  "purpose",
  "stapling",
  "revocation",
] as const;

export type Check = (typeof checks)[number];

/**
 * One answer about an endpoint. `fail`: some clients refuse it. `warning`: none does today, and something is to be
 * mended all the same. `unknown`: it could not be looked at.
 */
export interface Verdict {
  readonly check: Check;
  readonly result: "pass" | "warning" | "fail" | "unknown";
  /** A clause that names the observed and the wanted. Foreign text in it has not passed `foreignText`. */
  readonly detail: string;
  /** What a browser would show a visitor: the code on its error page, or what it does instead. */
  readonly browser?: string;
}

export function pass(check: Check, detail: string): Verdict {
  return { check, result: "pass", detail };
}

export function fail(check: Check, detail: string, browser: string): Verdict {
  return { check, result: "fail", detail, browser };
}

/** The codes of Chrome and Firefox for one fault, as their error pages show them. */
export const browsers = {
  oldProtocol: "Chrome ERR_SSL_VERSION_OR_CIPHER_MISMATCH, Firefox SSL_ERROR_UNSUPPORTED_VERSION",
  unknownIssuer: "Chrome NET::ERR_CERT_AUTHORITY_INVALID, Firefox SEC_ERROR_UNKNOWN_ISSUER",
  selfSigned: "Chrome NET::ERR_CERT_AUTHORITY_INVALID, Firefox MOZILLA_PKIX_ERROR_SELF_SIGNED_CERT",
  expired: "Chrome NET::ERR_CERT_DATE_INVALID, Firefox SEC_ERROR_EXPIRED_CERTIFICATE",
  expiredIssuer: "Chrome NET::ERR_CERT_DATE_INVALID, Firefox SEC_ERROR_EXPIRED_ISSUER_CERTIFICATE",
  notYetValid: "Chrome NET::ERR_CERT_DATE_INVALID, Firefox MOZILLA_PKIX_ERROR_NOT_YET_VALID_CERTIFICATE",
  wrongName: "Chrome NET::ERR_CERT_COMMON_NAME_INVALID, Firefox SSL_ERROR_BAD_CERT_DOMAIN",
  revoked: "Chrome NET::ERR_CERT_REVOKED where it knows, Firefox SEC_ERROR_REVOKED_CERTIFICATE",
  invalid: "Chrome NET::ERR_CERT_INVALID, Firefox SEC_ERROR_BAD_DER",
  wrongPurpose: "Chrome NET::ERR_CERT_INVALID, Firefox SEC_ERROR_INADEQUATE_CERT_TYPE",
  weakKey: "Chrome NET::ERR_CERT_WEAK_KEY, Firefox MOZILLA_PKIX_ERROR_INADEQUATE_KEY_SIZE",
  weakSignature:
    "Chrome NET::ERR_CERT_WEAK_SIGNATURE_ALGORITHM, Firefox SEC_ERROR_CERT_SIGNATURE_ALGORITHM_DISABLED",
  incomplete:
    "browsers may find the missing one by themselves; curl, Java, Go and Node refuse (Firefox SEC_ERROR_UNKNOWN_ISSUER)",
  misordered: "browsers sort it; TLS 1.2 asks for the order (RFC 5246, 7.4.2), and simple clients refuse",
  stapleMissing: "Firefox MOZILLA_PKIX_ERROR_REQUIRED_TLS_FEATURE_MISSING",
  badStaple: "Firefox SEC_ERROR_OCSP_INVALID_SIGNING_CERT or one like it",
  outdated: "nothing: the certificate before this one is served still",
} as const;
