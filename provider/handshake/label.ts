import type { Link } from "../x509/chain.js";
import { readCertificate } from "../x509/read-certificate.js";

/** What messages call a certificate: its subject, or the first name it is for where it has none. */
export function labelOf(link: Link): string {
  const { subject, dnsNames, ipAddresses } = readCertificate(link.pem);
  return subject || dnsNames[0] || ipAddresses[0] || link.name;
}
