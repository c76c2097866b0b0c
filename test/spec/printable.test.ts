import { describe, expect, it } from "vitest";
import { explainReason } from "../../provider/decision/explain.js";
import { foreignText } from "../../provider/errors.js";
import { printable } from "../../provider/spec/printable.js";

const esc = "\u001b";

describe("text from outside", () => {
  it.each<[string, string, string]>([
    ["what a terminal obeys", `a${esc}[2J${esc}]0;title\u0007b\u009b31mc`, "a [2J ]0;title b 31mc"],
    ["lines", "a\r\nb\u2028c", "a b c"],
    ["the order of its letters", "a\u202eb\u2066c\u200bd", "a b c d"],
    [
      "colours of the Pulumi CLI, which dies of one that it does not know",
      "a<{%fg 1%}>b<{%x%}>",
      "a< {%fg 1%}>b< {%x%}>",
    ],
    ["a colour that would be put together", "<\u0000{%x%}>", "< {%x%}>"],
    [
      "orders to the runners of pipelines",
      "##[error]a ##vso[task]b ##VSO[task]c ##teamcity[d",
      "; error]a ; task]b ; task]c ; d",
    ],
  ])("loses %s", (_, text, wanted) => {
    expect(printable(text)).toBe(wanted);
    expect(foreignText(text)).toBe(wanted.trim());
  });

  it("keeps an address that a certificate is for", () => {
    expect(printable("2001:db8::a")).toBe("2001:db8::a");
  });

  it("loses what GitHub's runner takes for its own in either case", () => {
    expect(foreignText("::error::a ::ADD-MASK::b")).toBe("; error; a ; ADD-MASK; b");
  });

  it("is no more than text in a reason, whoever wrote the record that it cites", () => {
    const names = `shop.example.com${esc}[2J<{%boom%}>`;
    expect(
      explainReason({
        code: "RequestChanged",
        field: "dnsNames",
        observed: names,
        wanted: "shop.example.com",
        by: `x${esc}c`,
      }),
    ).toBe("dnsNames was shop.example.com [2J< {%boom%}>, wanted shop.example.com, by the hand of x c");
  });
});
