import { type KeyUsage, keyUsages, type PrivateKeySpec } from "./certificate-spec.js";
import { type Fields, shorten } from "./fields.js";

/** Which key; RSA of 2048 bits as PKCS#1, another one with each certificate, unless said otherwise. */
export function parsePrivateKey(fields: Fields): PrivateKeySpec {
  const key = fields.object("privateKey");
  const algorithm = key?.choice("algorithm", ["RSA", "ECDSA", "Ed25519"]) ?? "RSA";
  const sizes = {
    RSA: {
      wanted: "2048 to 8192 for RSA, and even",
      fits: (size: number) => size % 2 === 0 && size >= 2048 && size <= 8192,
    },
    ECDSA: { wanted: "256, 384 or 521 for ECDSA", fits: (size: number) => [256, 384, 521].includes(size) },
    Ed25519: { wanted: "256 or absent for Ed25519", fits: (size: number) => size === 256 },
  }[algorithm];
  // Beside an algorithm that is not known yet any size may be right.
  const isUnknown = key?.has("algorithm") === true && key.raw("algorithm") === undefined;
  const size = key?.number("size", sizes.wanted, isUnknown ? () => true : sizes.fits);
  const result: PrivateKeySpec = {
    algorithm,
    size: size ?? (algorithm === "RSA" ? 2048 : 256),
    encoding: key?.choice("encoding", ["PKCS1", "PKCS8"]) ?? "PKCS1",
    rotationPolicy: key?.choice("rotationPolicy", ["Always", "Never"]) ?? "Always",
  };
  key?.done();
  return result;
}

/** Where none are given, as with cert-manager. */
export const defaultUsages: readonly KeyUsage[] = ["digital signature", "key encipherment"];

/** What the key may be used for. Sorted. */
export function parseUsages(fields: Fields, isCA: boolean): KeyUsage[] {
  const known = (text: string) =>
    keyUsages.some((usage) => usage === text)
      ? { value: text }
      : { reason: `${shorten(text)} is not a key usage of cert-manager's` };
  const given = fields.list("usages", known) ?? defaultUsages;
  // cert-manager adds it to every CA, whatever usages say.
  return [...new Set([...given, ...(isCA ? ["cert sign"] : [])])].sort() as KeyUsage[];
}
