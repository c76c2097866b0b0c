import { DerReader, MalformedDer, tags } from "./der.js";
import { element, sequence } from "./der-writer.js";
import { addressOctets, formatAddress } from "./ip-address.js";

/** The kinds of subjectAltName that cert-manager has fields for; each sorted and without duplicates when read. */
export interface AltNames {
  readonly dnsNames: readonly string[];
  readonly ipAddresses: readonly string[];
  readonly uris: readonly string[];
  readonly emailAddresses: readonly string[];
}

// GeneralName, RFC 5280, 4.2.1.6
const rfc822Name = tags.primitive(1);
const dnsName = tags.primitive(2);
const uri = tags.primitive(6);
const ipAddress = tags.primitive(7);

/**
 * Reads the value of a subjectAltName extension. Names stand as their octets say, each octet one character, so
 * that nothing in one can pass for another; other kinds of name are passed over.
 */
export function readAltNames(value: Buffer): AltNames {
  const dnsNames: string[] = [];
  const ipAddresses: string[] = [];
  const uris: string[] = [];
  const emailAddresses: string[] = [];
  const outer = new DerReader(value);
  const names = outer.enter("the subjectAltName", tags.sequence);
  outer.finish("the subjectAltName");
  while (!names.done) {
    const name = names.next("a subjectAltName");
    const octets = value.subarray(name.contents, name.end);
    if (name.tag === dnsName) dnsNames.push(lowerCase(octets.toString("latin1")));
    else if (name.tag === uri) uris.push(octets.toString("latin1"));
    else if (name.tag === rfc822Name) emailAddresses.push(octets.toString("latin1"));
    else if (name.tag === ipAddress) {
      const address = formatAddress(octets);
      if (address === undefined) throw new MalformedDer(`an IP address has ${octets.length} octets`);
      ipAddresses.push(address);
    }
  }
  return {
    dnsNames: sorted(dnsNames),
    ipAddresses: sorted(ipAddresses),
    uris: sorted(uris),
    emailAddresses: sorted(emailAddresses),
  };
}

/** Whether the value of a subjectAltName extension holds names of other kinds than {@link readAltNames} reads. */
export function holdsOtherNames(value: Buffer): boolean {
  const names = new DerReader(value).enter("the subjectAltName", tags.sequence);
  while (!names.done)
    if (![rfc822Name, dnsName, uri, ipAddress].includes(names.next("a subjectAltName").tag)) return true;
  return false;
}

/** ASCII only: DNS knows no other case (RFC 4343), and a Latin-1 octet is no letter. */
function lowerCase(text: string): string {
  return /[A-Z]/.test(text) ? text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()) : text;
}

function sorted(names: string[]): readonly string[] {
  return names.length < 2 ? names : [...new Set(names)].sort();
}

/** The value of a subjectAltName extension, in Go's order of kinds; undefined when there is no name. */
export function encodeAltNames(names: AltNames): Buffer | undefined {
  const general = [
    ...names.dnsNames.map((name) => element(dnsName, ia5("dnsNames", name))),
    ...names.emailAddresses.map((name) => element(rfc822Name, ia5("emailAddresses", name))),
    ...names.ipAddresses.map((name) => element(ipAddress, octetsOf(name))),
    ...names.uris.map((name) => element(uri, ia5("uris", name))),
  ];
  return general.length === 0 ? undefined : sequence(...general);
}

function octetsOf(address: string): Buffer {
  const octets = addressOctets(address);
  if (octets === undefined) throw new RangeError(`ipAddresses: ${JSON.stringify(address)} is no IP address`);
  return octets;
}

function ia5(field: string, name: string): Buffer {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: IA5String is all of ASCII
  if (!/^[\x00-\x7f]*$/.test(name)) throw new RangeError(`${field}: ${JSON.stringify(name)} is not ASCII`);
  return Buffer.from(name, "latin1");
}
