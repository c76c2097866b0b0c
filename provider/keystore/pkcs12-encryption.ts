import { createCipheriv, pbkdf2Sync } from "node:crypto";
import type { Pkcs12Profile } from "../spec/keystores-spec.js";
import { tags } from "../x509/der.js";
import { element, octetString, oid, sequence, unsignedInteger } from "../x509/der-writer.js";
import { randomOctets } from "../x509/key-pair.js";
import { deriveOctets, purposes } from "./pkcs12-kdf.js";
import { encryptRc2Cbc } from "./rc2.js";

/** As cert-manager and OpenSSL count; in every profile. */
export const iterations = 2048;

/** @see RFC 8018, A; RFC 7292, C; RFC 8018, B.2 */
const oids = {
  pbes2: "1.2.840.113549.1.5.13",
  pbkdf2: "1.2.840.113549.1.5.12",
  hmacWithSha256: "1.2.840.113549.2.9",
  aes256Cbc: "2.16.840.1.101.3.4.1.42",
  pbeWithShaAnd3KeyTripleDesCbc: "1.2.840.113549.1.12.1.3",
  pbeWithShaAnd40BitRc2Cbc: "1.2.840.113549.1.12.1.6",
} as const;

export interface Encrypted {
  /** DER of the AlgorithmIdentifier, with salt and initialization vector. */
  readonly algorithm: Buffer;
  readonly octets: Buffer;
}

export type Encryption = (plain: Buffer, password: string) => Encrypted;

/** How each profile encrypts certificates and private keys. @see go-pkcs12, LegacyRC2, LegacyDES and Modern2023 */
export const encryptions: Readonly<
  Record<Pkcs12Profile, { readonly certificates: Encryption; readonly privateKey: Encryption }>
> = {
  LegacyRC2: { certificates: pbeWithRc2, privateKey: pbeWithTripleDes },
  LegacyDES: { certificates: pbeWithTripleDes, privateKey: pbeWithTripleDes },
  Modern2023: { certificates: pbes2, privateKey: pbes2 },
};

/** PBKDF2 with HMAC-SHA-256, and AES-256 in CBC mode. @see RFC 8018, 6.2 */
function pbes2(plain: Buffer, password: string): Encrypted {
  const [salt, iv] = [randomOctets(16), randomOctets(16)];
  const cipher = createCipheriv("aes-256-cbc", pbkdf2Sync(password, salt, iterations, 32, "sha256"), iv);
  const derivation = sequence(octetString(salt), count(iterations), identifier(oids.hmacWithSha256, noValue));
  const parameters = sequence(
    identifier(oids.pbkdf2, derivation),
    identifier(oids.aes256Cbc, octetString(iv)),
  );
  return {
    algorithm: identifier(oids.pbes2, parameters),
    octets: Buffer.concat([cipher.update(plain), cipher.final()]),
  };
}

/** @see RFC 7292, appendix C */
function pbeWithTripleDes(plain: Buffer, password: string): Encrypted {
  const salt = randomOctets(8);
  const [key, iv] = legacyKey(password, salt, 24);
  const cipher = createCipheriv("des-ede3-cbc", key, iv);
  return {
    algorithm: identifier(oids.pbeWithShaAnd3KeyTripleDesCbc, sequence(octetString(salt), count(iterations))),
    octets: Buffer.concat([cipher.update(plain), cipher.final()]),
  };
}

/** Forty bits: it keeps nobody out, and certificates are public. @see RFC 7292, appendix C */
function pbeWithRc2(plain: Buffer, password: string): Encrypted {
  const salt = randomOctets(8);
  const [key, iv] = legacyKey(password, salt, 5);
  return {
    algorithm: identifier(oids.pbeWithShaAnd40BitRc2Cbc, sequence(octetString(salt), count(iterations))),
    octets: encryptRc2Cbc(plain, key, iv),
  };
}

function legacyKey(password: string, salt: Buffer, length: number): [key: Buffer, iv: Buffer] {
  const derive = (purpose: 1 | 2, octets: number) =>
    deriveOctets("sha1", password, salt, purpose, iterations, octets);
  return [derive(purposes.key, length), derive(purposes.iv, 8)];
}

const noValue = element(tags.null);

function identifier(algorithm: string, parameters: Buffer): Buffer {
  return sequence(oid(algorithm), parameters);
}

/** A small number as an INTEGER. */
export function count(value: number): Buffer {
  return unsignedInteger(Buffer.of(value >> 8, value & 0xff));
}
