import { describe, expect, it } from "vitest";
import { DerReader, MalformedDer } from "../../provider/x509/der.js";

const sequence = 0x30;
const reader = (hex: string) => new DerReader(Buffer.from(hex, "hex"));

/** @see X.690, 10.1: the definite form, in as few octets as will do */
const rows: readonly [what: string, hex: string, why: string][] = [
  ["a long form where the short one will do", `30817f${"00".repeat(127)}`, "it has a length that is not DER"],
  ["a leading octet of zeros", `3082 0080 ${"00".repeat(128)}`, "it has a length that is not DER"],
  ["no definite length", "30800000", "it has a length that is not DER"],
  ["a length in more octets than four", "3085000000000100", "it has a length that is not DER"],
  ["an end behind the last octet", "300300", "it is missing or cut short"],
  ["a length that is cut short", "3082 01", "it has a length that is not DER"],
  ["a tag of more octets", "3f8101 00", "it has a tag that no certificate uses"],
];

describe("an element", () => {
  it.each(rows)("is refused with %s", (_what, hex, why) => {
    expect(() => reader(hex.replaceAll(" ", "")).next("it")).toThrow(new MalformedDer(why));
  });

  it("is read in the shortest form, of whatever length", () => {
    for (const [head, length] of [
      ["307f", 127],
      ["308180", 128],
      ["30820100", 256],
    ] as const) {
      const { contents, end } = reader(head + "00".repeat(length)).next("it", sequence);
      expect(end - contents).toBe(length);
    }
  });

  it("ends inside the one that holds it, though there are octets behind that", () => {
    const inner = reader("3002040400000000").enter("the outer one", sequence);
    expect(() => inner.next("the inner one")).toThrow(
      new MalformedDer("the inner one is missing or cut short"),
    );
  });
});
