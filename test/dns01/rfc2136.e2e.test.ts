import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { credentialAccess } from "../../provider/credential.js";
import { dns01Solver } from "../../provider/dns01/dns01-solver.js";
import type { Outside } from "../../provider/dns01/outside.js";
import type { Dns01Spec, Rfc2136Spec } from "../../provider/spec/dns01-spec.js";
import { type Bind, startBind, tsigSecret } from "./bind.js";
import { challengeFor, failure, patient, txtValue } from "./challenges.js";

/** A real BIND, with zones that lie beside and inside each other; the CNAMEs are what a delegation needs. */
const zones = {
  "example.test": [
    "ns IN A 127.0.0.1",
    "_acme-challenge.moved IN CNAME moved.delegated.test.",
    "_acme-challenge.circle IN CNAME _acme-challenge.circle2",
    "_acme-challenge.circle2 IN CNAME _acme-challenge.circle",
    "_acme-challenge.cut IN NS ns",
    `_acme-challenge.shared IN TXT "of somebody else"`,
  ].join("\n"),
  "delegated.test": "",
  "_acme-challenge.cut.example.test": "",
};

let bind: Bind;
beforeAll(async () => {
  bind = await startBind(zones);
});
afterAll(() => bind?.close());

const access = credentialAccess({
  store: { readSecret: async () => ({ state: "absent" }) },
  namespace: "default",
  environment: { TSIG: tsigSecret },
});

interface Changes {
  readonly rfc2136?: Partial<Rfc2136Spec>;
  readonly dns01?: Partial<Dns01Spec>;
  readonly outside?: Partial<Outside>;
}

const key = { keyName: "acme", algorithm: "HMACSHA256", secret: { env: "TSIG" } } as const;

function solver({ rfc2136, dns01, outside }: Changes = {}) {
  const spec: Dns01Spec = {
    cnameStrategy: "None",
    propagation: { resolvers: [bind.address], authoritative: true, delay: 0 },
    provider: { kind: "rfc2136", nameserver: bind.address, protocol: "TCP", tsig: key, ...rfc2136 },
    ...dns01,
  };
  return dns01Solver(spec, access, { port: bind.port, ...outside });
}

describe("a name server that takes dynamic updates", () => {
  it.each([
    ["TCP", "hmac-sha1", "HMACSHA1"],
    ["TCP", "hmac-sha224", "HMACSHA224"],
    ["TCP", "hmac-sha256", "HMACSHA256"],
    ["UDP", "hmac-sha384", "HMACSHA384"],
    ["UDP", "hmac-sha512", "HMACSHA512"],
  ] as const)("takes one over %s with %s", async (protocol, keyName, algorithm) => {
    const challenge = challengeFor(`${keyName}.example.test`);
    const own = solver({ rfc2136: { protocol, tsig: { ...key, keyName, algorithm } } });
    await own.present([challenge], patient());
    await own.check([challenge], patient());
    expect(await bind.txt(`_acme-challenge.${keyName}.example.test`)).toEqual([txtValue(challenge)]);
    await own.cleanUp([challenge], patient());
    expect(await bind.txt(`_acme-challenge.${keyName}.example.test`)).toEqual([]);
  });

  it("holds a wildcard's value and its apex's at one name, however often they are laid out", async () => {
    const both = [challengeFor("two.example.test", "wildcard"), challengeFor("two.example.test", "apex")];
    await solver().present(both, patient());
    await solver().present(both, patient());
    await solver().check(both, patient());
    expect(await bind.txt("_acme-challenge.two.example.test")).toEqual(both.map(txtValue).sort());
    await solver().cleanUp(both.slice(0, 1), patient());
    expect(await bind.txt("_acme-challenge.two.example.test")).toEqual([txtValue(both[1]!)]);
  });

  it("keeps what somebody else has at the same name, and may be cleaned up twice, by another process", async () => {
    const challenge = challengeFor("shared.example.test");
    await solver().present([challenge], patient());
    await solver().cleanUp([challenge], patient());
    await solver().cleanUp([challenge], patient());
    expect(await bind.txt("_acme-challenge.shared.example.test")).toEqual(["of somebody else"]);
  });

  it("takes 50 names at once", async () => {
    const many = Array.from({ length: 50 }, (_, index) => challengeFor(`n${index}.many.example.test`));
    await solver().present(many, patient());
    await solver().check(many, patient());
    expect(await bind.txt("_acme-challenge.n49.many.example.test")).toEqual([txtValue(many[49]!)]);
    await solver().cleanUp(many, patient());
    expect(await bind.txt("_acme-challenge.n49.many.example.test")).toEqual([]);
  });
});

