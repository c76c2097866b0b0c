import { createPublicKey, type KeyObject, verify } from "node:crypto";
import type { RequestFacts } from "../spec/csr-spec.js";
import { type Extension, readExtensionList } from "./certificate-parts.js";
import { DerReader, MalformedDer, tags } from "./der.js";
import { readName } from "./distinguished-name.js";
import { purposesWithoutUsage, readBasicConstraints, readUsages } from "./extensions.js";
import { oids, oidText } from "./object-identifiers.js";
import { formatPem, MalformedPem, pemBlocks } from "./pem.js";
import { readPublicKey, rsaExponent } from "./public-key.js";
import { holdsOtherNames, readAltNames } from "./subject-alt-name.js";

/** A certification request taken apart: the name and the key as the DER that they are. */
export interface RequestParts {
  /** All of it. */
  readonly der: Buffer;
  readonly subject: Buffer;
  readonly subjectPublicKeyInfo: Buffer;
  readonly extensions: ReadonlyMap<string, Extension>;
}

/** The second one is what older programs write. @see RFC 7468, section 7 */
const requestLabels = ["CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST"];

/** Why a text is no request that a certificate may be issued for: a predicate that shows nothing of it. */
class Fault extends Error {}

/**
 * What the request in a text says, once its signature has proven that who made it holds its key; or what is wrong with
 * it. A certificate could still be issued for a key that signed nothing, which is why CAs look.
 *
 * @see RFC 2986, section 3; CA/Browser Forum Baseline Requirements, 6.1.1.3 and 6.1.6 (keys that are refused)
 */
export function readRequest(pem: string): RequestFacts | { readonly fault: string } {
  try {
    const der = derIn(pem);
    const { parts, signed, algorithm, signature } = takeApart(der);
    const key = publicKeyOf(parts);
    if (!isSigned(signed, signature, algorithm, key))
      throw new Fault(
        "has a signature that is not its own key's: it was changed, or damaged, after it was signed",
      );
    return factsOf(parts);
  } catch (error) {
    if (error instanceof Fault) return { fault: error.message };
    if (error instanceof MalformedDer || error instanceof MalformedPem)
      return { fault: `cannot be read: ${error.message}` };
    throw error;
  }
}

/** The same taken apart, of a text that {@link readRequest} found no fault with. */
export function requestParts(pem: string): RequestParts {
  return takeApart(derIn(pem)).parts;
}

/** Room for a thousand names, several times over. */
const mostOctets = 100_000;

function derIn(pem: string): Buffer {
  const labels = [...pem.matchAll(/-----BEGIN ([^\n-]*)-----/g)].map(([, label = ""]) => label);
  const stray = labels.find((label) => !requestLabels.includes(label));
  if (pem.includes("PRIVATE KEY"))
    throw new Fault("stands in the text, and is to stay where it is: give the request alone");
  if (labels.length === 0 || stray !== undefined)
    throw new Fault("must hold one request in PEM (-----BEGIN CERTIFICATE REQUEST-----) and no other block");
  if (pem.length > mostOctets)
    throw new Fault(`is larger than ${mostOctets} octets, and no record could hold what it asks for`);
  if (labels.length > 1) throw new Fault(`must hold one request, not ${labels.length}`);
  return pemBlocks(pem, requestLabels)[0]!.der;
}

interface Taken {
  readonly parts: RequestParts;
  readonly signed: Buffer;
  /** Dotted. */
  readonly algorithm: string;
  readonly signature: Buffer;
}

function takeApart(der: Buffer): Taken {
  const outer = new DerReader(der);
  const request = outer.enter("the request", tags.sequence);
  outer.finish("the request");
  const signed = request.whole("what is signed", tags.sequence);
  const algorithm = request.enter("the signature's algorithm", tags.sequence);
  const signature = request.bitOctets("the signature");
  request.finish("the request");
  const info = new DerReader(signed).enter("what is signed", tags.sequence);
  if (!info.contents("the version", tags.integer).equals(Buffer.of(0)))
    throw new MalformedDer("its version is not that of PKCS#10");
  const subject = info.whole("the subject", tags.sequence);
  const subjectPublicKeyInfo = info.whole("the public key", tags.sequence);
  const extensions = info.done ? new Map<string, Extension>() : requestedExtensions(info);
  info.finish("what is signed");
  return {
    parts: { der, subject, subjectPublicKeyInfo, extensions },
    signed,
    algorithm: oidText(algorithm.contents("the signature's algorithm", tags.objectIdentifier)),
    signature,
  };
}

