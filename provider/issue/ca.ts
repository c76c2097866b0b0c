import { truncateToSecond } from "../spec/instant.js";
import { readPublicKey } from "../x509/public-key.js";
import { subjectKeyInfo } from "../x509/subject-key.js";
import { authorityOf } from "./authority.js";
import type { CaRequest } from "./ca-request.js";
import { type Issued, signCertificate } from "./sign.js";

export interface CaIssuance extends CaRequest {
  /** Empty where the user's own request is to be signed. */
  readonly privateKeyPem: string;
}

/**
 * A certificate signed by the CA, from the second of `now` on (see issueSelfSigned). It never outlives its
 * issuers: verifiers check every date of the path, so a longer validity would be a promise nobody keeps, and the
 * renewal time is reckoned from it. cert-manager does not shorten it.
 *
 * The chain is the leaf, then the CA and what is above it except a root; `caPem` is the one nearest to the root,
 * as from cert-manager. Throws UnfitCa where the CA cannot sign it.
 *
 * @see cert-manager, pkg/controller/certificaterequests/ca
 */
export function issueByCa(issuance: CaIssuance): Issued {
  const { spec, privateKeyPem, now } = issuance;
  const authority = authorityOf(issuance);
  const [ca] = authority.chain;
  const notBefore = truncateToSecond(now);
  const leaf = signCertificate(
    spec,
    subjectKeyInfo(spec, privateKeyPem),
    { notBefore, notAfter: Math.min(truncateToSecond(notBefore + spec.duration), authority.notAfter) },
    { privateKey: authority.privateKey, issuer: { subject: ca.parts.subject, keyId: authority.keyId } },
  );
  const intermediates = authority.chain.filter((link) => !link.isSelfSigned);
  return {
    certificatePem: [leaf, ...intermediates.map((link) => link.pem)].join(""),
    caPem: authority.chain.at(-1)!.pem,
    issuerKeyHash: readPublicKey(ca.parts.subjectPublicKeyInfo).hash,
  };
}
