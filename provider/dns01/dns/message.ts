import { encodeName, readName } from "./name.js";

/** Types of records by number (RFC 1035, 3.2.2; RFC 3596; RFC 8659; RFC 8945). */
export const recordType = { A: 1, NS: 2, CNAME: 5, SOA: 6, TXT: 16, AAAA: 28, TSIG: 250, CAA: 257 } as const;

/** Classes (RFC 1035, 3.2.4); NONE and ANY mean a deletion in an update (RFC 2136, 2.5). */
export const recordClass = { IN: 1, NONE: 254, ANY: 255 } as const;

export const opcode = { QUERY: 0, UPDATE: 5 } as const;

/** Response codes by name (RFC 1035, 4.1.1; RFC 2136, 2.2; RFC 8945, 3). */
export const responseCodes: Readonly<Record<number, string>> = {
  0: "NOERROR",
  1: "FORMERR",
  2: "SERVFAIL",
  3: "NXDOMAIN",
  4: "NOTIMP",
  5: "REFUSED",
  6: "YXDOMAIN",
  7: "YXRRSET",
  8: "NXRRSET",
  9: "NOTAUTH",
  10: "NOTZONE",
  16: "BADSIG",
  17: "BADKEY",
  18: "BADTIME",
  22: "BADTRUNC",
};

export interface ResourceRecord {
  readonly name: string;
  readonly type: number;
  readonly class: number;
  /** Seconds. */
  readonly ttl: number;
  /** The record's data; names in the data of CNAME, NS and SOA are written out. */
  readonly data: Buffer;
}

/** A message as it is written (RFC 1035, 4.1; the sections of an update: RFC 2136, 2). */
export interface Message {
  readonly id: number;
  readonly opcode: number;
  readonly recursionDesired?: boolean;
  readonly question: { readonly name: string; readonly type: number };
  readonly answer?: readonly ResourceRecord[];
  readonly authority?: readonly ResourceRecord[];
}

/** A message as it was read. */
export interface Answer {
  readonly id: number;
  readonly isResponse: boolean;
  readonly authoritative: boolean;
  readonly truncated: boolean;
  readonly rcode: number;
  readonly question: { readonly name: string; readonly type: number } | undefined;
  readonly answer: readonly ResourceRecord[];
  readonly authority: readonly ResourceRecord[];
  readonly additional: readonly ResourceRecord[];
  /** Where the last record begins: what TSIG signs ends there. */
  readonly lastRecordAt: number;
}

export function encodeMessage(message: Message): Buffer {
  const { answer = [], authority = [], question } = message;
  const flags = (message.opcode << 11) | (message.recursionDesired === true ? 0x100 : 0);
  const header = Buffer.concat([message.id, flags, 1, answer.length, authority.length, 0].map(uint16));
  const asked = [encodeName(question.name), uint16(question.type), uint16(recordClass.IN)];
  return Buffer.concat([header, ...asked, ...[...answer, ...authority].map(encodeRecord)]);
}

export function encodeRecord(record: ResourceRecord): Buffer {
  const { name, type, class: kind, ttl, data } = record;
  return Buffer.concat([
    encodeName(name),
    uint16(type),
    uint16(kind),
    uint32(ttl),
    uint16(data.length),
    data,
  ]);
}

/** @throws RangeError where the bytes are no DNS message. */
export function decodeMessage(bytes: Buffer): Answer {
  const flags = bytes.readUInt16BE(2);
  let at = 12;
  let lastRecordAt = at;
  const questions = Array.from({ length: bytes.readUInt16BE(4) }, () => {
    const { name, next } = readName(bytes, at);
    at = next + 4;
    return { name, type: bytes.readUInt16BE(next) };
  });
  const section = (count: number) =>
    Array.from({ length: count }, () => {
      lastRecordAt = at;
      const { record, next } = readRecord(bytes, at);
      at = next;
      return record;
    });
  const counts = [6, 8, 10].map((offset) => bytes.readUInt16BE(offset));
  const [answer = [], authority = [], additional = []] = counts.map(section);
  return {
    id: bytes.readUInt16BE(0),
    isResponse: (flags & 0x8000) !== 0,
    authoritative: (flags & 0x400) !== 0,
    truncated: (flags & 0x200) !== 0,
    rcode: flags & 15,
    question: questions[0],
    answer,
    authority,
    additional,
    lastRecordAt,
  };
}

function readRecord(bytes: Buffer, at: number): { record: ResourceRecord; next: number } {
  const { name, next: start } = readName(bytes, at);
  const type = bytes.readUInt16BE(start);
  const from = start + 10;
  const next = from + bytes.readUInt16BE(start + 8);
  if (next > bytes.length) throw new RangeError("a DNS record that has no end");
  const data = isNameFirst(type)
    ? encodeName(readName(bytes, from).name)
    : Buffer.from(bytes.subarray(from, next));
  const record = {
    name,
    type,
    class: bytes.readUInt16BE(start + 2),
    ttl: bytes.readUInt32BE(start + 4),
    data,
  };
  return { record, next };
}

/** Of these the first name alone is of interest; for SOA it is the primary's. */
function isNameFirst(type: number): boolean {
  return type === recordType.CNAME || type === recordType.NS || type === recordType.SOA;
}

/** The name that is the data of a CNAME or NS record, or begins that of an SOA. */
export function nameIn(record: ResourceRecord): string {
  return readName(record.data, 0).name;
}

/** The text of a TXT record, its strings joined as a CA joins them (RFC 8555, 8.4). */
export function textIn({ data }: ResourceRecord): string {
  const strings: Buffer[] = [];
  for (let at = 0; at < data.length; at += 1 + (data[at] ?? 0))
    strings.push(data.subarray(at + 1, at + 1 + (data[at] ?? 0)));
  return Buffer.concat(strings).toString("latin1");
}

/** The data of a TXT record: strings of at most 255 octets (RFC 1035, 3.3.14). */
export function txtData(text: string): Buffer {
  const bytes = Buffer.from(text, "latin1");
  const strings: Buffer[] = [];
  for (let at = 0; at < bytes.length || at === 0; at += 255) {
    const part = bytes.subarray(at, at + 255);
    strings.push(Buffer.from([part.length]), part);
  }
  return Buffer.concat(strings);
}

/** The address of an A or AAAA record. */
export function addressIn({ data }: ResourceRecord): string {
  if (data.length === 4) return [...data].join(".");
  const groups = Array.from({ length: 8 }, (_, index) => data.readUInt16BE(2 * index).toString(16));
  return groups.join(":");
}

export function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
}

export function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