describe("a delegation", () => {
  it("by CNAME is followed into another zone", async () => {
    const challenge = challengeFor("moved.example.test");
    const following = solver({ dns01: { cnameStrategy: "Follow" } });
    await following.present([challenge], patient());
    await following.check([challenge], patient());
    expect(await bind.txt("moved.delegated.test")).toEqual([txtValue(challenge)]);
    await following.cleanUp([challenge], patient());
    expect(await bind.txt("moved.delegated.test")).toEqual([]);
  });

  it("by CNAME is told of where it is not followed", async () => {
    const challenge = challengeFor("moved.example.test");
    await solver().present([challenge], patient());
    expect(await failure(solver().check([challenge], AbortSignal.timeout(300)))).toBe(
      `the TXT record _acme-challenge.moved.example.test was written, but time was over before every name server showed it: ns.example.test: ${bind.address} lacks 1 of 1 values (a CNAME, which cnameStrategy: Follow would follow)`,
    );
  });

  it("in a circle is refused", async () => {
    const following = solver({ dns01: { cnameStrategy: "Follow" } });
    expect(await failure(following.present([challengeFor("circle.example.test")], patient()))).toBe(
      "the CNAME at _acme-challenge.circle.example.test leads nowhere: _acme-challenge.circle.example.test -> _acme-challenge.circle2.example.test",
    );
  });

  it("by NS records makes _acme-challenge a zone of its own", async () => {
    const challenge = challengeFor("cut.example.test");
    await solver().present([challenge], patient());
    await solver().check([challenge], patient());
    expect(await bind.txt("_acme-challenge.cut.example.test")).toEqual([txtValue(challenge)]);
    await solver().cleanUp([challenge], patient());
  });
});

describe("a refusal says why", () => {
  const elsewhere = (name: string) => ({ ...key, keyName: name });
  it.each([
    [
      "an unknown key",
      () => ({ rfc2136: { tsig: elsewhere("nokey") } }),
      "took no update: it answers BADKEY: it knows no key nokey for hmac-sha256: compare tsigKeyName and tsigAlgorithm with its configuration",
    ],
    [
      "another algorithm",
      () => ({ rfc2136: { tsig: { ...key, algorithm: "HMACSHA512" as const } } }),
      "took no update: it answers BADKEY: it knows no key acme for hmac-sha512: compare tsigKeyName and tsigAlgorithm with its configuration",
    ],
    [
      "another secret",
      () => ({ rfc2136: { tsig: { ...key, secret: { value: "AAAA" } } } }),
      "took no update: it answers BADSIG: the secret of the key acme is another one there",
    ],
    [
      "another time",
      () => ({ outside: { now: () => Date.now() - 4_000_000 } }),
      /^the name server [\d.:]+ took no update: it answers BADTIME: its clock is (3999|4000|4001) s from ours$/,
    ],
  ])("for %s", async (_, changes, expected) => {
    const message = await failure(solver(changes()).present([challengeFor("no.example.test")], patient()));
    if (typeof expected === "string") expect(message).toBe(`the name server ${bind.address} ${expected}`);
    else expect(message).toMatch(expected);
    expect(message).not.toContain(tsigSecret);
  });

  it("for an update that is not signed", async () => {
    const { tsig: _, ...unsigned } = {
      kind: "rfc2136",
      nameserver: bind.address,
      protocol: "TCP",
      tsig: key,
    } as const;
    const own = solver({ dns01: { provider: unsigned } });
    expect(await failure(own.present([challengeFor("no.example.test")], patient()))).toBe(
      `the name server ${bind.address} refuses to change _acme-challenge.no.example.test in the zone example.test: it answers REFUSED: its policy does not let this key, or this address, change the record`,
    );
  });

  it("for a credential that is not there", async () => {
    const own = solver({ rfc2136: { tsig: { ...key, secret: { env: "NO_SUCH" } } } });
    expect(await failure(own.present([challengeFor("no.example.test")], patient()))).toBe(
      "the environment variable NO_SUCH is not set",
    );
  });

  it("for a server that is not there", async () => {
    const own = solver({ rfc2136: { nameserver: "127.0.0.1:1" } });
    expect(await failure(own.present([challengeFor("no.example.test")], patient()))).toBe(
      "the name server 127.0.0.1:1 gives no answer over UDP (ECONNREFUSED)",
    );
  });
});
