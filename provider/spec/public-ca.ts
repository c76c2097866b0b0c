/** Domains of CAs whose certificates browsers trust, by their ACME directories. */
const domains = [
  "letsencrypt.org",
  "zerossl.com",
  "pki.goog",
  "digicert.com",
  "sectigo.com",
  "ssl.com",
  "buypass.com",
  "buypass.no",
];

/**
 * Whether the directory is one of a publicly trusted CA, as far as we know them: those sign RSA and ECDSA keys alone.
 *
 * @see CA/Browser Forum, Baseline Requirements for TLS server certificates, section 6.1.5
 */
export function isPublicCa(server: string): boolean {
  const { hostname } = new URL(server);
  return domains.some((domain) => hostname === domain || hostname.endsWith(`.${domain}`));
}
