import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { failure } from "../dns01/challenges.js";
import { Stack } from "../support/stack.js";
import { FakeAcmeServer, problem } from "./fake-acme-server.js";

let production: FakeAcmeServer;
let staging: FakeAcmeServer;
let stack: Stack;
let state: string;
beforeEach(async () => {
  [production, staging] = [new FakeAcmeServer(), new FakeAcmeServer()];
  await Promise.all([production.start(), staging.start()]);
  stack = new Stack(Date.now());
  state = mkdtempSync(join(tmpdir(), "kubecerts-acme-"));
  process.env.XDG_STATE_HOME = state;
});
afterEach(async () => {
  delete process.env.XDG_STATE_HOME;
  rmSync(state, { recursive: true });
  await Promise.all([production.close(), staging.close()]);
});

const web = (more: object = {}) => ({
  secretName: "web-tls",
  dnsNames: ["shop.example.com"],
  privateKey: { algorithm: "ECDSA" },
  issuer: {
    acme: {
      server: production.directory,
      caBundle: production.caBundle,
      rehearse: { server: staging.directory, caBundle: staging.caBundle },
      solvers: [{ http01: { webroot: { directory: state }, waitInsteadOfSelfCheck: "0s" } }],
    },
  },
  ...more,
});

describe("a rehearsal", () => {
  it("proves the names before the first certificate is ordered, finalises nothing, and is not repeated", async () => {
    await stack.up("web", web());
    await stack.up("web", web({ renewal: { trigger: "1" } }));
    expect(staging.orders.map(({ status }) => status)).toEqual(["pending"]);
    expect(staging.count(/challenge/)).toBe(1);
    expect(production.orders.map(({ status }) => status)).toEqual(["valid", "valid"]);
  });

  it("that fails costs no attempt: nothing is ordered", async () => {
    staging.interrupt = ({ path, payload }) => {
      if (!path.startsWith("/authorization/") || payload !== "" || staging.count(/challenge/) === 0)
        return undefined;
      const challenge = {
        type: "http-01",
        url: "x",
        status: "invalid",
        error: problem("connection", "refused"),
      };
      const identifier = { type: "dns", value: "shop.example.com" };
      return { body: { identifier, status: "invalid", challenges: [challenge] } };
    };
    expect((await failure(stack.up("web", web()))).replace(/127\.0\.0\.1:\d+/, "STAGING")).toBe(
      "Certificate default/web-tls was not issued: The rehearsal at STAGING failed: shop.example.com: connection: refused. Nothing was ordered. Mend that and run pulumi up again.",
    );
    expect(production.orders).toEqual([]);
  });
});
