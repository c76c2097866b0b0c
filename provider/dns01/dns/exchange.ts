import { createSocket } from "node:dgram";
import { lookup } from "node:dns/promises";
import { connect, isIP, isIPv6 } from "node:net";
import { foreignText } from "../../errors.js";
import { opcode } from "./message.js";
import { readName } from "./name.js";

/** `host:port`, the host an address or a name, an IPv6 address in brackets. */
export type ServerAddress = string;

export type Protocol = "TCP" | "UDP";

/** A server that gave no answer; the message is a clause that names it. */
export class NoAnswer extends Error {
  override readonly name = "NoAnswer";
}

/** How long one server may be silent, in milliseconds; over UDP it is asked twice in that time. */
const patience = 3_000;

/**
 * Sends a message to one server and resolves with the first answer that carries its id (RFC 1035, 4.2).
 * Rejects with {@link NoAnswer}, or with the signal's reason.
 */
export async function exchange(
  server: ServerAddress,
  message: Buffer,
  protocol: Protocol,
  signal: AbortSignal,
): Promise<Buffer> {
  signal.throwIfAborted();
  const { host, port } = partsOf(server);
  const limit = AbortSignal.any([signal, AbortSignal.timeout(patience)]);
  try {
    const address = isIP(host) === 0 ? (await lookup(host)).address : host;
    const send = protocol === "TCP" ? overTcp : overUdp;
    return await send(address, port, message, limit);
  } catch (error) {
    signal.throwIfAborted();
    const { code } = error as NodeJS.ErrnoException;
    const why = limit.aborted ? "no answer in time" : (code ?? foreignText((error as Error).message));
    throw new NoAnswer(`the name server ${server} gives no answer over ${protocol} (${why})`, {
      cause: error,
    });
  }
}

export function partsOf(server: ServerAddress): { readonly host: string; readonly port: number } {
  const colon = server.lastIndexOf(":");
  return { host: server.slice(0, colon).replaceAll(/[[\]]/g, ""), port: Number(server.slice(colon + 1)) };
}

export function serverAt(address: string, port = 53): ServerAddress {
  return isIPv6(address) ? `[${address}]:${port}` : `${address}:${port}`;
}

/** A server as node:dns and people name it, `address` or `address:port`. */
export function serverNamed(text: string): ServerAddress {
  return isIP(text) === 0 ? text : serverAt(text);
}

function overUdp(address: string, port: number, message: Buffer, limit: AbortSignal): Promise<Buffer> {
  const socket = createSocket(isIPv6(address) ? "udp6" : "udp4");
  return new Promise<Buffer>((resolve, reject) => {
    socket.on("error", reject);
    // A connected socket hears this server alone.
    socket.connect(port, address, () => socket.send(message));
    const again = setTimeout(() => socket.send(message), patience / 2);
    const stop = () => reject(limit.reason);
    limit.addEventListener("abort", stop, { once: true });
    socket.on("close", () => {
      clearTimeout(again);
      limit.removeEventListener("abort", stop);
    });
    socket.on("message", (bytes) => {
      if (isAnswerTo(message, bytes)) resolve(bytes);
    });
  }).finally(() => socket.close());
}

function overTcp(address: string, port: number, message: Buffer, limit: AbortSignal): Promise<Buffer> {
  const socket = connect({ host: address, port, signal: limit });
  return new Promise<Buffer>((resolve, reject) => {
    let bytes = Buffer.alloc(0);
    const length = Buffer.alloc(2);
    length.writeUInt16BE(message.length);
    socket.on("error", reject);
    socket.on("close", () => reject(new Error("the connection ended")));
    socket.write(Buffer.concat([length, message]));
    socket.on("data", (chunk) => {
      bytes = Buffer.concat([bytes, chunk]);
      if (bytes.length < 2 || bytes.length < 2 + bytes.readUInt16BE(0)) return;
      const answer = bytes.subarray(2, 2 + bytes.readUInt16BE(0));
      if (isAnswerTo(message, answer)) resolve(answer);
      else reject(new Error("an answer to another question"));
    });
  }).finally(() => socket.destroy());
}

/**
 * Whether these bytes answer this message: its id, and of a query its question again (RFC 5452, 9.1). A server that
 * understood nothing may leave the question out; so may one that took an update (RFC 2136, 3.8), which TSIG protects.
 */
function isAnswerTo(message: Buffer, bytes: Buffer): boolean {
  if (bytes.length < 12 || bytes.readUInt16BE(0) !== message.readUInt16BE(0) || (bytes[2]! & 0x80) === 0)
    return false;
  const isQuery = (message[2]! & 0x78) === opcode.QUERY;
  if (!isQuery) return true;
  const rcode = bytes[3]! & 15;
  if (bytes.readUInt16BE(4) === 0) return rcode !== 0 && rcode !== 3;
  const end = readName(message, 12).next + 4;
  return lowerCase(bytes.subarray(12, end)).equals(lowerCase(message.subarray(12, end)));
}

/** The lengths of labels are under 64, and so no letters. */
function lowerCase(question: Buffer): Buffer {
  return Buffer.from(
    question.toString("latin1").replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase()),
    "latin1",
  );
}
