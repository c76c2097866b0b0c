/** Where a handshake is made, and which name is asked for. */
export interface Endpoint {
  /** The name (or address) that a client would type; the certificate is to be for it. */
  readonly host: string;
  readonly port: number;
  /** Connect to this address in place of what `host` resolves to. */
  readonly address?: string;
  /** The server name indication. Default: `host`, unless that is an address (RFC 6066, section 3). */
  readonly sni?: string;
}

/** What one TLS handshake showed. */
export interface Shown {
  /** The address that answered. */
  readonly address: string;
  /** "TLSv1.3" */
  readonly protocol: string;
  /** The IANA name of the cipher suite. */
  readonly cipher: string;
  /** The certificates in PEM, leaf first. */
  readonly chain: readonly string[];
  /** Whether `chain` is what was sent, in its order; else OpenSSL has sorted it. */
  readonly asSent: boolean;
  /** The OCSP response that came with the leaf, in DER. */
  readonly stapled?: Buffer;
  /** Why OpenSSL does not trust the chain: `CERT_HAS_EXPIRED`; absent where it does. */
  readonly opensslError?: string;
}
