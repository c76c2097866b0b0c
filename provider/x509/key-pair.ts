import {
  createPrivateKey,
  createPublicKey,
  generateKeyPair as generate,
  type KeyObject,
  randomBytes,
} from "node:crypto";
import { promisify } from "node:util";
import type { PublicKeyFacts } from "../record/certificate-facts.js";
import type { PrivateKeySpec } from "../spec/certificate-spec.js";
import { MalformedDer } from "./der.js";
import { MalformedPem, pemBlocks } from "./pem.js";
import { readPublicKey } from "./public-key.js";

// All dice of the project are thrown in this file.
const generateAsync = promisify(generate);
const curves = new Map([
  [256, "P-256"],
  [384, "P-384"],
  [521, "P-521"],
]);

/** A text that holds no private key this project can use. `message` is one line, a clause, and holds nothing of the text. */
export class UnreadablePrivateKey extends Error {
  override readonly name = "UnreadablePrivateKey";
}

/** A new private key as PEM, made off the main thread: RSA takes from a fifth of a second to several. */
export async function generatePrivateKey(
  spec: Pick<PrivateKeySpec, "algorithm" | "size" | "encoding">,
): Promise<string> {
  return formatPrivateKey(await newKey(spec), spec.encoding);
}

async function newKey({ algorithm, size }: Pick<PrivateKeySpec, "algorithm" | "size">): Promise<KeyObject> {
  switch (algorithm) {
    case "RSA":
      return (await generateAsync("rsa", { modulusLength: size })).privateKey;
    case "ECDSA":
      return (await generateAsync("ec", { namedCurve: curves.get(size)! })).privateKey;
    case "Ed25519":
      return (await generateAsync("ed25519")).privateKey;
  }
}

/**
 * A private key as PEM. `PKCS1` means what it means to cert-manager: PKCS#1 for RSA, SEC 1 for ECDSA, and
 * PKCS#8 for Ed25519, which has no other form.
 *
 * @see cert-manager, pkg/util/pki/generate.go, EncodePrivateKey
 */
export function formatPrivateKey(key: KeyObject, encoding: PrivateKeySpec["encoding"]): string {
  return key
    .export({ format: "pem", type: encoding === "PKCS8" ? "pkcs8" : traditionalForm(key) })
    .toString();
}

function traditionalForm(key: KeyObject): "pkcs1" | "sec1" | "pkcs8" {
  if (key.asymmetricKeyType === "rsa") return "pkcs1";
  return key.asymmetricKeyType === "ec" ? "sec1" : "pkcs8";
}

export const privateKeyLabels = ["PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY", "ENCRYPTED PRIVATE KEY"];

/** Whether a private key in PEM wants a passphrase: PKCS#8's own encryption, or OpenSSL's older one. */
export function isEncrypted(pem: string): boolean {
  return /-----BEGIN ENCRYPTED PRIVATE KEY|^Proc-Type: 4,ENCRYPTED/m.test(pem);
}

/** An encrypted private key in PEM, as PKCS#8 in the clear. Throws {@link UnreadablePrivateKey} where the passphrase is another. */
export function decryptPrivateKey(pem: string, passphrase: string): string {
  try {
    return formatPrivateKey(createPrivateKey({ key: pem, format: "pem", passphrase }), "PKCS8");
  } catch {
    throw new UnreadablePrivateKey("it does not decrypt with this passphrase");
  }
}

/** The private key in a PEM text: PKCS#1, SEC 1 or PKCS#8, RSA, ECDSA or Ed25519. Throws {@link UnreadablePrivateKey}. */
export function readPrivateKey(pem: string): KeyObject {
  // OpenSSL's own message would do, but it answers "unsupported" to most of these.
  if (isEncrypted(pem))
    throw new UnreadablePrivateKey("it is encrypted, and only an unencrypted key can be used");
  const [block, ...more] = blocksOf(pem);
  if (block === undefined) throw new UnreadablePrivateKey("it holds no private key in PEM");
  if (more.length > 0)
    throw new UnreadablePrivateKey(`it holds ${more.length + 1} private keys instead of one`);
  const type =
    block.label === "RSA PRIVATE KEY" ? "pkcs1" : block.label === "EC PRIVATE KEY" ? "sec1" : "pkcs8";
  let key: KeyObject;
  try {
    key = createPrivateKey({ key: block.der, format: "der", type });
  } catch {
    throw new UnreadablePrivateKey(`its ${block.label} is damaged or of an unknown kind`);
  }
  if (!isUsable(key))
    throw new UnreadablePrivateKey("it is not RSA, ECDSA on P-256, P-384 or P-521, or Ed25519");
  return key;
}

// Asked of OpenSSL: exporting the public key to read its kind costs ten times as much.
function isUsable({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): boolean {
  if (asymmetricKeyType === "ec") return curveSize(asymmetricKeyDetails?.namedCurve) !== undefined;
  return asymmetricKeyType === "rsa" || asymmetricKeyType === "ed25519";
}

/** The size of a curve by OpenSSL's name for it. @see RFC 5480, 2.1.1.1 */
export function curveSize(name: string | undefined): 256 | 384 | 521 | undefined {
  switch (name) {
    case "prime256v1":
      return 256;
    case "secp384r1":
      return 384;
    case "secp521r1":
      return 521;
    default:
      return undefined;
  }
}

function blocksOf(pem: string) {
  try {
    return pemBlocks(pem, privateKeyLabels);
  } catch (error) {
    if (error instanceof MalformedPem) throw new UnreadablePrivateKey(error.message);
    throw error;
  }
}

/** The SubjectPublicKeyInfo of a key, private or public. */
export function publicKeyInfo(key: KeyObject): Buffer {
  const publicKey = key.type === "private" ? createPublicKey(key) : key;
  return publicKey.export({ format: "der", type: "spki" });
}

/** What kind of key it is; the same value as in the facts of its certificates. Throws {@link UnreadablePrivateKey} for a kind that no certificate of ours may hold. */
export function publicKeyFacts(key: KeyObject): PublicKeyFacts {
  try {
    return readPublicKey(publicKeyInfo(key));
  } catch (error) {
    if (error instanceof MalformedDer) throw new UnreadablePrivateKey(error.message);
    throw error;
  }
}

/** Whether a key is of the kind that a specification asks for; its encoding is not part of the key. */
export function isOfKind(key: PublicKeyFacts, spec: Pick<PrivateKeySpec, "algorithm" | "size">): boolean {
  return key.algorithm === spec.algorithm && key.size === spec.size;
}

/**
 * A serial number nobody can guess: 159 random bits in 20 octets, the most that RFC 5280 allows and more than
 * the 64 that CAs must have.
 *
 * @see RFC 5280, 4.1.2.2
 */
export function randomSerialNumber(): Buffer {
  const octets = randomBytes(20);
  // Positive, and exactly 20 octets long: no leading zero octet to be stripped.
  octets[0] = (octets[0]! & 0x7f) | 0x40;
  return octets;
}

/** Octets nobody can guess: a salt, an initialization vector. */
export function randomOctets(length: number): Buffer {
  return randomBytes(length);
}
