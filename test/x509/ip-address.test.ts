import { isIPv6 } from "node:net";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addressOctets, formatAddress } from "../../provider/x509/ip-address.js";

describe("an address", () => {
  // RFC 5952, sections 1 and 4
  const rows: [written: string, canonical: string][] = [
    ["192.0.2.1", "192.0.2.1"],
    ["0.0.0.0", "0.0.0.0"],
    ["2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"],
    ["2001:0DB8:AAAA:0000:0000:0000:0000:0001", "2001:db8:aaaa::1"],
    ["2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"],
    ["2001:db8:0:0:0:1:0:0", "2001:db8::1:0:0"],
    ["2001:0:0:1:0:0:0:1", "2001:0:0:1::1"],
    ["::", "::"],
    ["::1", "::1"],
    ["1::", "1::"],
    ["::ffff:c000:201", "::ffff:192.0.2.1"],
    ["::ffff:192.0.2.1", "::ffff:192.0.2.1"],
    ["64:ff9b::192.0.2.33", "64:ff9b::c000:221"],
  ];
  it.each(rows)("written %s is %s", (written, canonical) => {
    expect(formatAddress(addressOctets(written)!)).toBe(canonical);
  });

  it.each(["", "example.com", "192.0.2.256", "192.0.2.1/24", "fe80::1%eth0", "1::2::3", "[::1]"])(
    "is not %j",
    (text) => {
      expect(addressOctets(text)).toBeUndefined();
    },
  );

  it("of any octets is written as the URL standard writes it, and reads back", () => {
    const ipv6 = fc.array(fc.constantFrom(0, 0, 1, 0xff, 0x20), { minLength: 16, maxLength: 16 });
    fc.assert(
      fc.property(ipv6, (list) => {
        const octets = Buffer.from(list);
        const text = formatAddress(octets)!;
        expect(isIPv6(text)).toBe(true);
        expect(addressOctets(text)).toEqual(octets);
        // The URL standard has no dotted tails; it is the judge of all others.
        if (!text.includes(".")) expect(`[${text}]`).toBe(new URL(`http://[${text}]`).hostname);
      }),
    );
  });

  it("has 4 octets or 16", () => {
    expect([0, 3, 5, 15, 17, 32].map((length) => formatAddress(Buffer.alloc(length)))).toEqual(
      Array(6).fill(undefined),
    );
  });
});
