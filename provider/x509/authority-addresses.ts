import type { AuthorityAddresses } from "../spec/certificate-spec.js";
import { tags } from "./der.js";
import { element, oid, sequence } from "./der-writer.js";
import { oids } from "./object-identifiers.js";

const uri = tags.primitive(6);

/** The value of cRLDistributionPoints, one point each, as Go writes it; undefined for none. @see RFC 5280, 4.2.1.13 */
export function encodeCrlDistributionPoints({
  crlDistributionPoints = [],
}: AuthorityAddresses): Buffer | undefined {
  if (crlDistributionPoints.length === 0) return undefined;
  const fullName = (url: string) => element(tags.constructed(0), element(uri, Buffer.from(url, "latin1")));
  return sequence(
    ...crlDistributionPoints.map((url) => sequence(element(tags.constructed(0), fullName(url)))),
  );
}

/** The value of authorityInfoAccess; undefined for none. @see RFC 5280, 4.2.2.1 */
export function encodeAuthorityInfoAccess({
  ocspServers = [],
  issuingCertificateURLs = [],
}: AuthorityAddresses): Buffer | undefined {
  const access = (method: string, url: string) =>
    sequence(oid(method), element(uri, Buffer.from(url, "latin1")));
  const descriptions = [
    ...ocspServers.map((url) => access(oids.ocsp, url)),
    ...issuingCertificateURLs.map((url) => access(oids.caIssuers, url)),
  ];
  return descriptions.length === 0 ? undefined : sequence(...descriptions);
}
