import { createPrivateKey, type KeyObject } from "node:crypto";
import type * as forge from "node-forge";

/** A PKCS#12 file that gives nothing to use. `message` is a clause that holds nothing of the file. */
export class UnreadablePkcs12 extends Error {
  override readonly name = "UnreadablePkcs12";
  /** Whether another passphrase might do. */
  readonly isLocked: boolean;

  constructor(message: string, isLocked = false) {
    super(message);
    this.isLocked = isLocked;
  }
}

/**
 * The one private key and the certificates, in DER, of a PKCS#12 file from whatever hand: of Windows, Java or OpenSSL,
 * in BER too, encrypted as they have done it for thirty years. node-forge knows them all, and is loaded here alone and
 * only when it is needed: it takes the file apart, and verifies nothing but the file's own integrity code. What kind
 * of key it is, whether it fits and who signed whom is asked of node:crypto. Throws {@link UnreadablePkcs12}.
 */
export async function readPkcs12(
  octets: Buffer,
  passphrase: string,
): Promise<{ readonly privateKey: KeyObject; readonly certificates: readonly Buffer[] }> {
  const { default: forge } = await import("node-forge");
  const bags = safeBags(forge, octets, passphrase);
  const der = (value: forge.asn1.Asn1) => Buffer.from(forge.asn1.toDer(value).getBytes(), "latin1");
  const { oids } = forge.pki;
  const keys = bags
    .filter(({ type }) => type === oids.pkcs8ShroudedKeyBag || type === oids.keyBag)
    // forge reads RSA keys alone; of the others it leaves the PrivateKeyInfo as it is.
    .map(({ key, asn1 }) => der(key ? forge.pki.wrapRsaPrivateKey(forge.pki.privateKeyToAsn1(key)) : asn1));
  const [key] = keys;
  if (key === undefined) throw new UnreadablePkcs12("holds no private key");
  if (keys.length > 1) throw new UnreadablePkcs12(`holds ${keys.length} private keys instead of one`);
  const certificates = bags
    .filter(({ type }) => type === oids.certBag)
    .map(({ cert, asn1 }) => der(cert ? forge.pki.certificateToAsn1(cert) : asn1));
  try {
    return { privateKey: createPrivateKey({ key, format: "der", type: "pkcs8" }), certificates };
  } catch {
    throw new UnreadablePkcs12("holds a private key that is damaged or of an unknown kind");
  }
}

function safeBags(
  { asn1, pkcs12, util }: typeof forge,
  octets: Buffer,
  passphrase: string,
): forge.pkcs12.Bag[] {
  let file: forge.asn1.Asn1;
  try {
    file = asn1.fromDer(util.createBuffer(octets.toString("latin1")));
  } catch {
    throw new UnreadablePkcs12("is no PKCS#12 file");
  }
  try {
    // Not strict: some lengths in such files are not DER.
    return pkcs12.pkcs12FromAsn1(file, false, passphrase).safeContents.flatMap(({ safeBags }) => safeBags);
  } catch (error) {
    const isLocked = /MAC could not be verified|password/i.test(error instanceof Error ? error.message : "");
    throw isLocked
      ? new UnreadablePkcs12("does not open with this passphrase", true)
      : new UnreadablePkcs12("is no PKCS#12 file that can be read");
  }
}
