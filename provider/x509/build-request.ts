import { type KeyObject, sign } from "node:crypto";
import type { Subject } from "../spec/certificate-spec.js";
import { signatureAlgorithm } from "./build-certificate.js";
import { tags } from "./der.js";
import { bitString, element, octetString, oid, sequence, setOf, unsignedInteger } from "./der-writer.js";
import { encodeSubject } from "./distinguished-name.js";
import { publicKeyInfo } from "./key-pair.js";
import { oids } from "./object-identifiers.js";
import { type AltNames, encodeAltNames } from "./subject-alt-name.js";

/**
 * A certification request (PKCS#10) in DER: the names, and nothing that a CA for servers sets by its own rules (usages,
 * basic constraints).
 *
 * @see RFC 2986; RFC 8555, section 7.4
 */
export function buildRequest(
  names: AltNames & { readonly commonName?: string; readonly subject: Subject },
  privateKey: KeyObject,
): Buffer {
  const altNames = encodeAltNames(names);
  const extensions =
    altNames === undefined ? [] : [sequence(oid(oids.subjectAltName), octetString(altNames))];
  const attribute = sequence(oid(oids.extensionRequest), setOf([sequence(...extensions)]));
  const algorithm = signatureAlgorithm(privateKey);
  const toBeSigned = sequence(
    unsignedInteger(Buffer.of(0)),
    encodeSubject(names.subject, names.commonName),
    publicKeyInfo(privateKey),
    element(tags.constructed(0), ...(extensions.length === 0 ? [] : [attribute])),
  );
  return sequence(toBeSigned, algorithm.identifier, bitString(sign(algorithm.hash, toBeSigned, privateKey)));
}
