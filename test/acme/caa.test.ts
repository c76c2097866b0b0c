import { describe, expect, it } from "vitest";
import { caaFault } from "../../provider/acme/caa.js";

const account = "https://ca.example/acct/1";
const judge = (
  records: readonly object[],
  name = "shop.example.com",
  method: "dns-01" | "http-01" = "dns-01",
) =>
  caaFault(records as Parameters<typeof caaFault>[0], { name, identities: ["ca.example"], account, method });
const issue = (value: string) => ({ critical: 0, issue: value });
const wild = (value: string) => ({ critical: 0, issuewild: value });

describe("CAA records", () => {
  it.each([
    ["there are none", []],
    ["they say nothing of issuing", [{ critical: 0, iodef: "mailto:ops@example.com" }]],
    ["they name the CA", [issue("ca.example")]],
    ["they name it among others", [issue("other.example"), issue("CA.example")]],
    ["they name its account", [issue(`ca.example; accounturi=${account}`)]],
    ["they name the way", [issue("ca.example; validationmethods=http-01,dns-01")]],
  ])("permit a name where %s", (_, records) => {
    expect(judge(records)).toBeUndefined();
  });

  it.each([
    ["another CA", [issue("other.example")], "permit other.example alone, and this one is ca.example"],
    ["none", [issue(";")], "permit no CA, and this one is ca.example"],
    [
      "another account",
      [issue("ca.example; accounturi=https://ca.example/acct/2")],
      "permit this CA for another account (accounturi) or another way (validationmethods) alone",
    ],
    [
      "another way",
      [issue("ca.example; validationmethods=http-01")],
      "permit this CA for another account (accounturi) or another way (validationmethods) alone",
    ],
  ])("forbid a name where they name %s", (_, records, fault) => {
    expect(judge(records)).toBe(fault);
  });

  it("of a wildcard are those for wildcards, where there are any", () => {
    const records = [issue("ca.example"), wild("other.example")];
    expect(judge(records)).toBeUndefined();
    expect(judge(records, "*.example.com")).toBe("permit other.example alone, and this one is ca.example");
    expect(judge([issue("other.example")], "*.example.com")).toBe(
      "permit other.example alone, and this one is ca.example",
    );
  });
});
