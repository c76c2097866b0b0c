import { describe, expect, it } from "vitest";
import { unknownValue } from "../../provider/spec/fields.js";
import { readServer } from "../../provider/spec/parse-dns01.js";
import { parse } from "./dns01.js";

const rfc2136 = {
  nameserver: "10.0.0.1",
  tsigKeyName: "acme",
  tsigSecretSecretRef: { name: "tsig", key: "key" },
};

describe("dns01", () => {
  it("is read with every default filled in", () => {
    expect(parse({ rfc2136 })).toEqual({
      spec: {
        cnameStrategy: "None",
        propagation: { resolvers: [], authoritative: true, delay: 0 },
        provider: {
          kind: "rfc2136",
          nameserver: "10.0.0.1:53",
          protocol: "TCP",
          tsig: {
            keyName: "acme",
            algorithm: "HMACSHA256",
            secret: { secretRef: { name: "tsig", key: "key" } },
          },
        },
      },
      failures: [],
      waitingOn: [],
    });
  });

  it("is read with everything given", () => {
    const given = {
      cnameStrategy: "Follow",
      propagation: {
        resolvers: ["ns.example.com:5353", "2001:db8::1"],
        authoritative: false,
        delay: "1m30s",
      },
      rfc2136: {
        nameserver: "ns.example.com:5353",
        protocol: "UDP",
        tsigKeyName: "Acme.",
        tsigAlgorithm: "HMACSHA512",
        tsigSecret: "c2VjcmV0",
      },
    };
    expect(parse(given).spec).toEqual({
      cnameStrategy: "Follow",
      propagation: {
        resolvers: ["ns.example.com:5353", "[2001:db8::1]:53"],
        authoritative: false,
        delay: 90_000,
      },
      provider: {
        kind: "rfc2136",
        nameserver: "ns.example.com:5353",
        protocol: "UDP",
        tsig: { keyName: "acme", algorithm: "HMACSHA512", secret: { value: "c2VjcmV0" } },
      },
    });
  });

  it.each([
    ["nothing", {}],
    ["two providers", { rfc2136, cloudflare: { apiToken: "s3cret" } }],
  ])("with %s is refused", (_, given) => {
    expect(parse(given)).toEqual({
      spec: undefined,
      failures: [{ property: "dns01", reason: expect.stringContaining("must hold exactly one of") }],
      waitingOn: [],
    });
  });

  it.each<[string, Record<string, unknown>, { property: string; reason: string }]>([
    ["a mistaken field", { rfc2136, cname: "Follow" }, { property: "dns01.cname", reason: "is not a field" }],
    [
      "another strategy",
      { rfc2136, cnameStrategy: "follow" },
      { property: "dns01.cnameStrategy", reason: `must be one of None, Follow, not "follow"` },
    ],
    [
      "a resolver that is none",
      { rfc2136, propagation: { resolvers: ["https://dns.example"] } },
      { property: "dns01.propagation.resolvers[0]", reason: `"https://dns.example" is not the address of` },
    ],
    [
      "a delay in days",
      { rfc2136, propagation: { delay: "1d" } },
      { property: "dns01.propagation.delay", reason: `must be a duration such as "30s"` },
    ],
    ["no name server", { rfc2136: {} }, { property: "dns01.rfc2136.nameserver", reason: "is missing" }],
    [
      "a key without a secret",
      { rfc2136: { nameserver: "ns", tsigKeyName: "acme" } },
      { property: "dns01.rfc2136.tsigSecretSecretRef", reason: "is missing: { name, key } of a Secret" },
    ],
    [
      "a secret without a key",
      { rfc2136: { nameserver: "ns", tsigSecret: "c2VjcmV0" } },
      { property: "dns01.rfc2136.tsigKeyName", reason: "is missing" },
    ],
    [
      "an algorithm that is broken",
      { rfc2136: { ...rfc2136, tsigAlgorithm: "HMACMD5" } },
      { property: "dns01.rfc2136.tsigAlgorithm", reason: "must be one of HMACSHA1" },
    ],
  ])("with %s is refused", (_, given, { property, reason }) => {
    expect(parse(given).failures).toEqual([{ property, reason: expect.stringContaining(reason) }]);
  });

  it("waits for what is not known yet", () => {
    expect(parse({ rfc2136: { ...rfc2136, nameserver: unknownValue } })).toEqual({
      spec: undefined,
      failures: [],
      waitingOn: ["dns01.rfc2136.nameserver"],
    });
  });
});

describe("the address of a name server", () => {
  it.each([
    ["10.0.0.1", "10.0.0.1:53"],
    ["10.0.0.1:5353", "10.0.0.1:5353"],
    ["NS.example.com", "ns.example.com:53"],
    ["2001:DB8::1", "[2001:db8::1]:53"],
    ["[2001:db8::1]:5353", "[2001:db8::1]:5353"],
    ["10.0.0.1:0", undefined],
    ["10.0.0.1:65536", undefined],
    ["a b", undefined],
    ["", undefined],
  ])("%s is %s", (text, expected) => {
    const read = readServer(text);
    expect("value" in read ? read.value : undefined).toBe(expected);
  });
});
