import { type CertificateObject, condition } from "./objects.js";

/**
 * Whether the last issuance failed because cert-manager lost a race with itself: two of its workers each made a key for
 * the same request, and the one that signed it was deleted. A self-signed issuer finds out before it signs, so no CA was
 * asked, and the backoff of an hour protects nobody.
 *
 * @see https://github.com/cert-manager/cert-manager/issues/6331
 */
export function isKeyRace(object: CertificateObject): boolean {
  const issuing = condition(object, "Issuing");
  return issuing?.status === "False" && issuing.message?.includes(mismatch) === true;
}

/** @see cert-manager, pkg/controller/certificaterequests/selfsigned/selfsigned.go */
const mismatch = "CSR not signed by referenced private key";
