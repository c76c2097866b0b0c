import { createHmac, timingSafeEqual } from "node:crypto";
import type { TsigAlgorithm } from "../../spec/dns01-spec.js";
import {
  type Answer,
  decodeMessage,
  encodeRecord,
  recordClass,
  recordType,
  responseCodes,
  uint16,
  uint32,
} from "../dns/message.js";
import { encodeName, readName } from "../dns/name.js";

/** A key that the name server knows, too. */
export interface TsigKey {
  /** In lower case, without the dot at its end. */
  readonly name: string;
  readonly algorithm: TsigAlgorithm;
  readonly secret: Buffer;
}

/** The names of RFC 8945, section 6, by those of node:crypto. */
const hashes: Readonly<Record<TsigAlgorithm, string>> = {
  HMACSHA1: "sha1",
  HMACSHA224: "sha224",
  HMACSHA256: "sha256",
  HMACSHA384: "sha384",
  HMACSHA512: "sha512",
};

/** Seconds that two clocks may be apart, as RFC 8945, section 10, recommends. */
const fudge = 300;

/** Why an answer does not count. */
export class TsigFailure extends Error {
  override readonly name = "TsigFailure";
}

/** The message with its TSIG record, and the MAC, which the answer's is made over (RFC 8945, 4.2 and 5.1). */
export function signMessage(message: Buffer, key: TsigKey, seconds: number) {
  const mac = macOf(key, [message, variables(key, { seconds, fudge, error: 0, other: Buffer.alloc(0) })]);
  const record = encodeRecord({
    name: key.name,
    type: recordType.TSIG,
    class: recordClass.ANY,
    ttl: 0,
    data: Buffer.concat([
      algorithmName(key),
      uint48(seconds),
      uint16(fudge),
      uint16(mac.length),
      mac,
      message.subarray(0, 2),
      uint16(0),
      uint16(0),
    ]),
  });
  const signed = Buffer.concat([message, record]);
  signed.writeUInt16BE(signed.readUInt16BE(10) + 1, 10);
  return { signed, mac };
}

/**
 * The answer to a signed message, once its own MAC, key and time are right (RFC 8945, 5.3). An answer without a
 * MAC is believed in nothing but a refusal.
 *
 * @throws TsigFailure
 */
export function verifiedAnswer(bytes: Buffer, key: TsigKey, requestMac: Buffer, seconds: number): Answer {
  const answer = decodeMessage(bytes);
  const last = answer.additional.at(-1);
  if (last?.type !== recordType.TSIG) {
    if (answer.rcode !== 0) return answer;
    throw new TsigFailure("its answer is not signed, so it may be anybody's");
  }
  const tsig = readTsig(last.data);
  // The server could not sign it (BADKEY, BADSIG), or signed it with its own time (BADTIME).
  if (tsig.error !== 0) throw new TsigFailure(refusal(key, tsig));
  const unsigned = Buffer.from(bytes.subarray(0, answer.lastRecordAt));
  unsigned.writeUInt16BE(unsigned.readUInt16BE(10) - 1, 10);
  unsigned.writeUInt16BE(tsig.originalId, 0);
  const expected = macOf(key, [uint16(requestMac.length), requestMac, unsigned, variables(key, tsig)]);
  const isOurs = last.name === key.name && tsig.algorithm === algorithmOf(key);
  if (!isOurs || tsig.mac.length !== expected.length || !timingSafeEqual(tsig.mac, expected))
    throw new TsigFailure("its answer is signed by another key, so it may be anybody's");
  if (Math.abs(tsig.seconds - seconds) > tsig.fudge)
    throw new TsigFailure(`its answer was signed ${Math.abs(tsig.seconds - seconds)} s from now`);
  return answer;
}

interface Variables {
  readonly seconds: number;
  readonly fudge: number;
  readonly error: number;
  readonly other: Buffer;
}

interface Tsig extends Variables {
  readonly algorithm: string;
  readonly mac: Buffer;
  readonly originalId: number;
}

function readTsig(data: Buffer): Tsig {
  const { name: algorithm, next } = readName(data, 0);
  const macEnd = next + 10 + data.readUInt16BE(next + 8);
  return {
    algorithm,
    seconds: data.readUIntBE(next, 6),
    fudge: data.readUInt16BE(next + 6),
    mac: data.subarray(next + 10, macEnd),
    originalId: data.readUInt16BE(macEnd),
    error: data.readUInt16BE(macEnd + 2),
    other: data.subarray(macEnd + 6, macEnd + 6 + data.readUInt16BE(macEnd + 4)),
  };
}

/** What is signed besides the message (RFC 8945, 4.3.3). */
function variables(key: TsigKey, tsig: Variables): Buffer {
  return Buffer.concat([
    encodeName(key.name),
    uint16(recordClass.ANY),
    uint32(0),
    algorithmName(key),
    uint48(tsig.seconds),
    uint16(tsig.fudge),
    uint16(tsig.error),
    uint16(tsig.other.length),
    tsig.other,
  ]);
}

function macOf(key: TsigKey, parts: readonly Buffer[]): Buffer {
  return createHmac(hashes[key.algorithm], key.secret).update(Buffer.concat(parts)).digest();
}

function refusal(key: TsigKey, { error, other, seconds }: Tsig): string {
  const code = responseCodes[error] ?? `error ${error}`;
  const todo: Readonly<Record<string, string>> = {
    BADKEY: `it knows no key ${key.name} for ${algorithmOf(key)}: compare tsigKeyName and tsigAlgorithm with its configuration`,
    BADSIG: `the secret of the key ${key.name} is another one there`,
    BADTIME: `its clock is ${other.length === 6 ? Math.abs(other.readUIntBE(0, 6) - seconds) : "too many"} s from ours`,
  };
  return `it answers ${code}: ${todo[code] ?? "it does not accept the signature"}`;
}

function algorithmOf(key: TsigKey): string {
  return `hmac-${hashes[key.algorithm]}`;
}

function algorithmName(key: TsigKey): Buffer {
  return encodeName(algorithmOf(key));
}

function uint48(value: number): Buffer {
  const bytes = Buffer.alloc(6);
  bytes.writeUIntBE(value, 0, 6);
  return bytes;
}
