import { type KeyObject, sign, verify, X509Certificate } from "node:crypto";
import type { CertificateParts } from "./certificate-parts.js";
import { readName } from "./distinguished-name.js";
import { readParts } from "./read-certificate.js";

const probe = Buffer.from("kubecerts");

/** One certificate of a chain. OpenSSL parses it only when a signature is to be verified, which most candidates never see. */
export class Link {
  readonly pem: string;
  readonly parts: CertificateParts;
  #selfSigned: boolean | undefined;
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
    this.#selfSigned ??= this.isIssuedBy(this);
    return this.#selfSigned;
  }

  /** Whether its public key is the one of this private key, proved by a signature. */
  holdsKeyOf(privateKey: KeyObject): boolean {
    const x509 = this.#openssl();
    // This compares the public halves alone, and in a damaged SEC 1 or PKCS#1 file that half may be intact.
    if (!x509?.checkPrivateKey(privateKey)) return false;
    const digest = privateKey.asymmetricKeyType === "ed25519" ? null : "sha256";
    try {
      return verify(digest, probe, x509.publicKey, sign(digest, probe, privateKey));
    } catch {
      return false; // OpenSSL checks an RSA key while it signs
    }
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
