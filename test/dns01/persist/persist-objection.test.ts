import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type PersistQuestion, persistObjection } from "../../../provider/dns01/persist/persist-objection.js";
import { permissionFaults, validationPersistRecord } from "../../../provider/spec/validation-persist.js";

const accountUri = "https://ca.example/acct/123";
const question: PersistQuestion = {
  issuers: ["authority.example", "ca.example.net"],
  accountUri,
  wildcard: false,
  now: Date.parse("2026-11-24T12:00:00Z"),
};
const own = `authority.example; accounturi=${accountUri}`;
const wildcard = { wildcard: true };

describe("records at _validation-persist", () => {
  it.each<[string, string[], Partial<PersistQuestion>, string | undefined]>([
    ["of the account, as the draft has it", [own], {}, undefined],
    ["by the CA's second name, without blanks", [`ca.example.net;accounturi=${accountUri}`], {}, undefined],
    ["of the account among others", ["other.example; accounturi=a", "v=spf1", own], {}, undefined],
    ["with a parameter of the future", [`${own}; colour=blue`], {}, undefined],
    ["for wildcards", [`${own}; policy=WildCard`], wildcard, undefined],
    ["for wildcards, where none is asked for", [`${own}; policy=wildcard`], {}, undefined],
    ["with another policy, where no wildcard is asked for", [`${own}; policy=strict`], {}, undefined],
    ["until tomorrow", [`${own}; persistUntil=1795694400`], {}, undefined],
    ["that are not there", [], {}, "0 TXT records, none for this CA"],
    ["for another CA", [`other.example; accounturi=${accountUri}`], {}, "1 TXT records, none for this CA"],
    [
      "of another account",
      [`authority.example; accounturi=${accountUri}4`],
      {},
      `the record is for the account ${accountUri}4`,
    ],
    [
      "of an account in other letters",
      [`authority.example; accounturi=${accountUri.toUpperCase()}`],
      {},
      "the record is for the account HTTPS://CA.EXAMPLE/ACCT/123",
    ],
    ["of no account", ["authority.example"], {}, "the record is for the account of nobody"],
    ["not for wildcards", [own], wildcard, "the record is not for wildcards"],
    ["with another policy", [`${own}; policy=strict`], wildcard, "the record is not for wildcards"],
    [
      "until yesterday",
      [`${own}; persistUntil=1795435200`],
      {},
      "the record was good until 2026-11-23T12:00:00.000Z",
    ],
    ["until sometime", [`${own}; persistUntil=soon`], {}, "the record's persistUntil is not a time"],
    ["with a semicolon at the end", [`${own};`], {}, "the record for this CA cannot be read"],
    ["with an account twice", [`${own}; accounturi=b`], {}, "the record for this CA cannot be read"],
    [
      "that are several, none of them right",
      [`${own}; persistUntil=1`, "authority.example"],
      {},
      "the record was good until 1970-01-01T00:00:01.000Z; the record is for the account of nobody",
    ],
  ])("%s", (_, records, changes, objection) => {
    expect(persistObjection({ ...question, ...changes }, records)).toBe(objection);
  });

  it("that are made permit what they were made for", () => {
    const seconds = fc.option(fc.integer({ min: 1_795_521_600, max: 4_000_000_000 }), { nil: undefined });
    fc.assert(
      fc.property(
        fc.boolean(),
        fc.boolean(),
        fc.constantFrom(...question.issuers),
        seconds,
        (made, asked, issuer, until) => {
          const permission = { domain: "shop.example.com", issuer, accountUri, wildcard: made };
          const given = until === undefined ? permission : { ...permission, persistUntil: until };
          expect(permissionFaults(given)).toEqual({});
          const { name, value } = validationPersistRecord(given);
          expect(name).toBe("_validation-persist.shop.example.com");
          const objection = persistObjection({ ...question, wildcard: asked }, [value]);
          expect(objection).toBe(asked && !made ? "the record is not for wildcards" : undefined);
        },
      ),
      { numRuns: 50 },
    );
  });

  it("that no record can hold are refused, field by field", () => {
    const permission = {
      domain: "*.Example.com",
      issuer: "ca example",
      accountUri: "acct/1; policy=wildcard",
      wildcard: false,
      persistUntil: 1.5,
    };
    expect(permissionFaults(permission)).toEqual({
      domain: `"*.Example.com" is not a domain in lower case, without "*."`,
      issuer: `"ca example" is not the domain name of a CA`,
      accountUri: "is not the URL of an account",
      persistUntil: "must be whole seconds since 1970",
    });
  });
});
