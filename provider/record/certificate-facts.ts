import type { KeyUsage } from "../spec/certificate-spec.js";
import type { Instant } from "../spec/instant.js";

/** The kinds of key a certificate may hold, in cert-manager's words. `size` is the modulus or the curve in bits. */
export interface PublicKeyFacts {
  readonly algorithm: "RSA" | "ECDSA" | "Ed25519";
  /** 2048-8192 for RSA, 256, 384 or 521 for ECDSA, 256 for Ed25519. */
  readonly size: number;
  /** SHA-256 of the SubjectPublicKeyInfo, lower-case hex: the same for a key, its certificates and its requests. */
  readonly hash: string;
}

/**
 * What the public certificate itself says. Names are as they stand in the certificate: DNS names in
 * lower case, addresses in the form of `net.isIP`, each list without duplicates and sorted.
 *
 * @see RFC 5280, section 4
 */
export interface CertificateFacts {
  /** Lower-case hex of whole octets, no separators, no leading zero octet: what `openssl x509 -serial` says. */
  readonly serialNumber: string;
  /** SHA-256 of the DER, lower-case hex. */
  readonly fingerprint: string;
  /** RFC 4514, most specific RDN first, as `CN=web,O=Shop`. Empty when there is none. */
  readonly subject: string;
  /** RFC 4514, as {@link CertificateFacts.subject}. */
  readonly issuer: string;
  readonly notBefore: Instant;
  /** The last second of validity; inclusive (RFC 5280, 4.1.2.5). */
  readonly notAfter: Instant;
  readonly commonName?: string;
  readonly dnsNames: readonly string[];
  readonly ipAddresses: readonly string[];
  readonly uris: readonly string[];
  readonly emailAddresses: readonly string[];
  readonly isCA: boolean;
  /** What keyUsage and extendedKeyUsage allow, as far as cert-manager has a word for it, sorted; absent where neither says anything. */
  readonly usages?: readonly KeyUsage[];
  readonly publicKey: PublicKeyFacts;
  /** Lower-case hex; absent where the extension is. */
  readonly subjectKeyId?: string;
  /** Lower-case hex of the keyIdentifier; absent where the extension is. */
  readonly authorityKeyId?: string;
}
