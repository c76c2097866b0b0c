import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { validationPersist } from "../../sdk/validation-persist.js";

const known = <T>(output: pulumi.Output<T>) => new Promise<T>((resolve) => output.apply(resolve));

describe("the record that permits a CA for good", () => {
  it("has its name and its value before anything is issued", async () => {
    const { name, value } = validationPersist({
      domain: "example.com",
      issuer: pulumi.output("authority.example"),
      accountUri: "https://ca.example/acct/123",
      wildcard: true,
      persistUntil: 1_800_000_000,
    });
    expect([await known(name), await known(value)]).toEqual([
      "_validation-persist.example.com",
      "authority.example; accounturi=https://ca.example/acct/123; policy=wildcard; persistUntil=1800000000",
    ]);
  });
});
