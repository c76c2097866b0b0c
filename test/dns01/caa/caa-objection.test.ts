import { describe, expect, it } from "vitest";
import { type CaaQuestion, caaObjection } from "../../../provider/dns01/caa/caa-objection.js";
import { type CaaRecord, readCaaRecord } from "../../../provider/dns01/caa/caa-record.js";
import { readIssueValue } from "../../../provider/dns01/issue-value.js";

const account = "https://ca.example/acct/1";

const question: CaaQuestion = {
  name: "shop.example.com",
  wildcard: false,
  issuers: ["ca.example", "www.ca.example"],
  accountUri: account,
  method: "dns-01",
};

const wildcard = { wildcard: true };

/** Records as a zone file writes them: a flag, a tag, a value. */
function records(...lines: string[]): CaaRecord[] {
  return lines.map((line) => {
    const [, flag, tag = "", value = ""] = /^(\d+) (\w+) "(.*)"$/.exec(line) ?? [];
    return { critical: flag === "128", tag: tag.toLowerCase(), value };
  });
}

const at = "the CAA records of example.com";

describe("CAA records", () => {
  it("that are not there permit any CA", () => {
    expect(caaObjection(question, undefined)).toBeUndefined();
  });

  it.each<[string, string[], Partial<CaaQuestion>, string | undefined]>([
    ["the CA", [`0 issue "ca.example"`], {}, undefined],
    ["the CA, in other letters", [`0 Issue "CA.Example"`], {}, undefined],
    ["the CA by its second name", [`0 issue "www.ca.example"`], {}, undefined],
    ["the CA among others", [`0 issue "other.example"`, `0 issue "ca.example"`], {}, undefined],
    [
      "another CA",
      [`0 issue "other.example"`],
      {},
      `${at} permit only other.example (issue), not ca.example or www.ca.example`,
    ],
    [
      "a CA below ours",
      [`0 issue "notca.example"`],
      {},
      `${at} permit only notca.example (issue), not ca.example or www.ca.example`,
    ],
    ["nobody", [`0 issue ";"`], {}, `${at} permit only nobody (issue), not ca.example or www.ca.example`],
    [
      "nobody, by an empty value",
      [`0 issue ""`],
      {},
      `${at} permit only nobody (issue), not ca.example or www.ca.example`,
    ],
    [
      "what cannot be read",
      [`0 issue "ca.example; ="`],
      {},
      `${at} permit only nobody (issue), not ca.example or www.ca.example`,
    ],
    ["any CA that says no name of its own", [`0 iodef "mailto:a@example.com"`], {}, undefined],
    ["others for wildcards alone", [`0 issuewild "other.example"`], {}, undefined],
    [
      "others for wildcards",
      [`0 issue "ca.example"`, `0 issuewild "other.example"`],
      wildcard,
      `${at} permit only other.example (issuewild), not ca.example or www.ca.example`,
    ],
    ["the CA for wildcards alone", [`0 issue ";"`, `0 issuewild "ca.example"`], wildcard, undefined],
    ["wildcards by issue, where issuewild is absent", [`0 issue "ca.example"`], wildcard, undefined],
    [
      "wildcards of others by issue",
      [`0 issue "other.example"`],
      wildcard,
      `${at} permit only other.example (issue), not ca.example or www.ca.example`,
    ],
    [
      "a critical tag of the future",
      [`0 issue "ca.example"`, `128 tbs "x"`],
      {},
      `${at} hold the critical tag tbs, which a CA must know to issue`,
    ],
    ["a tag of the future", [`0 issue "ca.example"`, `0 tbs "x"`], {}, undefined],
    ["a critical tag that is known", [`128 issue "ca.example"`], {}, undefined],
    ["the account", [`0 issue "ca.example; accounturi=${account}"`], {}, undefined],
    [
      "another account",
      [`0 issue "ca.example; accounturi=https://ca.example/acct/2"`],
      {},
      `${at} permit this CA for the account https://ca.example/acct/2 alone, not for ${account} (issue)`,
    ],
    [
      "an account before there is one",
      [`0 issue "ca.example;accounturi=${account}"`],
      { accountUri: undefined },
      `${at} permit this CA for the account ${account} alone, not for one that is yet to be made (issue)`,
    ],
    [
      "two accounts in one record",
      [`0 issue "ca.example; accounturi=${account}; accounturi=b"`],
      {},
      `${at} permit this CA for two accounts at once, which none can be (issue)`,
    ],
    [
      "two accounts in two records",
      [`0 issue "ca.example; accounturi=b"`, `0 issue "ca.example; accounturi=${account}"`],
      {},
      undefined,
    ],
    ["the method", [`0 issue "ca.example; validationmethods=http-01,dns-01"`], {}, undefined],
    [
      "another method",
      [`0 issue "ca.example; validationmethods=http-01,tls-alpn-01"`],
      {},
      `${at} permit this CA by http-01, tls-alpn-01 alone, not by dns-01 (issue)`,
    ],
    [
      "a method whose name begins like ours",
      [`0 issue "ca.example; validationmethods=dns-01x"`],
      {},
      `${at} permit this CA by dns-01x alone, not by dns-01 (issue)`,
    ],
    [
      "the account by another method",
      [`0 issue "other.example"`, `0 issue "ca.example; accounturi=${account}; validationmethods=http-01"`],
      {},
      `${at} permit this CA by http-01 alone, not by dns-01 (issue)`,
    ],
    ["a parameter of the CA's own", [`0 issue "ca.example; policy=ev"`], {}, undefined],
  ])("that permit %s", (_, lines, changes, objection) => {
    const found = { name: "example.com", records: records(...lines) };
    expect(caaObjection({ ...question, ...changes }, found)).toBe(objection);
  });

  it("are read from their octets", () => {
    const data = (flags: number, tag: string, value: string) =>
      Buffer.concat([Buffer.from([flags, tag.length]), Buffer.from(tag + value)]);
    expect(readCaaRecord(data(128, "Issue", "ca.example"))).toEqual({
      critical: true,
      tag: "issue",
      value: "ca.example",
    });
    expect(readCaaRecord(data(0, "iodef", ""))).toEqual({ critical: false, tag: "iodef", value: "" });
    expect(
      [Buffer.alloc(0), Buffer.from([0]), Buffer.from([0, 0, 97]), Buffer.from([0, 9, 97])].map(
        readCaaRecord,
      ),
    ).toEqual(Array(4).fill(undefined));
  });
});

describe("the value of issue", () => {
  it.each([
    ["ca.example", { issuer: "ca.example", parameters: [] }],
    [" CA.example ;", { issuer: "ca.example", parameters: [] }],
    [";", { issuer: "", parameters: [] }],
    ["", { issuer: "", parameters: [] }],
    [
      "ca.example; a=b;C =\td",
      {
        issuer: "ca.example",
        parameters: [
          { tag: "a", value: "b" },
          { tag: "c", value: "d" },
        ],
      },
    ],
    ["; a=", { issuer: "", parameters: [{ tag: "a", value: "" }] }],
    ["ca..example", undefined],
    ["-ca.example", undefined],
    ["ca_.example", undefined],
    ["ca.example a=b", undefined],
    ["ca.example; a", undefined],
    ["ca.example; a=b c", undefined],
    ["ca.example; a=b;", undefined],
  ])("%j is read as %j", (text, value) => {
    expect(readIssueValue(text)).toEqual(value);
  });
});
