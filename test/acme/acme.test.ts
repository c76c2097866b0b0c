import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Stack } from "../support/stack.js";
import { FakeAcmeServer } from "./fake-acme-server.js";

let server: FakeAcmeServer;
let stack: Stack;
let state: string;
beforeEach(async () => {
  server = new FakeAcmeServer();
  await server.start();
  stack = new Stack(Date.now());
  state = mkdtempSync(join(tmpdir(), "kubecerts-acme-"));
  process.env.XDG_STATE_HOME = state;
});
afterEach(async () => {
  delete process.env.XDG_STATE_HOME;
  rmSync(state, { recursive: true });
  await server.close();
});

const web = (changes: object = {}, more: object = {}) => ({
  secretName: "web-tls",
  dnsNames: ["shop.example.com"],
  privateKey: { algorithm: "ECDSA" },
  issuer: {
    acme: {
      server: server.directory,
      caBundle: server.caBundle,
      email: "ops@example.com",
      solvers: [{ http01: { webroot: { directory: state }, waitInsteadOfSelfCheck: "0s" } }],
      ...changes,
    },
  },
  ...more,
});

describe("an ACME CA", () => {
  it("issues what was asked for", async () => {
    expect(await stack.up("web", web())).toBe("issue - nothing exists yet at default/web-tls; revision 1");
    expect(server.orders).toMatchObject([{ status: "valid", names: ["shop.example.com"] }]);
    expect(Object.keys(stack.secret("web-tls"))).toEqual(["tls.crt", "tls.key"]);
    expect(await stack.up("web", web())).toBe("keep");
    expect(
      readdirSync(join(state, "kubecerts", readdirSync(join(state, "kubecerts"))[0]!, "default")),
    ).toEqual([]);
    // The account was looked up before it was opened; once it is known, one request less.
    expect(server.asked.map(({ method, path }) => `${method} ${path}`)).toEqual([
      "GET /dir",
      "HEAD /newNonce",
      "POST /newAccount",
      "POST /newAccount",
      "POST /newOrder",
      "POST /authorization/0-0",
      "POST /challenge/0-0",
      "POST /authorization/0-0",
      "POST /order/0",
      "POST /finalize/0",
      "POST /certificate/0",
    ]);
  });
});
