import { expect, it } from "vitest";
import { encryptRc2Cbc } from "../../provider/keystore/rc2.js";

const hex = (text: string) => Buffer.from(text.replaceAll(" ", ""), "hex");

// RFC 2268, section 5; the rows whose effective key bits are all bits of the key. Reading back what is encrypted with
// 40 bits is left to openssl (pkcs12.test.ts).
it.each([
  ["ffffffff ffffffff", "ffffffff ffffffff", "278b27e4 2e2f0d49"],
  ["30000000 00000000", "10000000 00000001", "30649edf 9be7d2c2"],
  ["88bca90e 90875a7f 0f79c384 627bafb2", "00000000 00000000", "2269552a b0f85ca6"],
])("RC2 with the key %s turns %s into %s", (key, plain, wanted) => {
  const encrypted = encryptRc2Cbc(hex(plain), hex(key), Buffer.alloc(8));
  expect(encrypted.subarray(0, 8).toString("hex")).toBe(wanted.replace(" ", ""));
  expect(encrypted.length).toBe(16); // a whole block is padded with another
});
