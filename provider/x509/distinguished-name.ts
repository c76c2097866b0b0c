import type { Subject } from "../spec/certificate-spec.js";
import { DerReader, tags } from "./der.js";
import { element, oid, sequence, setOf } from "./der-writer.js";
import { oids, oidText } from "./object-identifiers.js";

/** The short names that LDAP registers, and emailAddress, which everybody prints. @see RFC 4514, section 3; RFC 4519 */
const shortNames = new Map<string, string>([
  [oids.commonName, "CN"],
  [oids.locality, "L"],
  [oids.province, "ST"],
  [oids.organization, "O"],
  [oids.organizationalUnit, "OU"],
  [oids.country, "C"],
  [oids.streetAddress, "STREET"],
  ["0.9.2342.19200300.100.1.25", "DC"],
  ["0.9.2342.19200300.100.1.1", "UID"],
  [oids.serialNumber, "serialNumber"],
  [oids.postalCode, "postalCode"],
  ["1.2.840.113549.1.9.1", "emailAddress"],
]);

/** What a distinguished name says. */
export interface NameText {
  /** RFC 4514: the most specific RDN first; on one line, whatever is in it. */
  readonly text: string;
  /** The common names as they are, nothing escaped, the most specific one last. */
  readonly commonNames: readonly string[];
}

/** Reads a Name. Values that are no text stand as RFC 4514's `#hex`. */
export function readName(der: Buffer): NameText {
  const rdns: string[] = [];
  const commonNames: string[] = [];
  const name = new DerReader(der).enter("a name", tags.sequence);
  while (!name.done) {
    const rdn = name.enter("a part of a name", tags.set);
    const attributes: string[] = [];
    while (!rdn.done) {
      const attribute = rdn.enter("an attribute of a name", tags.sequence);
      const type = oidText(attribute.contents("the type of an attribute", tags.objectIdentifier));
      const value = attribute.next("the value of an attribute");
      attribute.finish("an attribute of a name");
      const text = stringOf(value.tag, der.subarray(value.contents, value.end));
      if (type === oids.commonName && text !== undefined) commonNames.push(text);
      const shortName = shortNames.get(type);
      attributes.push(
        shortName === undefined || text === undefined
          ? `${shortName ?? type}=#${der.toString("hex", value.start, value.end)}`
          : `${shortName}=${escaped(text)}`,
      );
    }
    rdns.push(attributes.join("+"));
  }
  return { text: rdns.reverse().join(","), commonNames };
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The text of a DirectoryString and its relatives; undefined for what is none. @see RFC 5280, 4.1.2.4 */
function stringOf(tag: number, contents: Buffer): string | undefined {
  switch (tag) {
    case tags.utf8String:
      try {
        return utf8.decode(contents);
      } catch {
        return undefined;
      }
    case tags.printableString:
    case tags.ia5String:
    case tags.numericString:
    case tags.visibleString:
    // T.61 is what the standard says, Latin-1 is what was written.
    case tags.teletexString:
      return contents.toString("latin1");
    case tags.bmpString:
      return bmpString(contents);
    case tags.universalString:
      return universalString(contents);
    default:
      return undefined;
  }
}

/** Half of a surrogate pair is no text: what is compared with it would have passed through UTF-8, and lost it. */
function bmpString(contents: Buffer): string | undefined {
  if (contents.length % 2 !== 0) return undefined;
  const text = Buffer.from(contents).swap16().toString("utf16le");
  return /\p{Surrogate}/u.test(text) ? undefined : text;
}

function universalString(contents: Buffer): string | undefined {
  if (contents.length % 4 !== 0) return undefined;
  let text = "";
  for (let at = 0; at < contents.length; at += 4) {
    const point = contents.readUInt32BE(at);
    if (point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff)) return undefined;
    text += String.fromCodePoint(point);
  }
  return text;
}

/** @see RFC 4514, 2.4. Control characters may be escaped and are, so that a name never breaks a line. */
function escaped(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (!/[\x00-\x1f\x7f"+,;<>\\]|^[ #]| $/.test(text)) return text;
  return (
    text
      .replace(/["+,;<>\\]|^[ #]| $/g, "\\$&")
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
      .replace(/[\x00-\x1f\x7f]/g, (c) => `\\${c.charCodeAt(0).toString(16).padStart(2, "0").toUpperCase()}`)
  );
}

/**
 * The DER of a subject in the order of Go's `pkix.Name`, and so of cert-manager: several values of one attribute
 * form one RDN.
 *
 * @see Go, crypto/x509/pkix, Name.ToRDNSequence
 */
export function encodeSubject(subject: Subject, commonName?: string): Buffer {
  const attributes: [type: string, values: readonly string[] | undefined][] = [
    [oids.country, subject.countries],
    [oids.province, subject.provinces],
    [oids.locality, subject.localities],
    [oids.streetAddress, subject.streetAddresses],
    [oids.postalCode, subject.postalCodes],
    [oids.organization, subject.organizations],
    [oids.organizationalUnit, subject.organizationalUnits],
    [oids.commonName, commonName ? [commonName] : undefined],
    [oids.serialNumber, subject.serialNumber ? [subject.serialNumber] : undefined],
  ];
  const rdns = attributes
    .filter(([, values]) => values !== undefined && values.length > 0)
    .map(([type, values]) => setOf(values!.map((value) => sequence(oid(type), directoryString(value)))));
  return sequence(...rdns);
}

/** PrintableString where the text allows it, as Go writes it; country and serialNumber must be one (RFC 5280, A.1). */
function directoryString(text: string): Buffer {
  if (/^[A-Za-z0-9 '()+,\-./:=?]*$/.test(text))
    return element(tags.printableString, Buffer.from(text, "latin1"));
  if (/\p{Surrogate}/u.test(text)) throw new RangeError(`subject: ${JSON.stringify(text)} is not Unicode`);
  return element(tags.utf8String, Buffer.from(text, "utf8"));
}
