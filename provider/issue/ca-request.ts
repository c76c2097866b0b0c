import type { CertificateSpec } from "../spec/certificate-spec.js";
import type { Instant } from "../spec/instant.js";

/** A CA as far as it is public. */
export interface CaChain {
  /** `tls.crt`: the CA's certificate first, then those above it in any order. */
  readonly certificatePem: string;
  /** `ca.crt`, where there is one; what is not above the CA is passed over, so it may be a bundle. */
  readonly caPem?: string;
  /** How messages name it. */
  readonly name: string;
}

/** A CA as it stands in a `kubernetes.io/tls` Secret. */
export interface CaKeyPair extends CaChain {
  /** `tls.key` */
  readonly privateKeyPem: string;
}

/** What is asked of a CA, and when. */
export interface CaRequest<Ca extends CaChain = CaKeyPair> {
  readonly spec: CertificateSpec;
  readonly ca: Ca;
  readonly now: Instant;
}
