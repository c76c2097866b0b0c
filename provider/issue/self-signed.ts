import type { CertificateSpec } from "../spec/certificate-spec.js";
import { type Instant, truncateToSecond } from "../spec/instant.js";
import { publicKeyInfo, readPrivateKey } from "../x509/key-pair.js";
import { readPublicKey } from "../x509/public-key.js";
import { type Issued, signCertificate } from "./sign.js";

export interface SelfSignedRequest {
  readonly spec: CertificateSpec;
  readonly privateKeyPem: string;
  readonly now: Instant;
}

/**
 * A certificate signed by its own key, from the second of `now` on. It is its own CA: `caPem` is the same text,
 * as in cert-manager's `ca.crt`.
 *
 * It is not dated back against clocks that are slow, because cert-manager does not: `duration` stays exact, and
 * what it signs a moment later never begins before it. An empty subject is allowed, though RFC 5280, 4.1.2.4,
 * wants an issuer's name; cert-manager warns and signs, and TLS clients look at the SANs.
 *
 * @see cert-manager, pkg/controller/certificaterequests/selfsigned
 */
export function issueSelfSigned({ spec, privateKeyPem, now }: SelfSignedRequest): Issued {
  const privateKey = readPrivateKey(privateKeyPem);
  const notBefore = truncateToSecond(now);
  const validity = { notBefore, notAfter: truncateToSecond(notBefore + spec.duration) };
  const info = publicKeyInfo(privateKey);
  const certificatePem = signCertificate(spec, info, validity, { privateKey });
  return { certificatePem, caPem: certificatePem, issuerKeyHash: readPublicKey(info).hash };
}
