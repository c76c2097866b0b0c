/** From the digits of pi. @see RFC 2268, 2 */
const piTable = Buffer.from(
  "d978f9c419ddb5ed28e9fd794aa0d89dc67e37832b76538e624c6488448bfba2" +
    "179a59f587b34f1361456d8d09817d32bd8f40eb86b77b0bf09521225c6b4e82" +
    "54d66593ce60b21c7356c014a78cf1dc1275ca1f3bbee4d1423dd430a33cb626" +
    "6fbf0eda4669075727f21d9bbc944303f811c7f690ef3ee706c3d52fc8661ed7" +
    "08e8eade8052eef784aa72ac354d6a2a961ad2715a1549744b9fd05e0418a4ec" +
    "c2e0416e0f51cbcc2491af50a1f47039997c3a8523b8b47afc02365b25559731" +
    "2d5dfa98e38a92ae05df2910676cbac9d300e6cfe19ea82c6316013f58e289a9" +
    "0d38341bab33ffb0bb480c5fb9b1cd2ec5f3db47e5a59c770aa62068fe7fc1ad",
  "hex",
);
const rotations = [1, 2, 3, 5] as const;
const blockLength = 8;

/**
 * RC2 in CBC mode with the padding of PKCS#7, its effective key bits being all bits of the key. Written here because
 * OpenSSL 3 has it only in its legacy provider, which Node does not load; it protects nothing and is what old readers
 * of PKCS#12 want around certificates.
 *
 * @see RFC 2268
 */
export function encryptRc2Cbc(plain: Buffer, key: Buffer, iv: Buffer): Buffer {
  const schedule = expand(key);
  const padding = blockLength - (plain.length % blockLength);
  const blocks = Buffer.concat([plain, Buffer.alloc(padding, padding)]);
  let previous = iv;
  for (let at = 0; at < blocks.length; at += blockLength) {
    const block = blocks.subarray(at, at + blockLength);
    for (let i = 0; i < blockLength; i++) block[i]! ^= previous[i]!;
    encryptBlock(block, schedule);
    previous = block;
  }
  return blocks;
}

/** @see RFC 2268, 2; with T8 = T, so that TM keeps every bit */
function expand(key: Buffer): Uint16Array {
  const length = key.length;
  const octets = Buffer.alloc(128);
  key.copy(octets);
  for (let i = length; i < 128; i++) octets[i] = piTable[(octets[i - 1]! + octets[i - length]!) & 0xff]!;
  octets[128 - length] = piTable[octets[128 - length]!]!;
  for (let i = 127 - length; i >= 0; i--) octets[i] = piTable[octets[i + 1]! ^ octets[i + length]!]!;
  return Uint16Array.from({ length: 64 }, (_, i) => octets.readUInt16LE(2 * i));
}

/** In place. @see RFC 2268, 3.4: five mixing rounds, a mashing round, six, one, five */
function encryptBlock(block: Buffer, schedule: Uint16Array): void {
  const words = Uint16Array.from({ length: 4 }, (_, i) => block.readUInt16LE(2 * i));
  for (let round = 0; round < 16; round++) {
    for (let i = 0; i < 4; i++) {
      const [a, b, c] = [words[(i + 3) & 3]!, words[(i + 2) & 3]!, words[(i + 1) & 3]!];
      const sum = (words[i]! + schedule[4 * round + i]! + (a & b) + (~a & c)) & 0xffff;
      words[i] = (sum << rotations[i]!) | (sum >>> (16 - rotations[i]!));
    }
    if (round === 4 || round === 10)
      for (let i = 0; i < 4; i++) words[i]! += schedule[words[(i + 3) & 3]! & 63]!;
  }
  for (let i = 0; i < 4; i++) block.writeUInt16LE(words[i]!, 2 * i);
}
