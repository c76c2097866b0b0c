import { constants, createPublicKey, verify } from "node:crypto";
import { DerReader, tags } from "../../x509/der.js";
import { oids, oidText } from "../../x509/object-identifiers.js";

/** What an issuer signed, taken apart: certificates, lists and OCSP responses share this form. @see RFC 5280, 4.1.1 */
export interface Signed {
  /** What was signed, with its tag. */
  readonly contents: Buffer;
  /** The AlgorithmIdentifier. */
  readonly algorithm: Buffer;
  readonly signature: Buffer;
}

/** The three parts at the reader's place. */
export function readSigned(fields: DerReader, what: string): Signed {
  const contents = fields.whole(what, tags.sequence);
  const algorithm = fields.whole("the signature's algorithm", tags.sequence);
  return { contents, algorithm, signature: fields.bitOctets("the signature") };
}

/** Whether the key of this SubjectPublicKeyInfo made the signature. Algorithms with SHA-1 or MD5 prove nothing. */
export function isSignedBy({ contents, algorithm, signature }: Signed, publicKeyInfo: Buffer): boolean {
  const how = algorithms.get(identifierIn(algorithm));
  if (how === undefined) return false;
  try {
    const key = createPublicKey({ key: publicKeyInfo, format: "der", type: "spki" });
    const keyType = key.asymmetricKeyType;
    if (keyType !== how.key) return false;
    return verify(
      how.digest,
      contents,
      how.padding === undefined ? key : { key, padding: how.padding },
      signature,
    );
  } catch {
    return false; // no such key, or no such signature
  }
}

interface How {
  readonly key: "rsa" | "ec" | "ed25519";
  readonly digest: string | null;
  readonly padding?: number;
}

const pkcs1 = { key: "rsa", padding: constants.RSA_PKCS1_PADDING } as const;
const algorithms = new Map<string, How>([
  [oids.sha256WithRsa, { ...pkcs1, digest: "sha256" }],
  [oids.sha384WithRsa, { ...pkcs1, digest: "sha384" }],
  [oids.sha512WithRsa, { ...pkcs1, digest: "sha512" }],
  [oids.ecdsaWithSha256, { key: "ec", digest: "sha256" }],
  [oids.ecdsaWithSha384, { key: "ec", digest: "sha384" }],
  [oids.ecdsaWithSha512, { key: "ec", digest: "sha512" }],
  [oids.ed25519, { key: "ed25519", digest: null }],
]);

function identifierIn(algorithm: Buffer): string {
  const fields = new DerReader(algorithm).enter("the signature's algorithm", tags.sequence);
  return oidText(fields.contents("the signature's algorithm", tags.objectIdentifier));
}
