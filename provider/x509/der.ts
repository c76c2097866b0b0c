/** Bytes that are not DER, or not the structure looked for in them. The message is a clause without a subject's name. */
export class MalformedDer extends Error {
  override readonly name = "MalformedDer";
}

/** Where one element lies in its bytes: its first octet, the first of its contents, and the one after its last. */
export interface Element {
  readonly tag: number;
  readonly start: number;
  readonly contents: number;
  readonly end: number;
}

/** @see X.690, 8.1.2 */
export const tags = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  objectIdentifier: 0x06,
  enumerated: 0x0a,
  utf8String: 0x0c,
  numericString: 0x12,
  printableString: 0x13,
  teletexString: 0x14,
  ia5String: 0x16,
  utcTime: 0x17,
  generalizedTime: 0x18,
  visibleString: 0x1a,
  universalString: 0x1c,
  bmpString: 0x1e,
  sequence: 0x30,
  set: 0x31,
  /** `[n] EXPLICIT`, and `[n] IMPLICIT` of something constructed. */
  constructed: (n: number) => 0xa0 | n,
  /** `[n] IMPLICIT` of something primitive. */
  primitive: (n: number) => 0x80 | n,
} as const;

/**
 * Reads elements one after another from a range of bytes. Whatever the bytes are, each call either returns an
 * element that lies inside the range or throws {@link MalformedDer}, in constant time: depth is the caller's.
 *
 * @see X.690, 10.1
 */
export class DerReader {
  readonly bytes: Buffer;
  readonly #end: number;
  #at: number;

  constructor(bytes: Buffer, from = 0, end = bytes.length) {
    this.bytes = bytes;
    this.#at = from;
    this.#end = end;
  }

  get done(): boolean {
    return this.#at === this.#end;
  }

  /** Whether the next element has this tag. */
  sees(tag: number): boolean {
    return this.#at < this.#end && this.bytes[this.#at] === tag;
  }

  /** The next element, with this tag if one is given. `what` names it in the error. */
  next(what: string, tag?: number): Element {
    const start = this.#at;
    if (start + 2 > this.#end) throw new MalformedDer(`${what} is missing or cut short`);
    const found = this.bytes[start]!;
    if (tag !== undefined && found !== tag)
      throw new MalformedDer(`${what} has the tag 0x${found.toString(16)} instead of 0x${tag.toString(16)}`);
    if ((found & 0x1f) === 0x1f) throw new MalformedDer(`${what} has a tag that no certificate uses`);
    let length = this.bytes[start + 1]!;
    let contents = start + 2;
    if (length >= 0x80) {
      const octets = length & 0x7f;
      if (octets === 0 || octets > 4 || contents + octets > this.#end)
        throw new MalformedDer(`${what} has a length that is not DER`);
      length = this.bytes.readUIntBE(contents, octets);
      if (length < 0x80 || length < 2 ** (8 * (octets - 1)))
        throw new MalformedDer(`${what} has a length that is not DER`);
      contents += octets;
    }
    if (contents + length > this.#end) throw new MalformedDer(`${what} is missing or cut short`);
    this.#at = contents + length;
    return { tag: found, start, contents, end: this.#at };
  }

  /** A reader of the contents of the next element. */
  enter(what: string, tag: number): DerReader {
    const element = this.next(what, tag);
    return new DerReader(this.bytes, element.contents, element.end);
  }

  /** The contents of the next element; shares memory. */
  contents(what: string, tag: number): Buffer {
    const element = this.next(what, tag);
    return this.bytes.subarray(element.contents, element.end);
  }

  /** The next element whole, with tag and length; shares memory. */
  whole(what: string, tag: number): Buffer {
    const element = this.next(what, tag);
    return this.bytes.subarray(element.start, element.end);
  }

  /** The octets of a BIT STRING that is made of whole octets, as keys and signatures are. */
  bitOctets(what: string): Buffer {
    const contents = this.contents(what, tags.bitString);
    if (contents[0] !== 0) throw new MalformedDer(`${what} is not made of whole octets`);
    return contents.subarray(1);
  }

  /** A BOOLEAN; false where it is absent. Any value but 0 is true: BER authors exist, and the answer is the same. */
  optionalBoolean(what: string): boolean {
    if (!this.sees(tags.boolean)) return false;
    const contents = this.contents(what, tags.boolean);
    if (contents.length !== 1) throw new MalformedDer(`${what} is not a BOOLEAN`);
    return contents[0] !== 0;
  }

  /** Throws unless everything was read. */
  finish(what: string): void {
    if (!this.done) throw new MalformedDer(`${what} has something after its end`);
  }
}
