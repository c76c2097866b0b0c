import type { CrlNote } from "../record/record.js";
import { type CrlSpec, revocationReasons } from "../spec/crl-spec.js";
import { formatInstant, type Instant, truncateToSecond } from "../spec/instant.js";
import { buildCrl } from "../x509/build-crl.js";
import { readSubjectKeyId } from "../x509/extensions.js";
import { readPrivateKey } from "../x509/key-pair.js";
import { keyIdentifier } from "../x509/public-key.js";
import { readParts, splitChain } from "../x509/read-certificate.js";

/** The CA that signs a list: `tls.crt` and `tls.key` of its Secret. */
export interface CrlIssuer {
  readonly certificatePem: string;
  readonly privateKeyPem: string;
}

/** The next revocation list of a CA, from the second of `now` on; its number exceeds `before`, that of the last one. */
export function issueCrl(
  { revoked, duration }: CrlSpec,
  { certificatePem, privateKeyPem }: CrlIssuer,
  before: number,
  now: Instant,
): CrlNote {
  const { subject, ...parts } = readParts(splitChain(certificatePem)[0] ?? "");
  const number = before + 1;
  const thisUpdate = truncateToSecond(now);
  const nextUpdate = truncateToSecond(thisUpdate + duration);
  const keyId = readSubjectKeyId({ subject, ...parts }) ?? keyIdentifier(parts.subjectPublicKeyInfo);
  const entries = revoked.map(({ serialNumber, revocationDate, reason }) => ({
    serialNumber: Buffer.from(serialNumber, "hex"),
    revocationDate,
    ...(reason === undefined ? {} : { reason: revocationReasons[reason] }),
  }));
  const template = { issuer: subject, keyId, number, thisUpdate, nextUpdate, revoked: entries };
  return {
    pem: buildCrl(template, readPrivateKey(privateKeyPem)),
    number,
    nextUpdate: formatInstant(nextUpdate),
  };
}
