import { createSocket, type Socket } from "node:dgram";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { encodeMessage, opcode, recordType, textIn, txtData } from "../../provider/dns01/dns/message.js";
import { query } from "../../provider/dns01/dns/query.js";

let server: Socket | undefined;
afterEach(() => server?.close());

/** A name server that sends these answers, one after another, to whatever it is asked. */
async function answering(answers: (id: number) => readonly Buffer[]): Promise<string> {
  const socket = createSocket("udp4");
  server = socket;
  socket.on("message", (bytes, { port, address }) => {
    for (const answer of answers(bytes.readUInt16BE(0))) socket.send(answer, port, address);
  });
  await new Promise<void>((bound) => socket.bind(0, "127.0.0.1", bound));
  return `127.0.0.1:${(socket.address() as AddressInfo).port}`;
}

function answer(id: number, name: string, text: string, type: number = recordType.TXT): Buffer {
  const record = { name, type: recordType.TXT, class: 1, ttl: 60, data: txtData(text) };
  const bytes = encodeMessage({ id, opcode: opcode.QUERY, question: { name, type }, answer: [record] });
  bytes[2] = bytes[2]! | 0x80;
  return bytes;
}

/** NOERROR or another code, and nothing else. */
function bare(id: number, rcode: number): Buffer {
  const bytes = Buffer.alloc(12);
  bytes.writeUInt16BE(id, 0);
  bytes[2] = 0x80;
  bytes[3] = rcode;
  return bytes;
}

const ask = (at: string) =>
  query(at, "a.example.test", recordType.TXT, { recursive: false, signal: AbortSignal.timeout(10_000) });

describe("a query over UDP", () => {
  it("passes over answers of its id to other questions, and to none", async () => {
    const server = await answering((id) => [
      answer(id, "b.example.test", "another name's"),
      answer(id, "a.example.test", "another type's", recordType.CAA),
      answer(id + 1, "a.example.test", "another id's"),
      bare(id, 0),
      bare(id, 3),
      Buffer.alloc(3),
      answer(id, "A.example.TEST", "its own"),
    ]);
    expect((await ask(server)).answer.map(textIn)).toEqual(["its own"]);
  });

  it("takes the refusal of a server that understood nothing", async () => {
    expect((await ask(await answering((id) => [bare(id, 1)]))).rcode).toBe(1);
  });
});
