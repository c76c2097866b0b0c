import { describe, expect, it } from "vitest";
import type { Served } from "../provider/handshake/await-served.js";
import type { Question } from "../provider/handshake/verify-endpoint.js";
import { at } from "./support/certificates.js";
import { Stack } from "./support/stack.js";

const shop = {
  secretName: "web-tls",
  dnsNames: ["shop.example.test"],
  issuer: { selfSigned: {} },
  privateKey: { algorithm: "ECDSA" },
};
const verify = { host: "shop.example.test", address: "192.0.2.1", within: "30s" };
const noon = at("2026-06-01T12:00:00Z");

describe("a certificate with verify", () => {
  it("is looked for after it was written: this very leaf, trusted by its own CA", async () => {
    const asked: [Question, number][] = [];
    const stack = new Stack(noon, async (question, within) => {
      asked.push([question, within]);
      return { verdicts: [] };
    });
    await stack.up("web", { ...shop, verify });
    const { fingerprint, caPem } = stack.outputs("web");
    const endpoint = { host: "shop.example.test", port: 443, address: "192.0.2.1" };
    expect(asked).toEqual([[{ endpoint, fingerprint, caPem, allowPrivate: false }, 30_000]]);
  });

  it("fails with what stands when it is not served, and the next up looks again without an order", async () => {
    const answers: Served[] = [{ faults: ["leaf: another one"] }, { verdicts: [] }];
    const stack = new Stack(noon, async () => answers.shift()!);
    const failure = await stack.up("web", { ...shop, verify }).catch((error: Error) => error);
    expect((failure as Error).message).toBe(
      "Certificate default/web-tls is not served at shop.example.test:443 as clients need it, after 30 s: leaf: another one. " +
        "It is written and recorded as revision 1. " +
        "Mend what serves it, and run pulumi up again, which looks once more and issues nothing.",
    );
    const written = stack.secret("web-tls")["tls.crt"];
    await stack.retry("web");
    expect([answers, stack.outputs("web").revision, stack.secret("web-tls")["tls.crt"]]).toEqual([
      [],
      1,
      written,
    ]);
  });

  it("is looked for again when verify alone changes, and not renewed", async () => {
    let looks = 0;
    const stack = new Stack(noon, async () => {
      looks++;
      return { verdicts: [] };
    });
    await stack.up("web", shop);
    expect((await stack.preview("web", { ...shop, verify })).said).toEqual([
      "record - verify changed; revision 1 is only recorded",
    ]);
    await stack.up("web", { ...shop, verify });
    expect([looks, stack.outputs("web").revision]).toEqual([1, 1]);
    expect((await stack.preview("web", { ...shop, verify })).changes).toBe(false);
  });
});
