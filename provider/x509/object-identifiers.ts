import { MalformedDer } from "./der.js";

/** @see RFC 5280, A.1 and A.2; RFC 5480; RFC 8410; RFC 8017, A.2; RFC 8737, 6.1 */
export const oids = {
  commonName: "2.5.4.3",
  serialNumber: "2.5.4.5",
  country: "2.5.4.6",
  locality: "2.5.4.7",
  province: "2.5.4.8",
  streetAddress: "2.5.4.9",
  organization: "2.5.4.10",
  organizationalUnit: "2.5.4.11",
  postalCode: "2.5.4.17",

  subjectKeyIdentifier: "2.5.29.14",
  keyUsage: "2.5.29.15",
  subjectAltName: "2.5.29.17",
  basicConstraints: "2.5.29.19",
  crlNumber: "2.5.29.20",
  reasonCode: "2.5.29.21",
  nameConstraints: "2.5.29.30",
  crlDistributionPoints: "2.5.29.31",
  authorityKeyIdentifier: "2.5.29.35",
  extendedKeyUsage: "2.5.29.37",
  acmeIdentifier: "1.3.6.1.5.5.7.1.31",
  extensionRequest: "1.2.840.113549.1.9.14",
  /** The same as older Windows writes it. @see [MS-WCCE], 2.2.2.7.7 */
  microsoftExtensionRequest: "1.3.6.1.4.1.311.2.1.14",

  authorityInfoAccess: "1.3.6.1.5.5.7.1.1",
  ocsp: "1.3.6.1.5.5.7.48.1",
  caIssuers: "1.3.6.1.5.5.7.48.2",

  rsaEncryption: "1.2.840.113549.1.1.1",
  sha256WithRsa: "1.2.840.113549.1.1.11",
  sha384WithRsa: "1.2.840.113549.1.1.12",
  sha512WithRsa: "1.2.840.113549.1.1.13",
  ecPublicKey: "1.2.840.10045.2.1",
  p256: "1.2.840.10045.3.1.7",
  p384: "1.3.132.0.34",
  p521: "1.3.132.0.35",
  ecdsaWithSha256: "1.2.840.10045.4.3.2",
  ecdsaWithSha384: "1.2.840.10045.4.3.3",
  ecdsaWithSha512: "1.2.840.10045.4.3.4",
  ed25519: "1.3.101.112",
} as const;

/** The contents octets of an OBJECT IDENTIFIER. @see X.690, 8.19 */
export function oidContents(dotted: string): Buffer {
  const [first, second, ...rest] = dotted.split(".").map(Number) as [number, number, ...number[]];
  const octets: number[] = [];
  for (const arc of [first * 40 + second, ...rest]) {
    const groups = [arc % 0x80];
    for (let left = Math.floor(arc / 0x80); left > 0; left = Math.floor(left / 0x80))
      groups.unshift((left % 0x80) | 0x80);
    octets.push(...groups);
  }
  return Buffer.from(octets);
}

// Reading thousands of certificates meets the same few identifiers: one look-up is cheaper than decoding arcs.
const known = new Map(
  Object.values(oids).map((dotted) => [oidContents(dotted).toString("latin1"), dotted as string]),
);

// Longer ones exist in no registry, and the arithmetic on a hostile one would be quadratic.
const longest = 128;

/** The dotted form of the contents octets of an OBJECT IDENTIFIER; arcs of any size are exact. */
export function oidText(contents: Buffer): string {
  return known.get(contents.toString("latin1")) ?? decode(contents);
}

function decode(contents: Buffer): string {
  const last = contents.at(-1);
  if (last === undefined || last >= 0x80 || contents.length > longest)
    throw new MalformedDer("an object identifier is malformed");
  const arcs: bigint[] = [];
  let arc = 0n;
  for (const octet of contents) {
    if (arc === 0n && octet === 0x80) throw new MalformedDer("an object identifier is malformed");
    arc = (arc << 7n) | BigInt(octet & 0x7f);
    if (octet >= 0x80) continue;
    if (arcs.length === 0) {
      const root = arc < 40n ? 0n : arc < 80n ? 1n : 2n;
      arcs.push(root, arc - 40n * root);
    } else arcs.push(arc);
    arc = 0n;
  }
  return arcs.join(".");
}
