import { hash } from "node:crypto";
import type { Instant } from "../../spec/instant.js";
import { Link } from "../../x509/chain.js";
import { DerReader, MalformedDer, tags } from "../../x509/der.js";
import { element, octetString, oid, sequence } from "../../x509/der-writer.js";
import { oidText } from "../../x509/object-identifiers.js";
import { formatPem } from "../../x509/pem.js";
import { isOcspResponder } from "../extensions.js";
import { isSignedBy, readSigned, type Signed } from "./signed.js";
import { revoked, type Status, staleness } from "./status.js";
import { readInstant } from "./time.js";

const sha1 = "1.3.14.3.2.26";
const basicResponse = "1.3.6.1.5.5.7.48.1.1";

/**
 * The DER of a request for one certificate's status, without a nonce, as public responders want it.
 *
 * @see RFC 5019, 2.1.1: the certificate is named by SHA-1, whatever the signatures are made with
 */
export function ocspRequest(link: Link, issuer: Link): Buffer {
  return sequence(sequence(sequence(sequence(certificateId(link, issuer)))));
}

function certificateId(link: Link, issuer: Link): Buffer {
  return sequence(
    sequence(oid(sha1), element(tags.null)),
    octetString(hash("sha1", link.parts.issuer, "buffer")),
    octetString(hash("sha1", keyOctets(issuer), "buffer")),
    element(tags.integer, link.parts.serialNumber),
  );
}

function keyOctets({ parts }: Link): Buffer {
  const info = new DerReader(parts.subjectPublicKeyInfo).enter("the public key", tags.sequence);
  info.next("the algorithm of the public key", tags.sequence);
  return info.bitOctets("the public key");
}

/**
 * What an OCSP response says of a certificate. It counts only where the issuer signed it, or a responder whose
 * certificate the issuer signed for that, and only in its time.
 *
 * @see RFC 6960, 4.2
 */
export function statusInOcsp(octets: Buffer, link: Link, issuer: Link, now: Instant): Status {
  try {
    return judge(octets, link, issuer, now);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return unknown(`the OCSP response cannot be read: ${error.message}`);
  }
}

/** OCSPResponseStatus. @see RFC 6960, 4.2.1 */
const refusals: Readonly<Record<number, string>> = {
  1: "malformedRequest",
  2: "internalError",
  3: "tryLater",
  5: "sigRequired",
  6: "unauthorized",
};

function judge(octets: Buffer, link: Link, issuer: Link, now: Instant): Status {
  const response = new DerReader(octets).enter("the OCSP response", tags.sequence);
  const status = response.contents("the response's status", 0x0a)[0] ?? 0;
  if (status !== 0)
    return unknown(`the OCSP responder refused to answer: ${refusals[status] ?? `status ${status}`}`);
  const envelope = response.enter("the response", tags.constructed(0)).enter("the response", tags.sequence);
  if (oidText(envelope.contents("the response's type", tags.objectIdentifier)) !== basicResponse)
    return unknown("the OCSP response is of an unknown type");
  const basic = new DerReader(envelope.contents("the response", tags.octetString)).enter(
    "the basic response",
    tags.sequence,
  );
  const signed = readSigned(basic, "the response's contents");
  const certificates = basic.done ? [] : certificatesIn(basic);
  if (!isAuthorized(signed, certificates, issuer, now))
    return unknown(`the OCSP response is not signed for ${issuer.name}`);
  return singleResponse(signed.contents, link, issuer, now);
}

function certificatesIn(basic: DerReader): Link[] {
  const list = basic
    .enter("the responder's certificates", tags.constructed(0))
    .enter("the responder's certificates", tags.sequence);
  const links: Link[] = [];
  while (!list.done)
    links.push(new Link(formatPem("CERTIFICATE", list.whole("a certificate", tags.sequence))));
  return links;
}

/** @see RFC 6960, 4.2.2.2 */
function isAuthorized(signed: Signed, certificates: readonly Link[], issuer: Link, now: Instant): boolean {
  if (isSignedBy(signed, issuer.parts.subjectPublicKeyInfo)) return true;
  return certificates.some(
    (responder) =>
      isOcspResponder(responder.parts) &&
      now >= responder.parts.notBefore &&
      now <= responder.parts.notAfter &&
      responder.isIssuedBy(issuer) &&
      isSignedBy(signed, responder.parts.subjectPublicKeyInfo),
  );
}

function singleResponse(contents: Buffer, link: Link, issuer: Link, now: Instant): Status {
  const fields = new DerReader(contents).enter("the response's contents", tags.sequence);
  if (fields.sees(tags.constructed(0))) fields.next("the version");
  fields.next("the responder's identifier");
  readInstant(fields, "producedAt");
  const responses = fields.enter("the responses", tags.sequence);
  while (!responses.done) {
    const single = responses.enter("a response", tags.sequence);
    if (!isAbout(single.whole("a certificate's identifier", tags.sequence), link, issuer)) continue;
    return statusOf(single, now);
  }
  return unknown("the OCSP response is about another certificate");
}

/** Responders choose the hash by the request's, but may answer with another (RFC 6960, 4.1.1). */
function isAbout(id: Buffer, link: Link, issuer: Link): boolean {
  const fields = new DerReader(id).enter("a certificate's identifier", tags.sequence);
  const algorithm = fields.enter("the hash's algorithm", tags.sequence);
  const digest = digests.get(oidText(algorithm.contents("the hash's algorithm", tags.objectIdentifier)));
  if (digest === undefined) return false;
  return (
    fields
      .contents("the issuer's name", tags.octetString)
      .equals(hash(digest, link.parts.issuer, "buffer")) &&
    fields.contents("the issuer's key", tags.octetString).equals(hash(digest, keyOctets(issuer), "buffer")) &&
    fields.contents("the serial number", tags.integer).equals(link.parts.serialNumber)
  );
}

const digests = new Map([
  [sha1, "sha1"],
  ["2.16.840.1.101.3.4.2.1", "sha256"],
]);

function statusOf(single: DerReader, now: Instant): Status {
  const { tag, contents, end } = single.next("a certificate's status");
  const thisUpdate = readInstant(single, "thisUpdate");
  const nextUpdate = single.sees(tags.constructed(0))
    ? readInstant(single.enter("nextUpdate", tags.constructed(0)), "nextUpdate")
    : undefined;
  const stale = staleness("the OCSP response", thisUpdate, nextUpdate, now);
  if (stale !== undefined) return unknown(stale);
  if (tag === tags.primitive(0))
    return { status: "good", ...(nextUpdate === undefined ? {} : { until: nextUpdate }) };
  if (tag !== tags.constructed(1)) return unknown("the OCSP responder does not know the certificate");
  const info = new DerReader(single.bytes, contents, end);
  const since = readInstant(info, "the revocation's time");
  if (info.done) return revoked(since, undefined);
  const reason = info.enter("the revocation's reason", tags.constructed(0)).contents("the reason", 0x0a);
  if (reason.length !== 1) throw new MalformedDer("the revocation's reason is none");
  return revoked(since, reason[0]);
}

function unknown(why: string): Status {
  return { status: "unknown", why };
}
