import { createSocket, type RemoteInfo } from "node:dgram";
import { once } from "node:events";

/** A resolver on the loopback that sees what another one sees, and TXT records late. */
export interface LaggingResolver {
  readonly address: string;
  close(): void;
}

const header = 12;
const txt = 16;

/** Passes questions on to a server (`address:port`, over UDP), and shows TXT records so many milliseconds after it saw them there. */
export async function startLaggingResolver(server: string, lag: number): Promise<LaggingResolver> {
  const [host = "", port = ""] = server.split(":");
  /** Since when there is an answer to a question. */
  const seen = new Map<string, number>();
  const socket = createSocket("udp4");
  const answer = (message: Buffer, client: RemoteInfo) => {
    const upstream = createSocket("udp4").unref(); // a question that is never answered holds nobody up
    upstream.once("message", (found) => {
      upstream.close();
      socket.send(late(found, seen, lag), client.port, client.address);
    });
    upstream.send(message, Number(port), host);
  };
  socket.on("message", answer);
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  return { address: `127.0.0.1:${socket.address().port}`, close: () => socket.close() };
}

/** The answer, without its records where they are TXT and too young. @see RFC 1035, section 4.1 */
function late(found: Buffer, seen: Map<string, number>, lag: number): Buffer {
  const end = endOfQuestion(found);
  const question = found.toString("hex", header, end);
  const hasRecords = found.readUInt16BE(6) > 0;
  if (found.readUInt16BE(end - 4) !== txt || !hasRecords) {
    seen.delete(question);
    return found;
  }
  const since = seen.get(question) ?? performance.now();
  seen.set(question, since);
  if (performance.now() - since >= lag) return found;
  const empty = Buffer.from(found.subarray(0, end));
  for (const count of [6, 8, 10]) empty.writeUInt16BE(0, count);
  return empty;
}

function endOfQuestion(message: Buffer): number {
  let at = header;
  while (message[at] !== 0) at += 1 + (message[at] ?? 0);
  return at + 5;
}
