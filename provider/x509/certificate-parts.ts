import type { Instant } from "../spec/instant.js";
import { DerReader, MalformedDer, tags } from "./der.js";
import { oidText } from "./object-identifiers.js";

/** A certificate taken apart: names and key as the DER they are, extensions by their dotted identifier. */
export interface CertificateParts {
  readonly serialNumber: Buffer;
  /** AlgorithmIdentifier. */
  readonly signatureAlgorithm: Buffer;
  readonly issuer: Buffer;
  readonly notBefore: Instant;
  readonly notAfter: Instant;
  readonly subject: Buffer;
  readonly subjectPublicKeyInfo: Buffer;
  readonly extensions: ReadonlyMap<string, Extension>;
}

export interface Extension {
  readonly critical: boolean;
  readonly value: Buffer;
}

/** Takes DER apart that is one certificate and nothing else. @see RFC 5280, 4.1 */
export function certificateParts(der: Buffer): CertificateParts {
  const outer = new DerReader(der);
  const certificate = outer.enter("the certificate", tags.sequence);
  outer.finish("the certificate");
  const tbs = certificate.enter("the tbsCertificate", tags.sequence);
  const algorithm = certificate.whole("the signature's algorithm", tags.sequence);
  certificate.bitOctets("the signature");
  certificate.finish("the certificate");

  if (tbs.sees(tags.constructed(0))) tbs.next("the version");
  const serialNumber = tbs.contents("the serial number", tags.integer);
  if (serialNumber.length === 0) throw new MalformedDer("the serial number is empty");
  // What is signed says which algorithm signs it, or the choice would be an attacker's (RFC 5280, 4.1.1.2).
  if (!tbs.whole("the signature's algorithm", tags.sequence).equals(algorithm))
    throw new MalformedDer("its two signature algorithms differ");
  const issuer = tbs.whole("the issuer", tags.sequence);
  const validity = tbs.enter("the validity", tags.sequence);
  const notBefore = readTime(validity, "notBefore");
  const notAfter = readTime(validity, "notAfter");
  validity.finish("the validity");
  const subject = tbs.whole("the subject", tags.sequence);
  const subjectPublicKeyInfo = tbs.whole("the public key", tags.sequence);
  for (const uniqueId of [tags.primitive(1), tags.primitive(2)])
    if (tbs.sees(uniqueId)) tbs.next("a unique identifier");
  const extensions = tbs.done ? new Map<string, Extension>() : readExtensions(tbs);
  tbs.finish("the tbsCertificate");
  return {
    serialNumber,
    signatureAlgorithm: algorithm,
    issuer,
    notBefore,
    notAfter,
    subject,
    subjectPublicKeyInfo,
    extensions,
  };
}

/** @see RFC 5280, 4.1.2.5.1 and 4.1.2.5.2: seconds are there, and the zone is Z */
function readTime(validity: DerReader, what: string): Instant {
  const { tag, contents, end } = validity.next(what);
  const text = validity.bytes.toString("latin1", contents, end);
  const digits = tag === tags.utcTime ? (text < "50" ? "20" : "19") + text : text;
  const form = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(digits);
  if ((tag !== tags.utcTime && tag !== tags.generalizedTime) || form === null)
    throw new MalformedDer(`${what} is not a time as RFC 5280 has it`);
  const [, year, month, day, hour, minute, second] = form;
  const iso = `${year}-${month}-${day}T${hour}:${minute}:${second}`;
  const instant = Date.parse(`${iso}Z`);
  // Date.parse takes 30 February for 2 March.
  if (Number.isNaN(instant) || !new Date(instant).toISOString().startsWith(iso))
    throw new MalformedDer(`${what} is no date of the calendar`);
  return instant;
}

function readExtensions(tbs: DerReader): Map<string, Extension> {
  const list = tbs.enter("the extensions", tags.constructed(3));
  const entries = list.enter("the extensions", tags.sequence);
  list.finish("the extensions");
  return readExtensionList(entries);
}

/** The members of a SEQUENCE of extensions, as certificates and requests hold them. */
export function readExtensionList(entries: DerReader): Map<string, Extension> {
  const extensions = new Map<string, Extension>();
  while (!entries.done) {
    const fields = entries.enter("an extension", tags.sequence);
    const id = oidText(fields.contents("an extension's identifier", tags.objectIdentifier));
    const critical = fields.optionalBoolean("an extension's critical");
    const value = fields.contents("an extension's value", tags.octetString);
    fields.finish("an extension");
    // Two of a kind are two certificates to two readers (RFC 5280, 4.2).
    if (extensions.has(id)) throw new MalformedDer(`its extension ${id} stands twice`);
    extensions.set(id, { critical, value });
  }
  return extensions;
}
