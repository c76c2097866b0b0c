import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dnsPersist01Solver } from "../../../provider/dns01/persist/dns-persist01-solver.js";
import { type Bind, startBind } from "../bind.js";
import { failure, patient } from "../challenges.js";

const accountUri = "https://ca.example/acct/123";
const permits = `authority.example; accounturi=${accountUri}`;

/** A real BIND; a value of a zone file is in strings of any length. */
const zone = {
  "example.test": [
    "ns IN A 127.0.0.1",
    `_validation-persist.shop IN TXT "other.example; accounturi=a"`,
    `_validation-persist.shop IN TXT "authority.example;" " accounturi=${accountUri}"`,
    `_validation-persist.moved IN CNAME _validation-persist.shop`,
    "_validation-persist.far IN CNAME record.delegated.test.",
  ].join("\n"),
  "delegated.test": `record IN TXT "${permits}"`,
};

let bind: Bind;
beforeAll(async () => {
  bind = await startBind(zone);
});
afterAll(() => bind?.close());

const challenge = (value: string, wildcard = false) => ({
  type: "dns-persist-01" as const,
  identifier: { type: "dns" as const, value },
  token: "",
  keyAuthorization: "",
  persist: { accountUri, issuers: ["authority.example"], wildcard },
});

function solver(authoritative = true) {
  return dnsPersist01Solver(
    { propagation: { resolvers: [bind.address], authoritative, delay: 0 } },
    { port: bind.port },
  );
}

describe("a record of the user's own that stays", () => {
  it.each([
    ["at every authoritative server", "shop.example.test", true],
    ["at the resolvers", "shop.example.test", false],
    ["at the end of a CNAME", "moved.example.test", true],
    ["at the end of a CNAME into another zone", "far.example.test", true],
  ])("is seen %s, and nothing is written or taken away", async (_, name, authoritative) => {
    const own = solver(authoritative);
    await own.present([challenge(name)], patient());
    await own.check([challenge(name)], patient());
    await own.cleanUp([challenge(name)], patient());
    expect(await bind.txt("_validation-persist.shop.example.test")).toEqual([
      permits,
      "other.example; accounturi=a",
    ]);
  });

  it.each([
    [
      "is not there",
      "none.example.test",
      false,
      "0 TXT records, none for this CA (NXDOMAIN, 0 other TXT values)",
      permits,
    ],
    [
      "is not for wildcards",
      "shop.example.test",
      true,
      "the record is not for wildcards (NOERROR, 2 other TXT values)",
      `${permits}; policy=wildcard`,
    ],
  ])("that %s is told of with what it must hold", async (_, name, wildcard, lacking, wanted) => {
    expect(await failure(solver().check([challenge(name, wildcard)], AbortSignal.timeout(300)))).toBe(
      `the TXT record _validation-persist.${name} does not permit this CA and account; it must hold "${wanted}": ns.example.test: ${bind.address} says: ${lacking}`,
    );
  });
});
