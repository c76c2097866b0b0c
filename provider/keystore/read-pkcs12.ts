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
 * How often all that is derived from the passphrase may be iterated, MAC and encryption together: ten seconds, in which
 * a preview stands still, at node-forge's 4 to 20 microseconds an iteration. OpenSSL and Windows write some 6,000 in a
 * file, keytool 30,000. Java refuses a single count above 5,000,000 (`MAX_ITERATION_COUNT` of its PKCS12KeyStore), which
 * it derives many times quicker; OpenSSL and Go refuse none.
 */
const mostIterations = 500_000;

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
  const file = parsed(forge, octets);
  const iterations = iterationsIn(forge, file);
  if (iterations > mostIterations)
    throw new UnreadablePkcs12(
      `asks for ${iterations} iterations to derive its keys, for its MAC and its encryption together, and more than ${mostIterations} would hold up a preview: write it anew with fewer (openssl pkcs12 -in old.p12 -nodes | openssl pkcs12 -export -iter 10000 -out new.p12)`,
    );
  const bags = safeBags(forge, file, passphrase);
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

function parsed({ asn1, util }: typeof forge, octets: Buffer | string): forge.asn1.Asn1 {
  const text = typeof octets === "string" ? octets : octets.toString("latin1");
  try {
    return asn1.fromDer(util.createBuffer(text));
  } catch {
    throw new UnreadablePkcs12("is no PKCS#12 file");
  }
}

/**
 * The sum of all iterations that can be seen before anything is decrypted. In each structure that asks for some, the
 * count follows the salt: an INTEGER an OCTET STRING.
 *
 * @see RFC 7292, 4 (MacData) and appendix C (pkcs-12PbeParams); RFC 8018, A.2 (PBKDF2-params)
 */
function iterationsIn(library: typeof forge, { value }: forge.asn1.Asn1): number {
  if (!Array.isArray(value)) return 0;
  const { Type } = library.asn1;
  let sum = 0;
  for (const [i, member] of value.entries()) {
    const before = value[i - 1];
    if (isOf(library, Type.INTEGER, member) && before && isOf(library, Type.OCTETSTRING, before))
      sum += Number(`0x${library.util.bytesToHex(textOf(member))}`);
    sum += iterationsIn(library, member);
    if (before && isOf(library, Type.OID, before) && isData(library, before))
      for (const content of contentsOf(library, member)) sum += iterationsIn(library, content);
  }
  return sum;
}

/** What the octets of a ContentInfo of the type data hold: explicitly tagged as [0]. @see RFC 5652, 3 */
function contentsOf(library: typeof forge, { tagClass, value }: forge.asn1.Asn1): forge.asn1.Asn1[] {
  if (tagClass !== library.asn1.Class.CONTEXT_SPECIFIC || !Array.isArray(value)) return [];
  return value.map((octets) => parsed(library, textOf(octets)));
}

function isOf({ asn1 }: typeof forge, type: forge.asn1.Type, of: forge.asn1.Asn1): boolean {
  return of.tagClass === asn1.Class.UNIVERSAL && of.type === type;
}

function isData({ asn1, pki }: typeof forge, oid: forge.asn1.Asn1): boolean {
  return asn1.derToOid(textOf(oid)) === pki.oids.data;
}

/** The octets of a value, one for each character; in BER they may come in pieces. */
function textOf({ value }: forge.asn1.Asn1): string {
  return Array.isArray(value) ? value.map(textOf).join("") : value;
}

function safeBags({ pkcs12 }: typeof forge, file: forge.asn1.Asn1, passphrase: string): forge.pkcs12.Bag[] {
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
