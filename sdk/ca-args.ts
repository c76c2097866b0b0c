import * as pulumi from "@pulumi/pulumi";
import { acmeInputs } from "./acme-args.js";
import type { Certificate, CertificateArgs, CertificateIssuerArgs } from "./certificate.js";

/** Where clients find what a CA publishes; written into each certificate that it signs, served by nobody here. */
export interface AuthorityAddressesArgs {
  /** http(s) URLs of its revocation list. */
  crlDistributionPoints?: pulumi.Input<pulumi.Input<string>[]>;
  /** Its OCSP responders. */
  ocspServers?: pulumi.Input<pulumi.Input<string>[]>;
  /** Where its own certificate lies. */
  issuingCertificateURLs?: pulumi.Input<pulumi.Input<string>[]>;
}

/** A CA: a certificate of the same program, its Secret, or its key pair. The other fields are those of cert-manager's CAIssuer. */
export interface CaArgs extends AuthorityAddressesArgs {
  /** A certificate with `isCA`, where something is to be said besides; else give it as `issuer.ca` itself. */
  certificate?: Certificate;
  /** A `kubernetes.io/tls` Secret in the same store. */
  secretName?: pulumi.Input<string>;
  /** @default the certificate's own namespace */
  namespace?: pulumi.Input<string>;
  /** SHA-256 of the CA's certificate in hex. */
  fingerprint?: pulumi.Input<string>;
  /** The CA's certificate and chain, in place of a Secret. */
  certificatePem?: pulumi.Input<string>;
  /** Its private key, encrypted or not; a Pulumi secret. Prefer a reference or `secretName`: inputs lie in the state. */
  privateKeyPem?: pulumi.Input<string>;
  /** Where the private key lies, read when it signs and kept nowhere. */
  privateKeyPemSecretRef?: pulumi.Input<CaSecretRefArgs>;
  /** Key, certificate and chain as a PKCS#12 file in base64, in place of the PEM; a Pulumi secret. */
  pkcs12?: pulumi.Input<string>;
  /** Where the PKCS#12 file lies; base64 only in an environment variable. */
  pkcs12SecretRef?: pulumi.Input<CaSecretRefArgs>;
  /** What decrypts the private key or opens the PKCS#12 file; a Pulumi secret. */
  passphrase?: pulumi.Input<string>;
  passphraseSecretRef?: pulumi.Input<CaSecretRefArgs>;
  /**
   * What becomes of this certificate when the CA's key changes; only for a CA in a Secret or of the program. By their
   * names, so many of a stack are issued again in each `up`; those that wait are good as long as clients trust the old
   * root beside the new one, and are renewed by the new CA when they fall due.
   */
  reissue?: pulumi.Input<ReissueArgs>;
}

export interface ReissueArgs {
  /** How many certificates of the stack one `up` issues again for the CA's new key alone. @default 20 */
  atMost?: pulumi.Input<number>;
}

/** One of: an entry of a Secret in the same store, an environment variable of `pulumi up`, a file. */
export interface CaSecretRefArgs {
  name?: pulumi.Input<string>;
  key?: pulumi.Input<string>;
  /** @default the certificate's own */
  namespace?: pulumi.Input<string>;
  env?: pulumi.Input<string>;
  file?: pulumi.Input<string>;
}

/** The issuer as inputs: a resource becomes the name of its Secret and its fingerprint, which a preview does not know once the CA will be renewed. */
export function issuerInputs({ issuer }: CertificateArgs): pulumi.Inputs {
  if (issuer?.acme !== undefined) return { issuer: { ...issuer, acme: acmeInputs(issuer.acme) } };
  if (issuer?.ca === undefined || issuer.ca === null) return {};
  const { ca } = issuer;
  if (typeof ca !== "object") return {}; // the provider says what is wrong with it
  if (isCertificate(ca)) return { issuer: { ...issuer, ca: placeOf(ca) } };
  if (!("certificate" in ca) || ca.certificate === undefined)
    return { issuer: { ...issuer, ca: secretCa(ca) } };
  const { certificate, ...rest } = ca;
  return { issuer: { ...issuer, ca: { ...rest, ...placeOf(certificate) } } };
}

function secretCa(ca: pulumi.Input<CaArgs>): pulumi.Input<CaArgs> {
  const fields = ["privateKeyPem", "pkcs12", "passphrase"] as const;
  return fields.reduce<pulumi.Input<CaArgs>>((made, field) => secretIn(made, field), ca);
}

function placeOf({ secretName, namespace, fingerprint }: Certificate): pulumi.Inputs {
  return { secretName, namespace, fingerprint };
}

/** By its type, not by its class: a program may have loaded two copies of this package. */
function isCertificate(ca: NonNullable<CertificateIssuerArgs["ca"]>): ca is Certificate {
  return pulumi.CustomResource.isInstance(ca) && "fingerprint" in ca;
}

/** The same object with one of its fields made a Pulumi secret. */
export function secretIn<T extends object>(
  object: pulumi.Input<T>,
  field: keyof T & string,
): pulumi.Input<T> {
  return pulumi.output(object).apply((fields) => {
    const value = (fields as Record<string, unknown> | undefined)?.[field];
    return (value === undefined ? fields : { ...fields, [field]: pulumi.secret(value) }) as T;
  });
}
