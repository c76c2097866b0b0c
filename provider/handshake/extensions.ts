import type { CertificateParts } from "../x509/certificate-parts.js";
import { DerReader, tags } from "../x509/der.js";
import { oids, oidText } from "../x509/object-identifiers.js";

const ids = {
  crlDistributionPoints: "2.5.29.31",
  authorityInfoAccess: "1.3.6.1.5.5.7.1.1",
  ocsp: "1.3.6.1.5.5.7.48.1",
  tlsFeature: "1.3.6.1.5.5.7.1.24",
  serverAuth: "1.3.6.1.5.5.7.3.1",
  anyExtendedKeyUsage: "2.5.29.37.0",
  ocspSigning: "1.3.6.1.5.5.7.3.9",
} as const;

const uri = tags.primitive(6);

/** Whether it may authenticate a TLS server: where extendedKeyUsage is absent, it may. @see RFC 5280, 4.2.1.12 */
export function isServerCertificate(parts: CertificateParts): boolean {
  const purposes = purposesOf(parts);
  return (
    purposes === undefined || purposes.includes(ids.serverAuth) || purposes.includes(ids.anyExtendedKeyUsage)
  );
}

/** Whether it may answer OCSP requests in its issuer's name; it must say so. @see RFC 6960, 4.2.2.2 */
export function isOcspResponder(parts: CertificateParts): boolean {
  return purposesOf(parts)?.includes(ids.ocspSigning) === true;
}

function purposesOf(parts: CertificateParts): string[] | undefined {
  const extension = parts.extensions.get(oids.extendedKeyUsage);
  if (extension === undefined) return undefined;
  const list = new DerReader(extension.value).enter("the extendedKeyUsage", tags.sequence);
  const purposes: string[] = [];
  while (!list.done) purposes.push(oidText(list.contents("a key purpose", tags.objectIdentifier)));
  return purposes;
}

/** Whether the certificate demands that an OCSP response come with it. @see RFC 7633 */
export function mustStaple(parts: CertificateParts): boolean {
  const extension = parts.extensions.get(ids.tlsFeature);
  if (extension === undefined) return false;
  const list = new DerReader(extension.value).enter("the TLS feature", tags.sequence);
  while (!list.done) {
    const feature = list.contents("a TLS feature", tags.integer);
    if (feature.length === 1 && feature[0] === 5) return true;
  }
  return false;
}

/**
 * The URIs at which the certificate's own issuer keeps the list of what it revoked. Lists that somebody else keeps
 * (cRLIssuer) or that hold some reasons only are passed over.
 *
 * @see RFC 5280, 4.2.1.13
 */
export function crlUris(parts: CertificateParts): string[] {
  const extension = parts.extensions.get(ids.crlDistributionPoints);
  if (extension === undefined) return [];
  const points = new DerReader(extension.value).enter("the CRL distribution points", tags.sequence);
  const uris: string[] = [];
  while (!points.done) {
    const point = points.enter("a distribution point", tags.sequence);
    if (!point.sees(tags.constructed(0))) continue;
    const name = point.enter("a distribution point's name", tags.constructed(0));
    if (point.done) uris.push(...fullNameUris(name));
  }
  return uris;
}

/** The URIs of a DistributionPointName, after its outer tag. */
export function fullNameUris(name: DerReader): string[] {
  if (!name.sees(tags.constructed(0))) return [];
  const names = name.enter("a full name", tags.constructed(0));
  const uris: string[] = [];
  while (!names.done) {
    const { tag, contents, end } = names.next("a name");
    if (tag === uri) uris.push(names.bytes.toString("latin1", contents, end));
  }
  return uris;
}

/** The URIs of the OCSP responders that speak for the issuer. @see RFC 5280, 4.2.2.1 */
export function ocspUris(parts: CertificateParts): string[] {
  const extension = parts.extensions.get(ids.authorityInfoAccess);
  if (extension === undefined) return [];
  const list = new DerReader(extension.value).enter("the authority information access", tags.sequence);
  const uris: string[] = [];
  while (!list.done) {
    const entry = list.enter("an access description", tags.sequence);
    const method = oidText(entry.contents("an access method", tags.objectIdentifier));
    const { tag, contents, end } = entry.next("an access location");
    if (method === ids.ocsp && tag === uri) uris.push(entry.bytes.toString("latin1", contents, end));
  }
  return uris;
}
