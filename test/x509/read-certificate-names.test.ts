import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { tags } from "../../provider/x509/der.js";
import { element, oid, sequence, setOf } from "../../provider/x509/der-writer.js";
import { readName } from "../../provider/x509/distinguished-name.js";
import { oids } from "../../provider/x509/object-identifiers.js";
import { issued } from "../support/certificates.js";

describe("names", () => {
  // Printable by nobody, trusted by some: each must come out as it went in, and as one name.
  const hostile = [
    "shop.example.com\0.evil.example",
    "a,b",
    "DNS:evil.example",
    'quo"te',
    "back\\slash",
    "line\nbreak",
    "x, IP Address:192.0.2.1",
    "-----BEGIN CERTIFICATE-----",
  ];

  it.each(hostile)("come out exactly: %j", (name) => {
    const { facts } = issued({
      dnsNames: [name.toLowerCase()],
      uris: [name],
      emailAddresses: [name],
      commonName: name,
    });
    expect([facts.dnsNames, facts.uris, facts.emailAddresses, facts.commonName]).toEqual([
      [name.toLowerCase()],
      [name],
      [name],
      name,
    ]);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: none of them may be left
    expect(facts.subject).not.toMatch(/[\x00-\x1f]/);
  });

  it.each([
    ["BMPString", element(tags.bmpString, Buffer.from("d800", "hex"))],
    ["UniversalString", element(tags.universalString, Buffer.from("0000d800", "hex"))],
  ])("that are half of a surrogate pair are no text, which UTF-8 would lose: %s", (_, value) => {
    const der = sequence(setOf([sequence(oid(oids.organization), value)]));
    expect(readName(der)).toEqual({ text: `O=#${value.toString("hex")}`, commonNames: [] });
  });

  it("survive building and reading, whatever they are", () => {
    const ascii = fc.string({ unit: "binary-ascii" });
    fc.assert(
      fc.property(
        fc.array(ascii),
        fc.array(ascii),
        fc.string({ unit: "grapheme", minLength: 1 }),
        fc.array(fc.ipV4()),
        (uris, emailAddresses, commonName, ipAddresses) => {
          const { facts } = issued({ uris, emailAddresses, commonName, ipAddresses, keyName: "any" });
          const set = (names: string[]) => [...new Set(names)].sort();
          expect([facts.uris, facts.emailAddresses, facts.commonName, facts.ipAddresses]).toEqual([
            set(uris),
            set(emailAddresses),
            commonName,
            set(ipAddresses),
          ]);
        },
      ),
      { numRuns: 50 },
    );
  });
});
