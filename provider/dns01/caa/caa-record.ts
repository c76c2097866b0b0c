/** One property of a CAA record set. */
export interface CaaRecord {
  /** Whether a CA that does not know the tag must not issue. */
  readonly critical: boolean;
  /** In lower case. */
  readonly tag: string;
  readonly value: string;
}

/** The data of a CAA record; undefined where it is none (RFC 8659, 4.1). */
export function readCaaRecord(data: Buffer): CaaRecord | undefined {
  const length = data[1] ?? 0;
  const tag = data.toString("latin1", 2, 2 + length).toLowerCase();
  if (length === 0 || data.length < 2 + length || !/^[a-z0-9]+$/.test(tag)) return undefined;
  return { critical: (data[0]! & 0x80) !== 0, tag, value: data.toString("latin1", 2 + length) };
}
