import type { CertificateSpec } from "../spec/certificate-spec.js";
import type { Instant } from "../spec/instant.js";
import { buildCertificate, type Signer } from "../x509/build-certificate.js";
import { randomSerialNumber } from "../x509/key-pair.js";
import { subjectName } from "../x509/subject-key.js";

/** What an issuer returns. */
export interface Issued {
  /** Leaf first, then intermediates; never a root. */
  readonly certificatePem: string;
  /** The certificate nearest to the root that is known: what `ca.crt` holds. */
  readonly caPem: string;
  /** SHA-256 of the SubjectPublicKeyInfo that signed, lower-case hex. */
  readonly issuerKeyHash: string;
}

/** The certificate that a specification asks for, signed, as PEM. */
export function signCertificate(
  spec: CertificateSpec,
  publicKeyInfo: Buffer,
  validity: { readonly notBefore: Instant; readonly notAfter: Instant },
  signer: Signer,
): string {
  const { dnsNames, ipAddresses, uris, emailAddresses, usages, isCA } = spec;
  const { nameConstraints, pathLenConstraint, issuer } = spec;
  const addresses = "addresses" in issuer ? issuer.addresses : undefined;
  return buildCertificate(
    {
      subject: subjectName(spec),
      dnsNames,
      ipAddresses,
      uris,
      emailAddresses,
      usages,
      isCA,
      ...(pathLenConstraint === undefined ? {} : { pathLength: pathLenConstraint }),
      ...(nameConstraints === undefined ? {} : { nameConstraints }),
      ...(addresses === undefined ? {} : { addresses }),
      ...validity,
      serialNumber: randomSerialNumber(),
      publicKeyInfo,
    },
    signer,
  );
}
