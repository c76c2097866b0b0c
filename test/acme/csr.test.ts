import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readCertificate, splitChain } from "../../provider/x509/read-certificate.js";
import { readRequest } from "../../provider/x509/read-request.js";
import { failure } from "../dns01/challenges.js";
import { requestPem } from "../support/requests.js";
import { problem } from "./fake-acme-server.js";
import { FakeGround } from "./fake-ground.js";

const ground = new FakeGround();
const { interruptOnce, orderFiles } = ground;
const csr = requestPem({ dnsNames: ["shop.example.com", "www.example.com"] });
const ofUser = { csr, dnsNames: undefined, privateKey: undefined };
const up = () => ground.up({}, ofUser);
const finalisedWith = () =>
  ground.server.asked.flatMap(({ payload }) =>
    typeof payload === "object" && payload !== null && "csr" in payload ? [String(payload.csr)] : [],
  );

describe("an order for a request of the user's own", () => {
  it("is for its names, and is finalised with its very octets", async () => {
    expect(await up()).toMatch(/^issue/);
    expect(ground.server.orders.map(({ names }) => names)).toEqual([["shop.example.com", "www.example.com"]]);
    const der = csr.replace(/-----.*-----|\s/g, "");
    expect(finalisedWith()).toEqual([Buffer.from(der, "base64").toString("base64url")]);
    const secret = ground.stack.secret("web-tls");
    expect(String(secret["tls.key"])).toBe("");
    const { publicKey } = readCertificate(splitChain(String(secret["tls.crt"]))[0] ?? "");
    expect(readRequest(csr)).toMatchObject({ publicKeyHash: publicKey.hash });
    expect(await up()).toBe("keep");
  });

  it("that a process left is gone on with, and nothing of a key is kept beside it", async () => {
    interruptOnce(/finalize/, { status: 400, body: problem("malformed", "not now") });
    await failure(up());
    const [file = ""] = orderFiles();
    const text = readFileSync(file, "utf8");
    expect(JSON.parse(text).order.privateKeyPem).toBe("");
    await ground.stack.retry("web");
    expect(ground.server.orders.map(({ status }) => status)).toEqual(["valid"]);
    expect(orderFiles()).toEqual([]);
  });

  it("follows one that was begun with a key made here, which is begun anew", async () => {
    interruptOnce(/challenge/, { status: 400, body: problem("malformed", "not now") });
    await failure(ground.up({}, { dnsNames: ["shop.example.com", "www.example.com"] }));
    await up();
    expect(ground.server.orders.map(({ status }) => status)).toEqual(["pending", "valid"]);
    expect(String(ground.stack.secret("web-tls")["tls.key"])).toBe("");
  });
});
