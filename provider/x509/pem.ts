/** One PEM block: its label and what its base64 holds. */
export interface PemBlock {
  readonly label: string;
  readonly der: Buffer;
}

/** A text with a PEM block in it that does not end, or is not base64. The message is a clause and holds nothing of the text. */
export class MalformedPem extends Error {
  override readonly name = "MalformedPem";
}

/**
 * The PEM blocks of a text, in order. Line ends of any kind and text before, between and after the blocks are
 * allowed, as OpenSSL and Go allow them. `labels` selects: others are passed over, unread.
 *
 * @see RFC 7468, section 3 (the lax form)
 */
export function pemBlocks(text: string, labels: readonly string[]): PemBlock[] {
  const blocks: PemBlock[] = [];
  let at = 0;
  for (;;) {
    const begin = text.indexOf("-----BEGIN ", at);
    if (begin < 0) return blocks;
    const labelEnd = text.indexOf("-----", begin + 11);
    const label = labelEnd < 0 ? "" : text.slice(begin + 11, labelEnd);
    if (!labels.includes(label)) {
      at = begin + 11;
      continue;
    }
    const end = text.indexOf(`-----END ${label}-----`, labelEnd);
    if (end < 0) throw new MalformedPem(`a PEM block ${label} does not end`);
    const base64 = text.slice(labelEnd + 5, end).replace(/\s+/g, "");
    // Buffer.from passes over what is not base64; a damaged block must not look like a whole one.
    if (!/^[A-Za-z0-9+/]*={0,2}$/.test(base64)) throw new MalformedPem(`a PEM block ${label} is not base64`);
    blocks.push({ label, der: Buffer.from(base64, "base64") });
    at = end;
  }
}

/** The one form in which this project writes PEM: lines of 64 characters that end in LF. */
export function formatPem(label: string, der: Buffer): string {
  const lines = der.toString("base64").match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join("\n")}\n-----END ${label}-----\n`;
}
