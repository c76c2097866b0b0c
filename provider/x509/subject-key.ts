import type { CertificateSpec } from "../spec/certificate-spec.js";
import { buildRequest } from "./build-request.js";
import { encodeSubject } from "./distinguished-name.js";
import { formatPrivateKey, generatePrivateKey, publicKeyInfo, readPrivateKey } from "./key-pair.js";
import { requestParts } from "./read-request.js";

// Whose key it is that a certificate is for is asked in this file: the user's, who gave a request, or one of ours. The
// user's own is an empty text wherever a private key is written: here nobody has it.

/**
 * What `tls.key` holds where the key is the user's. The API server wants the entry, and of what is in it only warns; what
 * cert-manager is about to fill is so, too.
 *
 * @see kubernetes, pkg/apis/core/validation/validation.go, ValidateSecret
 */
export const noKey = "";

/** A key for a new certificate, as PEM. */
export async function newKey({ csr, privateKey }: CertificateSpec): Promise<string> {
  return csr === undefined ? await generatePrivateKey(privateKey) : noKey;
}

/** The key of a Secret, in the form that it is to be written in. */
export function formKey({ csr, privateKey }: CertificateSpec, privateKeyPem: string): string {
  return csr === undefined ? formatPrivateKey(readPrivateKey(privateKeyPem), privateKey.encoding) : noKey;
}

/** The same of the entries of a Secret; undefined where there is no Secret, or no key in it that there should be. */
export function heldKey(
  spec: CertificateSpec,
  entries: Readonly<Record<string, Buffer>> | undefined,
): string | undefined {
  if (entries === undefined || spec.csr !== undefined) return entries && noKey;
  const pem = entries["tls.key"]?.toString("utf8");
  return pem === undefined ? undefined : formKey(spec, pem);
}

/** DER of the SubjectPublicKeyInfo that is to be certified. */
export function subjectKeyInfo({ csr }: CertificateSpec, privateKeyPem: string): Buffer {
  return csr === undefined
    ? publicKeyInfo(readPrivateKey(privateKeyPem))
    : requestParts(csr.pem).subjectPublicKeyInfo;
}

/** DER of the name that is to be certified; of a request octet by octet, whatever attributes it is made of. */
export function subjectName({ csr, subject, commonName }: CertificateSpec): Buffer {
  return csr === undefined ? encodeSubject(subject, commonName) : requestParts(csr.pem).subject;
}

/** DER of the request that an order is finalised with: nobody but the holder of the key can sign one. */
export function requestFor(spec: CertificateSpec, privateKeyPem: string): Buffer {
  return spec.csr === undefined
    ? buildRequest(spec, readPrivateKey(privateKeyPem))
    : requestParts(spec.csr.pem).der;
}
