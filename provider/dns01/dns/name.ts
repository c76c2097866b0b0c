/**
 * The labels of a DNS name on the wire (RFC 1035, 3.1). Names here are in lower case, without the dot at the end,
 * and hold no dot inside a label; the root is the empty text.
 */
export function encodeName(name: string): Buffer {
  const labels = name === "" ? [] : name.replace(/\.$/, "").split(".");
  const parts = labels.map((label) => {
    const bytes = Buffer.from(label, "latin1");
    if (bytes.length === 0 || bytes.length > 63) throw new Error(`"${name}" is not a DNS name`);
    return Buffer.concat([Buffer.from([bytes.length]), bytes]);
  });
  return Buffer.concat([...parts, Buffer.from([0])]);
}

/** The name at an offset of a message, with its pointers followed (RFC 1035, 4.1.4), and the offset behind it. */
export function readName(message: Buffer, at: number): { readonly name: string; readonly next: number } {
  const labels: string[] = [];
  let next: number | undefined;
  let offset = at;
  // A name has at most 127 labels, so whoever points more often points in a circle.
  for (let steps = 0; steps < 256; steps++) {
    const length = message.readUInt8(offset);
    if (length === 0) return { name: labels.join(".").toLowerCase(), next: next ?? offset + 1 };
    if ((length & 0xc0) === 0xc0) {
      next ??= offset + 2;
      offset = message.readUInt16BE(offset) & 0x3fff;
    } else {
      const end = offset + 1 + length;
      if (length > 63 || end > message.length) break;
      labels.push(message.toString("latin1", offset + 1, end));
      offset = end;
    }
  }
  throw new RangeError("a DNS name that has no end");
}

/** Whether a name is this one or lies below it; by labels, for `notexample.com` ends with `example.com`. */
export function isWithin(name: string, zone: string): boolean {
  return zone === "" || name === zone || name.endsWith(`.${zone}`);
}

/** A name without its first label; the root's parent is undefined. */
export function parentOf(name: string): string | undefined {
  if (name === "") return undefined;
  const dot = name.indexOf(".");
  return dot < 0 ? "" : name.slice(dot + 1);
}
