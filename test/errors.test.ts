import { describe, expect, it } from "vitest";
import { CertificateError, foreignText, forPeople, nameOf } from "../provider/errors.js";
import { StoreError } from "../provider/store/port.js";

describe("text from outside", () => {
  const rows: readonly [what: string, text: string, printed: string][] = [
    ["a private key", "no: -----BEGIN EC PRIVATE KEY-----\nMHcCAQ\n-----END", "no: (a private key)"],
    ["a private key of PKCS#8, on one line", "-----BEGIN PRIVATE KEY-----MC4CAQ", "(a private key)"],
    ["control characters", "a\r\n\u001b[31mb\u0000c", "a [31mb c"],
    ["characters that turn the line round", "a\u202eb\u2066c\u200bd", "a b c d"],
    ["an order to Azure's runner", "##vso[task.setvariable]x", "; task.setvariable]x"],
    ["an order to Azure's runner, short", "##[error]x", "; error]x"],
    ["an order to GitHub's runner", "::set-output name=x::y", "; set-output name=x; y"],
    ["an address", "it listens at [2001:db8::1]:443", "it listens at [2001:db8::1]:443"],
    ["five hundred characters", "x".repeat(500), "x".repeat(500)],
    ["one more", "x".repeat(501), `${"x".repeat(497)}...`],
  ];
  it.each(rows)("is printed safely: %s", (_what, text, printed) => {
    expect(foreignText(text)).toBe(printed);
  });
});

describe("a failure, for people", () => {
  const certificate = nameOf({ namespace: "shop", secretName: "web-tls" });

  it("says what failed, for which certificate, what stands now and what to do", () => {
    expect(forPeople(new Error("EIO"), certificate).message).toBe(
      "Certificate shop/web-tls: EIO. What was there before is still there. Run pulumi up again.",
    );
  });

  it("says the last two once, where a store has said them", () => {
    const error = new StoreError("Conflict", "it changed", {
      stands: "it was left alone",
      todo: "run it again",
    });
    expect(forPeople(error, certificate).message).toBe(
      "Certificate shop/web-tls: It changed. It was left alone. Run it again.",
    );
  });

  it("is itself where it was written for people, and has no stack to print", () => {
    const error = new CertificateError("it failed", "nothing was changed", "mend it");
    expect([forPeople(error, certificate), error.stack]).toEqual([
      error,
      "It failed. Nothing was changed. Mend it.",
    ]);
  });
});