/** Of the attributes the one that asks for extensions; others (a challenge password) are for the CA that knows them. */
function requestedExtensions(info: DerReader): ReadonlyMap<string, Extension> {
  const attributes = info.enter("the attributes", tags.constructed(0));
  const asked: ReadonlyMap<string, Extension>[] = [];
  while (!attributes.done) {
    const attribute = attributes.enter("an attribute", tags.sequence);
    const type = oidText(attribute.contents("an attribute's type", tags.objectIdentifier));
    const values = attribute.enter("an attribute's values", tags.set);
    attribute.finish("an attribute");
    if (type !== oids.extensionRequest && type !== oids.microsoftExtensionRequest) continue;
    asked.push(readExtensionList(values.enter("the extensions", tags.sequence)));
    values.finish("the extensions");
  }
  if (asked.length > 1) throw new MalformedDer("it asks for extensions twice");
  return asked[0] ?? new Map();
}

function publicKeyOf({ subjectPublicKeyInfo }: RequestParts): KeyObject {
  const { algorithm } = readPublicKey(subjectPublicKeyInfo); // says which kinds there are
  if (algorithm === "RSA") refuseExponent(rsaExponent(subjectPublicKeyInfo));
  try {
    return createPublicKey({ key: subjectPublicKeyInfo, format: "der", type: "spki" });
  } catch {
    throw new MalformedDer("its public key is damaged");
  }
}

/** Judged by its octets: Node takes the square of their number to make a number of them, and minutes for a hostile one. */
function refuseExponent(octets: Buffer): void {
  if (octets.length > 32)
    throw new Fault("has an RSA key whose public exponent is too large: CAs take those under 2^256");
  const exponent = octets.length === 0 ? 0n : BigInt(`0x${octets.toString("hex")}`);
  if (exponent < 65_537n || exponent % 2n === 0n)
    throw new Fault(
      `has a weak RSA key, whose public exponent is ${exponent}: CAs take odd ones from 65537 on`,
    );
}

const algorithms = new Map<
  string,
  { readonly hash: "sha256" | "sha384" | "sha512" | null; readonly of: string }
>([
  [oids.sha256WithRsa, { hash: "sha256", of: "rsa" }],
  [oids.sha384WithRsa, { hash: "sha384", of: "rsa" }],
  [oids.sha512WithRsa, { hash: "sha512", of: "rsa" }],
  [oids.ecdsaWithSha256, { hash: "sha256", of: "ec" }],
  [oids.ecdsaWithSha384, { hash: "sha384", of: "ec" }],
  [oids.ecdsaWithSha512, { hash: "sha512", of: "ec" }],
  [oids.ed25519, { hash: null, of: "ed25519" }],
]);

function isSigned(signed: Buffer, signature: Buffer, algorithm: string, key: KeyObject): boolean {
  const known = algorithms.get(algorithm);
  if (known === undefined)
    throw new Fault(
      `is signed by ${algorithm}, and can be by RSA (PKCS #1) or ECDSA with SHA-256, SHA-384 or SHA-512, or by Ed25519`,
    );
  if (known.of !== key.asymmetricKeyType) return false;
  try {
    return verify(known.hash, signed, key, signature);
  } catch {
    return false; // what is no signature of that kind at all
  }
}

const noNames = { dnsNames: [], ipAddresses: [], uris: [], emailAddresses: [] };

function factsOf(parts: RequestParts): RequestFacts {
  const { der, subjectPublicKeyInfo, extensions } = parts;
  const { text: subject, commonNames } = readName(parts.subject);
  const [commonName, ...others] = commonNames;
  if (others.length > 0) throw new Fault("has more than one common name, of which one alone can be proven");
  const { hash: publicKeyHash, algorithm, size } = readPublicKey(subjectPublicKeyInfo);
  const altNames = extensions.get(oids.subjectAltName)?.value;
  if (altNames !== undefined && holdsOtherNames(altNames))
    throw new Fault(
      "names something else than hosts, addresses, URIs and mailboxes, which no certificate here can hold",
    );
  const usages = readUsages(parts);
  const { isCA, pathLength } = readBasicConstraints(parts);
  return {
    pem: formatPem("CERTIFICATE REQUEST", der),
    publicKeyHash,
    subject,
    ...(commonName === undefined ? {} : { commonName }),
    ...(altNames === undefined ? noNames : readAltNames(altNames)),
    privateKey: { algorithm, size },
    ...(usages === undefined ? {} : { usages }),
    otherPurposes: purposesWithoutUsage(parts),
    ...(extensions.has(oids.basicConstraints) ? { isCA } : {}),
    ...(pathLength === undefined ? {} : { pathLenConstraint: pathLength }),
    isConstrained: extensions.has(oids.nameConstraints),
  };
}
