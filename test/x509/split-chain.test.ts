import { describe, expect, it } from "vitest";
import { readCertificate, splitChain, UnreadableCertificate } from "../../provider/x509/read-certificate.js";
import { authority, issued } from "../support/certificates.js";

describe("splitChain", () => {
  const root = authority();
  const chain = issued({ issuer: authority({ issuer: root, commonName: "Intermediate" }) }).certificatePem;

  it("returns the certificates one by one, in order", () => {
    expect(splitChain(chain).map((pem) => readCertificate(pem).subject)).toEqual(["", "CN=Intermediate"]);
    expect(splitChain(chain).join("")).toBe(chain);
  });

  const forms: [how: string, text: string][] = [
    ["CRLF", chain.replaceAll("\n", "\r\n")],
    [
      "text around the blocks",
      `Bag Attributes\n${chain.replaceAll("-----BEGIN", "s:CN=x\ni:CN=y\n-----BEGIN")}the end`,
    ],
    ["no line end at its end", chain.trimEnd()],
    ["lines of any length", chain.replace(/(?<=[\w+/])\n(?=[\w+/])/g, "")],
    ["indented lines", chain.replaceAll("\n", "\n  ")],
    ["a private key among them", issued().privateKeyPem + chain],
  ];
  it.each(forms)("returns the same from a text with %s", (_, text) => {
    expect(splitChain(text).join("")).toBe(chain);
  });

  it("returns nothing from a text without a certificate", () => {
    expect(["", "\n", "certificate", "-----BEGIN ", "-----BEGIN X509 CRL-----"].map(splitChain)).toEqual([
      [],
      [],
      [],
      [],
      [],
    ]);
  });

  it("refuses half a chain instead of returning what is left", () => {
    expect(() => splitChain(chain.slice(0, -40))).toThrow(UnreadableCertificate);
  });

  it("takes no longer than its text is long", () => {
    const begins = "-----BEGIN CERTIFICATE-----\n".repeat(50_000);
    expect(() => splitChain(begins)).toThrow(UnreadableCertificate);
    expect(splitChain("-----BEGIN ".repeat(200_000))).toEqual([]);
    const spaces = `-----BEGIN CERTIFICATE-----${" ".repeat(200_000)}*-----END CERTIFICATE-----`;
    expect(() => splitChain(spaces)).toThrow(UnreadableCertificate);
  });
});
