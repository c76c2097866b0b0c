import { randomInt } from "node:crypto";
import { exchange, NoAnswer, type ServerAddress } from "./exchange.js";
import { type Answer, decodeMessage, encodeMessage, opcode } from "./message.js";

/** A message's id, which nobody on the way should guess (RFC 5452, 4.3). */
export function messageId(): number {
  return randomInt(65_536);
}

/**
 * One server's answer to one question, over UDP and, where it does not fit, over TCP. Rejects with
 * {@link NoAnswer} where none comes, or none that can be read.
 */
export async function query(
  server: ServerAddress,
  name: string,
  type: number,
  how: { readonly recursive: boolean; readonly signal: AbortSignal },
): Promise<Answer> {
  const id = messageId();
  const question = { name, type };
  const bytes = encodeMessage({ id, opcode: opcode.QUERY, recursionDesired: how.recursive, question });
  const short = read(await exchange(server, bytes, "UDP", how.signal), server);
  return short.truncated ? read(await exchange(server, bytes, "TCP", how.signal), server) : short;
}

function read(bytes: Buffer, server: ServerAddress): Answer {
  try {
    return decodeMessage(bytes);
  } catch (error) {
    throw new NoAnswer(`what the name server ${server} answers is not DNS`, { cause: error });
  }
}
