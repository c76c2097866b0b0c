import { hash } from "node:crypto";
import type { CertificateFacts } from "../record/certificate-facts.js";
import { type CertificateParts, certificateParts } from "./certificate-parts.js";
import { MalformedDer } from "./der.js";
import { readName } from "./distinguished-name.js";
import { readAuthorityKeyId, readBasicConstraints, readSubjectKeyId, readUsages } from "./extensions.js";
import { oids } from "./object-identifiers.js";
import { formatPem, MalformedPem, pemBlocks } from "./pem.js";
import { readPublicKey } from "./public-key.js";
import { type AltNames, readAltNames } from "./subject-alt-name.js";

/** Bytes that are not exactly one certificate. `message` is one line that says why, as a clause: "the issuer is cut short". */
export class UnreadableCertificate extends Error {
  override readonly name = "UnreadableCertificate";
}

/**
 * What a certificate says, from the PEM or DER of exactly one. Throws {@link UnreadableCertificate} for anything
 * else, and nothing but that, whatever the bytes are. The signature is not looked at: see verify.ts.
 *
 * Previews read every certificate of a stack. `X509Certificate` of node:crypto takes 0.2 ms for each and knows
 * neither the key identifiers nor names that can be told apart from text inside them; this takes an eighth of it.
 *
 * @see RFC 5280, section 4
 */
export function readCertificate(pemOrDer: string | Uint8Array): CertificateFacts {
  return readable(() => {
    const der = derOf(pemOrDer);
    return factsOf(der, certificateParts(der));
  });
}

/** The certificate taken apart, for those who sign or verify. Throws as {@link readCertificate}. */
export function readParts(pemOrDer: string | Uint8Array): CertificateParts {
  return readable(() => certificateParts(derOf(pemOrDer)));
}

/**
 * The certificates of a PEM text, one text each, in order and in one form (LF, lines of 64). Line ends of any
 * kind and text between the blocks are allowed. Other blocks are left out: a private key that stands among the
 * certificates does not come along. Throws {@link UnreadableCertificate} where a block is damaged, so that half a
 * chain is never taken for a whole one.
 */
export function splitChain(pem: string): string[] {
  return readable(() => certificateBlocks(pem).map((der) => formatPem("CERTIFICATE", der)));
}

function certificateBlocks(pem: string): Buffer[] {
  return pemBlocks(pem, ["CERTIFICATE"]).map((block) => block.der);
}

function derOf(pemOrDer: string | Uint8Array): Buffer {
  if (typeof pemOrDer !== "string") return Buffer.from(pemOrDer.buffer, pemOrDer.byteOffset, pemOrDer.length);
  const blocks = certificateBlocks(pemOrDer);
  if (blocks.length !== 1)
    throw new MalformedPem(`it holds ${blocks.length} certificates in PEM instead of one`);
  return blocks[0]!;
}

const noNames: AltNames = { dnsNames: [], ipAddresses: [], uris: [], emailAddresses: [] };

function factsOf(der: Buffer, parts: CertificateParts): CertificateFacts {
  const subject = readName(parts.subject);
  const altNames = parts.extensions.get(oids.subjectAltName);
  const subjectKeyId = readSubjectKeyId(parts)?.toString("hex");
  const authorityKeyId = readAuthorityKeyId(parts)?.toString("hex");
  const usages = readUsages(parts);
  const commonName = subject.commonNames.at(-1);
  return {
    serialNumber: serialText(parts.serialNumber),
    fingerprint: hash("sha256", der, "hex"),
    subject: subject.text,
    issuer: readName(parts.issuer).text,
    notBefore: parts.notBefore,
    notAfter: parts.notAfter,
    ...(commonName === undefined ? {} : { commonName }),
    ...(altNames === undefined ? noNames : readAltNames(altNames.value)),
    isCA: readBasicConstraints(parts).isCA,
    ...(usages === undefined ? {} : { usages }),
    publicKey: readPublicKey(parts.subjectPublicKeyInfo),
    ...(subjectKeyId === undefined ? {} : { subjectKeyId }),
    ...(authorityKeyId === undefined ? {} : { authorityKeyId }),
  };
}

/**
 * Whole octets, two digits each, as OpenSSL and browsers write them. Negative ones exist, though RFC 5280 forbids
 * them; they have a sign, as with OpenSSL.
 */
function serialText(octets: Buffer): string {
  const value = BigInt.asIntN(8 * octets.length, BigInt(`0x${octets.toString("hex")}`));
  const digits = (value < 0n ? -value : value).toString(16);
  return `${value < 0n ? "-" : ""}${digits.length % 2 === 0 ? "" : "0"}${digits}`;
}

function readable<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof MalformedDer || error instanceof MalformedPem)
      throw new UnreadableCertificate(error.message);
    throw error;
  }
}
