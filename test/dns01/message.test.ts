import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  addressIn,
  decodeMessage,
  encodeMessage,
  nameIn,
  opcode,
  recordClass,
  recordType,
  textIn,
  txtData,
} from "../../provider/dns01/dns/message.js";
import { encodeName, isWithin, parentOf, readName } from "../../provider/dns01/dns/name.js";

describe("a DNS message", () => {
  it("is read as it was written", () => {
    const question = { name: "example.test", type: recordType.SOA };
    const record = (name: string, type: number, data: Buffer) => ({
      name,
      type,
      class: recordClass.IN,
      ttl: 60,
      data,
    });
    const answer = [
      record("a.example.test", recordType.TXT, txtData("x".repeat(300))),
      record("b.example.test", recordType.CNAME, encodeName("c.example.test")),
    ];
    const authority = [record("example.test", recordType.A, Buffer.from([10, 0, 0, 1]))];
    const read = decodeMessage(encodeMessage({ id: 7, opcode: opcode.QUERY, question, answer, authority }));
    expect({ ...read, lastRecordAt: undefined }).toEqual({
      id: 7,
      isResponse: false,
      authoritative: false,
      truncated: false,
      rcode: 0,
      question,
      answer,
      authority,
      additional: [],
      lastRecordAt: undefined,
    });
    expect(textIn(read.answer[0]!)).toBe("x".repeat(300));
    expect(nameIn(read.answer[1]!)).toBe("c.example.test");
    expect(addressIn(read.authority[0]!)).toBe("10.0.0.1");
  });

  it("that is garbage ends in a RangeError, and soon", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => {
        try {
          decodeMessage(Buffer.from(bytes));
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("a DNS name", () => {
  it("is read with its pointers followed", () => {
    const message = Buffer.concat([encodeName("example.test"), Buffer.from([1, 97, 0xc0, 0])]);
    expect(readName(message, 14)).toEqual({ name: "a.example.test", next: 18 });
  });

  it.each([
    ["points at itself", [0xc0, 0]],
    ["points in a circle", [0xc0, 2, 0xc0, 0]],
    ["goes past the end", [63, 97]],
    ["has a label of a kind that nobody uses", [0x80, 0]],
  ])("that %s is refused", (_, bytes) => {
    expect(() => readName(Buffer.from(bytes), 0)).toThrow(RangeError);
  });

  it("is compared by labels", () => {
    expect([
      isWithin("a.example.com", "example.com"),
      isWithin("example.com", "example.com"),
      isWithin("notexample.com", "example.com"),
      isWithin("example.com", "a.example.com"),
      isWithin("example.com", ""),
    ]).toEqual([true, true, false, false, true]);
    expect(["a.b", "b", ""].map(parentOf)).toEqual(["b", "", undefined]);
  });
});
