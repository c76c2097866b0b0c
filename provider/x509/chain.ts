import { type KeyObject, X509Certificate } from "node:crypto";
import type { CertificateParts } from "./certificate-parts.js";
import { readName } from "./distinguished-name.js";
import { readParts } from "./read-certificate.js";

/** One certificate of a chain. OpenSSL parses it only when a signature is to be verified, which most candidates never see. */
export class Link {
  readonly pem: string;
  readonly parts: CertificateParts;
  #x509: X509Certificate | undefined | null = null;

  /** Throws UnreadableCertificate. */
  constructor(pem: string) {
    this.pem = pem;
    this.parts = readParts(pem);
  }

  /** The subject as RFC 4514 text, or what to call one that has none. */
  get name(): string {
    return readName(this.parts.subject).text || "a certificate without a name";
  }

  get issuerName(): string {
    return readName(this.parts.issuer).text || "without a name";
  }

  /** Whether the other one issued this: the names are the same octets, and the signature is by its key. */
  isIssuedBy(issuer: Link): boolean {
    return this.parts.issuer.equals(issuer.parts.subject) && this.#isSignedBy(issuer);
  }

  get isSelfSigned(): boolean {
    return this.isIssuedBy(this);
  }

  /** Whether its public key is the one of this private key. */
  holdsKeyOf(privateKey: KeyObject): boolean {
    return this.#openssl()?.checkPrivateKey(privateKey) ?? false;
  }

  #isSignedBy(issuer: Link): boolean {
    const child = this.#openssl();
    const parent = issuer.#openssl();
    if (child === undefined || parent === undefined) return false;
    try {
      return child.verify(parent.publicKey);
    } catch {
      return false; // no such key, no such signature, or one is not for the other
    }
  }

  /** Undefined where OpenSSL is stricter than the reader: then nothing is verified by it. */
  #openssl(): X509Certificate | undefined {
    if (this.#x509 === null) {
      try {
        this.#x509 = new X509Certificate(this.pem);
      } catch {
        this.#x509 = undefined;
      }
    }
    return this.#x509;
  }
}
