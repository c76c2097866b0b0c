import { type KeyObject, sign } from "node:crypto";
import type { Instant } from "../spec/instant.js";
import { signatureAlgorithm } from "./build-certificate.js";
import { tags } from "./der.js";
import { bitString, element, octetString, oid, sequence, time, unsignedInteger } from "./der-writer.js";
import { oids } from "./object-identifiers.js";
import { formatPem } from "./pem.js";

/** What a revocation list shall say. */
export interface CrlTemplate {
  /** DER of the CA's subject, octet by octet. */
  readonly issuer: Buffer;
  readonly keyId: Buffer;
  /** Higher than that of the list before. */
  readonly number: number;
  readonly thisUpdate: Instant;
  readonly nextUpdate: Instant;
  readonly revoked: readonly {
    /** Big-endian. */
    readonly serialNumber: Buffer;
    readonly revocationDate: Instant;
    /** CRLReason, but for 0, which is said by leaving it out. */
    readonly reason?: number;
  }[];
}

/** A complete revocation list of version 2 as PEM, signed by the CA. @see RFC 5280, section 5 */
export function buildCrl(template: CrlTemplate, privateKey: KeyObject): string {
  const algorithm = signatureAlgorithm(privateKey);
  const entries = template.revoked.map(({ serialNumber, revocationDate, reason }) =>
    sequence(
      unsignedInteger(serialNumber),
      time(revocationDate),
      ...(reason === undefined
        ? []
        : [sequence(extension(oids.reasonCode, element(tags.enumerated, Buffer.of(reason))))]),
    ),
  );
  const keyId = sequence(element(tags.primitive(0), template.keyId));
  const number = Buffer.alloc(6);
  number.writeUIntBE(template.number, 0, 6);
  const extensions = sequence(
    extension(oids.authorityKeyIdentifier, keyId),
    extension(oids.crlNumber, unsignedInteger(number)),
  );
  const toBeSigned = sequence(
    unsignedInteger(Buffer.of(1)),
    algorithm.identifier,
    template.issuer,
    time(template.thisUpdate),
    time(template.nextUpdate),
    // An empty list is none at all (5.1.2.6).
    ...(entries.length === 0 ? [] : [sequence(...entries)]),
    element(tags.constructed(0), extensions),
  );
  const signature = sign(algorithm.hash, toBeSigned, privateKey);
  return formatPem("X509 CRL", sequence(toBeSigned, algorithm.identifier, bitString(signature)));
}

function extension(id: string, value: Buffer): Buffer {
  return sequence(oid(id), octetString(value));
}
