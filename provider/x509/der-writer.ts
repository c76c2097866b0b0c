import { tags } from "./der.js";
import { oidContents } from "./object-identifiers.js";

/** One element with these contents. @see X.690, 10.1 */
export function element(tag: number, ...contents: readonly Uint8Array[]): Buffer {
  let length = 0;
  for (const part of contents) length += part.length;
  const header =
    length < 0x80
      ? [tag, length]
      : length < 0x100
        ? [tag, 0x81, length]
        : length < 0x10000
          ? [tag, 0x82, length >> 8, length & 0xff]
          : [tag, 0x83, length >> 16, (length >> 8) & 0xff, length & 0xff];
  return Buffer.concat([Buffer.from(header), ...contents]);
}

export function sequence(...contents: readonly Uint8Array[]): Buffer {
  return element(tags.sequence, ...contents);
}

/** SET OF: DER wants its members sorted by their encodings. @see X.690, 11.6 */
export function setOf(members: readonly Buffer[]): Buffer {
  return element(tags.set, ...members.toSorted(Buffer.compare));
}

/** The INTEGER of an unsigned big-endian number. */
export function unsignedInteger(octets: Uint8Array): Buffer {
  let from = 0;
  while (from < octets.length - 1 && octets[from] === 0) from++;
  const magnitude = octets.subarray(from);
  return element(tags.integer, ...(magnitude[0]! >= 0x80 ? [Buffer.of(0)] : []), magnitude);
}

export function oid(dotted: string): Buffer {
  return element(tags.objectIdentifier, oidContents(dotted));
}

export function octetString(contents: Uint8Array): Buffer {
  return element(tags.octetString, contents);
}

/** A BIT STRING of whole octets. */
export function bitString(octets: Uint8Array): Buffer {
  return element(tags.bitString, Buffer.of(0), octets);
}

/** A BIT STRING of named bits, without trailing zero bits. @see X.690, 11.2.2 */
export function namedBits(bits: Iterable<number>): Buffer {
  const set = [...bits];
  const last = Math.max(...set);
  const octets = Buffer.alloc((last >> 3) + 1);
  for (const bit of set) octets[bit >> 3]! |= 0x80 >> (bit & 7);
  return element(tags.bitString, Buffer.of(7 - (last & 7)), octets);
}

/** @see RFC 5280, 4.1.2.5: UTCTime through 2049, GeneralizedTime from 2050 on */
export function time(instant: number): Buffer {
  const iso = new Date(instant).toISOString();
  if (!/^\d{4}-/.test(iso)) throw new RangeError(`a certificate cannot name the instant ${iso}`);
  const digits = `${iso.slice(0, 19).replace(/\D/g, "")}Z`;
  const year = Number(iso.slice(0, 4));
  return year >= 1950 && year < 2050
    ? element(tags.utcTime, Buffer.from(digits.slice(2), "latin1"))
    : element(tags.generalizedTime, Buffer.from(digits, "latin1"));
}
