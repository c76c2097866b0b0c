import { isSignedBy, readSigned } from "./handshake/revocation/signed.js";
import { readInstant } from "./handshake/revocation/time.js";
import type { CertificateRecord } from "./record/record.js";
import { parseInstant } from "./spec/instant.js";
import { DerReader, MalformedDer, tags } from "./x509/der.js";
import { oids, oidText } from "./x509/object-identifiers.js";
import { MalformedPem, pemBlocks } from "./x509/pem.js";
import { readParts, splitChain } from "./x509/read-certificate.js";

/**
 * The record, whose revocation list is not believed to last where it is another than the record says: a record is the
 * word of whoever may write ConfigMaps, and the list alone is signed. An older one would call good what was revoked
 * since, and one with a later end would never be issued again.
 */
export function withTrueCrl(record: CertificateRecord): CertificateRecord {
  if (record.crl === undefined) return record;
  const fault = crlFault(record, record.crl);
  return fault === undefined ? record : { ...record, crl: { ...record.crl, nextUpdate: fault } };
}

/**
 * The number of a list that this CA signed; 0 where it is none that can be read.
 *
 * @see RFC 5280, 5.2.3
 */
export function numberOfCrl(pem: string, caPem: string): number {
  try {
    const { contents } = trueContents(pem, caPem);
    return contents === undefined ? 0 : contentsOf(contents).number;
  } catch (error) {
    if (error instanceof MalformedDer || error instanceof MalformedPem) return 0;
    throw error;
  }
}

/** Without contents where another CA signed it. */
function trueContents(pem: string, caPem: string): { readonly contents?: Buffer } {
  const [block] = pemBlocks(pem, ["X509 CRL"]);
  const list = new DerReader(block?.der ?? Buffer.alloc(0)).enter("the CRL", tags.sequence);
  const signed = readSigned(list, "the CRL's contents");
  const { subjectPublicKeyInfo } = readParts(splitChain(caPem)[0] ?? "");
  return isSignedBy(signed, subjectPublicKeyInfo) ? { contents: signed.contents } : {};
}

function crlFault(
  { certificatePem, form }: CertificateRecord,
  { pem, nextUpdate }: NonNullable<CertificateRecord["crl"]>,
): string | undefined {
  try {
    const { contents } = trueContents(pem, certificatePem);
    if (contents === undefined) return "it is not signed by this CA";
    const read = contentsOf(contents);
    if (read.nextUpdate !== parseInstant(nextUpdate)) return "it ends at another time than was recorded";
    return String(read.serials) === String(serialsIn(form))
      ? undefined
      : "it revokes others than were recorded";
  } catch (error) {
    if (error instanceof MalformedDer || error instanceof MalformedPem) return "it cannot be read";
    throw error;
  }
}

/** @see RFC 5280, 5.1.2; in the form in which lists are issued here */
function contentsOf(contents: Buffer): {
  readonly nextUpdate: number;
  readonly serials: readonly string[];
  readonly number: number;
} {
  const fields = new DerReader(contents).enter("the CRL's contents", tags.sequence);
  fields.next("the version", tags.integer);
  fields.next("the signature's algorithm", tags.sequence);
  fields.next("the CRL's issuer", tags.sequence);
  readInstant(fields, "thisUpdate");
  const nextUpdate = readInstant(fields, "nextUpdate");
  const serials: string[] = [];
  const entries = fields.sees(tags.sequence) ? fields.enter("the entries", tags.sequence) : undefined;
  while (entries !== undefined && !entries.done) {
    const entry = entries.enter("an entry", tags.sequence);
    serials.push(plain(entry.contents("an entry's serial number", tags.integer).toString("hex")));
  }
  return { nextUpdate, serials: serials.sort(), number: numberIn(fields) };
}

function numberIn(fields: DerReader): number {
  const list = fields
    .enter("the CRL's extensions", tags.constructed(0))
    .enter("the CRL's extensions", tags.sequence);
  while (!list.done) {
    const extension = list.enter("an extension", tags.sequence);
    const id = oidText(extension.contents("an extension's identifier", tags.objectIdentifier));
    const value = extension.contents("an extension's value", tags.octetString);
    if (id === oids.crlNumber)
      return Number(`0x${new DerReader(value).contents("the CRL's number", tags.integer).toString("hex")}`);
  }
  return 0;
}

/** What was to be revoked, as the request has it: "04af 2026-02-20T00:00:00Z". */
function serialsIn(form: CertificateRecord["form"]): string[] {
  const revoked = form?.["crl.revoked"] ?? [];
  return [revoked]
    .flat()
    .map((text) => plain(text.split(" ")[0] ?? ""))
    .sort();
}

function plain(hex: string): string {
  return hex.replace(/^0+/, "");
}
