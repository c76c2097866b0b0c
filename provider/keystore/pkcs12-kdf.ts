import { hash } from "node:crypto";

/** What the octets are for. @see RFC 7292, B.3 */
export const purposes = { key: 1, iv: 2, mac: 3 } as const;

/** The block length of SHA-1 and SHA-256. */
const blockLength = 64;

/**
 * PKCS#12's own derivation of keys from passwords, for its integrity code and for encryption before PBES2. The
 * password goes in as a BMPString with its terminator.
 *
 * @see RFC 7292, appendix B.2
 */
export function deriveOctets(
  algorithm: "sha1" | "sha256",
  password: string,
  salt: Buffer,
  purpose: (typeof purposes)[keyof typeof purposes],
  iterations: number,
  length: number,
): Buffer {
  const diversifier = Buffer.alloc(blockLength, purpose);
  const input = Buffer.concat([repeated(salt), repeated(bmpOctets(`${password}\0`))]);
  const derived: Buffer[] = [];
  for (let got = 0; got < length; got += derived.at(-1)!.length) {
    let digest = hash(algorithm, Buffer.concat([diversifier, input]), "buffer");
    for (let i = 1; i < iterations; i++) digest = hash(algorithm, digest, "buffer");
    derived.push(digest);
    addToBlocks(input, repeated(digest).subarray(0, blockLength));
  }
  return Buffer.concat(derived).subarray(0, length);
}

/** A text as a BMPString holds it: UTF-16, big-endian. */
export function bmpOctets(text: string): Buffer {
  return Buffer.from(text, "utf16le").swap16();
}

/** As often as it takes to fill whole blocks. */
function repeated(octets: Buffer): Buffer {
  return Buffer.alloc(blockLength * Math.ceil(octets.length / blockLength), octets);
}

/** Adds `addend + 1` to each block, as one number, without its last carry. */
function addToBlocks(blocks: Buffer, addend: Buffer): void {
  for (let start = 0; start < blocks.length; start += blockLength) {
    let carry = 1;
    for (let i = blockLength - 1; i >= 0; i--) {
      const sum = blocks[start + i]! + addend[i]! + carry;
      blocks[start + i] = sum & 0xff;
      carry = sum >> 8;
    }
  }
}
