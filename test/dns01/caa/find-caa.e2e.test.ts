import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { caaWarnings } from "../../../provider/dns01/caa/caa-warnings.js";
import { findCaa } from "../../../provider/dns01/caa/find-caa.js";
import { type Bind, startBind } from "../bind.js";
import { patient } from "../challenges.js";

/** A real BIND, whose zone file is the record's own form. */
const zone = {
  "example.test": [
    "ns IN A 127.0.0.1",
    `@ IN CAA 0 issue "ca.example"`,
    `@ IN CAA 0 issuewild ";"`,
    `strict IN CAA 128 issue "ca.example; accounturi=https://ca.example/acct/1; validationmethods=dns-01"`,
    "alias IN CNAME strict",
    "empty.strict IN A 127.0.0.1",
    `many IN CAA 0 issue "other.example"`,
    ...Array.from({ length: 30 }, (_, index) => `many IN CAA 0 issue "number${index}.other.example"`),
  ].join("\n"),
};

let bind: Bind;
beforeAll(async () => {
  bind = await startBind(zone);
});
afterAll(() => bind?.close());

const issue = (value: string, critical = false) => ({ critical, tag: "issue", value });
const strict = issue("ca.example; accounturi=https://ca.example/acct/1; validationmethods=dns-01", true);

describe("the CAA records that count", () => {
  it.each([
    ["a name's own", "strict.example.test", { name: "strict.example.test", records: [strict] }],
    [
      "those of the name above",
      "a.b.strict.example.test",
      { name: "strict.example.test", records: [strict] },
    ],
    [
      "those above a name that has other records",
      "empty.strict.example.test",
      { name: "strict.example.test", records: [strict] },
    ],
    ["those at the end of a CNAME", "alias.example.test", { name: "alias.example.test", records: [strict] }],
  ])("are %s", async (_, name, found) => {
    expect(await findCaa(name, [bind.address], patient())).toEqual(found);
  });

  it("are the zone's where nothing is nearer", async () => {
    const found = await findCaa("www.example.test", [bind.address], patient());
    expect(found?.name).toBe("example.test");
    expect(found?.records).toHaveLength(2);
  });

  it("are all of them, also where they fit into no datagram", async () => {
    expect((await findCaa("many.example.test", [bind.address], patient()))?.records).toHaveLength(31);
  });
});

describe("a warning before an order", () => {
  const question = { issuers: ["ca.example"], accountUri: "https://ca.example/acct/1", method: "dns-01" };
  const warnings = (name: string, changes: object = {}) =>
    caaWarnings([{ ...question, name, wildcard: false, ...changes }], [bind.address]);

  it("is not given where the CA may issue", async () => {
    expect(await warnings("www.example.test")).toEqual([]);
    expect(await warnings("strict.example.test")).toEqual([]);
  });

  it("names the records and what they permit", async () => {
    expect(await warnings("www.example.test", { wildcard: true })).toEqual([
      "the CA will refuse *.www.example.test: the CAA records of example.test permit only nobody (issuewild), not ca.example",
    ]);
    expect(await warnings("strict.example.test", { method: "http-01" })).toEqual([
      "the CA will refuse strict.example.test: the CAA records of strict.example.test permit this CA by dns-01 alone, not by http-01 (issue)",
    ]);
  });

  it("says that nothing is known where no resolver answers", async () => {
    const warnings = await caaWarnings([{ ...question, name: "a.test", wildcard: false }], ["127.0.0.1:1"]);
    expect(warnings).toEqual([
      // Whether the kernel says that nobody listens depends on how often it has said so of late.
      expect.stringMatching(
        /^whether CAA records permit the CA is not known for a\.test: the name server 127\.0\.0\.1:1 /,
      ),
    ]);
  });
});
