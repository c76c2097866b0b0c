import { describe, expect, it } from "vitest";
import { Certificate } from "../../sdk/certificate.js";
import { declared } from "./declared.js";

const args = { secretName: "web-tls", dnsNames: ["shop.example.com"], issuer: { selfSigned: {} } };

describe("a Certificate in a program", () => {
  it("leaves the depth of stacks as the program set it", async () => {
    const before = Error.stackTraceLimit;
    await declared(() => void new Certificate("web", args));
    expect(Error.stackTraceLimit).toBe(before);
  });

  it("leaves it also when the program's own transformation fails, whose error says where", async () => {
    const before = Error.stackTraceLimit;
    const mine = () => {
      throw new Error("not today");
    };
    let failure: Error | undefined;
    await declared(() => {
      try {
        new Certificate("web", args, { transformations: [mine] });
      } catch (error) {
        failure = error as Error;
      }
    });
    expect(Error.stackTraceLimit).toBe(before);
    expect(failure?.stack).toMatch(/not today\n\s+at mine .*certificate\.test\.ts/);
  });
});
