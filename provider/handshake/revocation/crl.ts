import type { Instant } from "../../spec/instant.js";
import type { Link } from "../../x509/chain.js";
import { DerReader, MalformedDer, tags } from "../../x509/der.js";
import { readBasicConstraints } from "../../x509/extensions.js";
import { oids, oidText } from "../../x509/object-identifiers.js";
import { pemBlocks } from "../../x509/pem.js";
import { fullNameUris } from "../extensions.js";
import { isSignedBy, readSigned } from "./signed.js";
import { revoked, type Status, staleness } from "./status.js";
import { readInstant } from "./time.js";

const issuingDistributionPoint = "2.5.29.28";

/**
 * What a certificate revocation list (DER, or PEM as some servers send it) says of a certificate. It counts only
 * where it is the issuer's own, signed by it, of this time and for this kind of certificate; `uri` is where it came
 * from, which a list that covers a part of the certificates must name itself.
 *
 * @see RFC 5280, 5 and 6.3.3
 */
export function statusInCrl(octets: Buffer, uri: string, link: Link, issuer: Link, now: Instant): Status {
  try {
    return judge(derOf(octets), uri, link, issuer, now);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return unknown(`the CRL cannot be read: ${error.message}`);
  }
}

function derOf(octets: Buffer): Buffer {
  if (octets[0] === tags.sequence) return octets;
  const [block] = pemBlocks(octets.toString("latin1"), ["X509 CRL"]);
  if (block === undefined) throw new MalformedDer("it is neither DER nor PEM");
  return block.der;
}

function judge(der: Buffer, uri: string, link: Link, issuer: Link, now: Instant): Status {
  const signed = readSigned(new DerReader(der).enter("the CRL", tags.sequence), "the CRL's contents");
  const fields = new DerReader(signed.contents).enter("the CRL's contents", tags.sequence);
  if (fields.sees(tags.integer)) fields.next("the version");
  fields.next("the signature's algorithm", tags.sequence);
  if (!fields.whole("the CRL's issuer", tags.sequence).equals(link.parts.issuer))
    return unknown("the CRL is another issuer's");
  if (!isSignedBy(signed, issuer.parts.subjectPublicKeyInfo))
    return unknown(`the CRL is not signed by ${issuer.name}`);
  const thisUpdate = readInstant(fields, "thisUpdate");
  const hasEnd = fields.sees(tags.utcTime) || fields.sees(tags.generalizedTime);
  const nextUpdate = hasEnd ? readInstant(fields, "nextUpdate") : undefined;
  const stale = staleness("the CRL", thisUpdate, nextUpdate, now);
  if (stale !== undefined) return unknown(stale);
  const entries = fields.sees(tags.sequence) ? fields.enter("the entries", tags.sequence) : undefined;
  const limit = fields.done ? undefined : limitOf(fields, uri, link);
  if (limit !== undefined) return unknown(limit);
  return (entries && entryOf(entries, link.parts.serialNumber)) ?? good(nextUpdate);
}

function good(until: Instant | undefined): Status {
  return { status: "good", ...(until === undefined ? {} : { until }) };
}

/** Why the list does not speak of this certificate; undefined where it does. */
function limitOf(fields: DerReader, uri: string, link: Link): string | undefined {
  const list = fields
    .enter("the CRL's extensions", tags.constructed(0))
    .enter("the CRL's extensions", tags.sequence);
  while (!list.done) {
    const extension = list.enter("an extension", tags.sequence);
    const id = oidText(extension.contents("an extension's identifier", tags.objectIdentifier));
    const critical = extension.optionalBoolean("an extension's critical");
    const value = extension.contents("an extension's value", tags.octetString);
    if (id === issuingDistributionPoint) {
      const limit = scopeFault(value, uri, link);
      if (limit !== undefined) return limit;
    } else if (critical) return `the CRL has the critical extension ${id}`;
  }
  return undefined;
}

/** @see RFC 5280, 5.2.5 */
function scopeFault(value: Buffer, uri: string, link: Link): string | undefined {
  const scope = new DerReader(value).enter("the issuing distribution point", tags.sequence);
  const { isCA } = readBasicConstraints(link.parts);
  while (!scope.done) {
    if (scope.sees(tags.constructed(0))) {
      const uris = fullNameUris(scope.enter("the distribution point", tags.constructed(0)));
      if (!uris.includes(uri)) return `the CRL is the one of ${uris[0] ?? "another place"}`;
      continue;
    }
    const { tag } = scope.next("a limit of the CRL");
    if (tag === tags.primitive(1) ? isCA : tag === tags.primitive(2) ? !isCA : true)
      return "the CRL is not for certificates of this kind";
  }
  return undefined;
}

function entryOf(entries: DerReader, serialNumber: Buffer): Status | undefined {
  while (!entries.done) {
    const entry = entries.enter("an entry", tags.sequence);
    if (!entry.contents("an entry's serial number", tags.integer).equals(serialNumber)) continue;
    const since = readInstant(entry, "an entry's revocationDate");
    return revoked(since, entry.done ? undefined : reasonIn(entry));
  }
  return undefined;
}

function reasonIn(entry: DerReader): number | undefined {
  const list = entry.enter("an entry's extensions", tags.sequence);
  while (!list.done) {
    const extension = list.enter("an extension", tags.sequence);
    const id = oidText(extension.contents("an extension's identifier", tags.objectIdentifier));
    extension.optionalBoolean("an extension's critical");
    const value = extension.contents("an extension's value", tags.octetString);
    if (id === oids.reasonCode) return value.at(-1);
  }
  return undefined;
}

function unknown(why: string): Status {
  return { status: "unknown", why };
}
