import { hash } from "node:crypto";
import { createSecureContext, type SecureContext } from "node:tls";
import type { Challenge } from "../acme/solver.js";
import type { Instant } from "../spec/instant.js";
import { buildCertificate } from "../x509/build-certificate.js";
import { octetString } from "../x509/der-writer.js";
import { generatePrivateKey, publicKeyInfo, randomSerialNumber, readPrivateKey } from "../x509/key-pair.js";
import { oids } from "../x509/object-identifiers.js";
import { readParts, UnreadableCertificate } from "../x509/read-certificate.js";

const day = 86_400_000;

/** A self-signed certificate that answers this challenge, and its key. @see RFC 8737, section 3 */
export async function challengeContext(challenge: Challenge, now: Instant): Promise<SecureContext> {
  const keyPem = await generatePrivateKey({ algorithm: "ECDSA", size: 256, encoding: "PKCS8" });
  const privateKey = readPrivateKey(keyPem);
  const { type, value } = challenge.identifier;
  const certificatePem = buildCertificate(
    {
      subject: {},
      dnsNames: type === "dns" ? [value] : [],
      ipAddresses: type === "ip" ? [value] : [],
      uris: [],
      emailAddresses: [],
      usages: ["digital signature", "server auth"],
      isCA: false,
      // Nobody looks at its dates; clocks differ.
      notBefore: now - day,
      notAfter: now + 7 * day,
      serialNumber: randomSerialNumber(),
      publicKeyInfo: publicKeyInfo(privateKey),
      acmeIdentifier: digest(challenge),
    },
    { privateKey },
  );
  return createSecureContext({ key: keyPem, cert: certificatePem, minVersion: "TLSv1.2" });
}

/** Whether this certificate, as DER, answers the challenge. */
export function answers(der: Buffer, challenge: Challenge): boolean {
  try {
    const extension = readParts(der).extensions.get(oids.acmeIdentifier);
    return extension?.critical === true && extension.value.equals(octetString(digest(challenge)));
  } catch (error) {
    if (error instanceof UnreadableCertificate) return false;
    throw error;
  }
}

function digest({ keyAuthorization }: Challenge): Buffer {
  return hash("sha256", keyAuthorization, "buffer");
}
