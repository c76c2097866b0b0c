import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { failure } from "../dns01/challenges.js";
import { problem } from "./fake-acme-server.js";
import { FakeGround } from "./fake-ground.js";

const ground = new FakeGround();
const { up, interruptOnce, orderFiles } = ground;

describe("an order that a process left", () => {
  it.each([
    ["pending", /challenge/],
    ["ready", /finalize/],
    ["valid", /certificate/],
  ])("is gone on with where it is %s, with its key", async (status, path) => {
    interruptOnce(path, { status: 400, body: problem("malformed", "not now") });
    await failure(up());
    expect(ground.server.orders.map((order) => order.status)).toEqual([status]);
    const [file = ""] = orderFiles();
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const { order } = JSON.parse(readFileSync(file, "utf8"));
    await ground.stack.retry("web");
    expect(ground.server.orders.map((each) => each.status)).toEqual(["valid"]);
    expect(order.privateKeyPem).toBe(String(ground.stack.secret("web-tls")["tls.key"]));
    expect(orderFiles()).toEqual([]);
  });

  it.each([
    ["is invalid since", { body: { status: "invalid", authorizations: [], finalize: "" } }],
    ["is known to it no more", { status: 404, body: problem("malformed", "no such order") }],
  ])("and that %s is followed by another one", async (_, said) => {
    interruptOnce(/challenge/, { status: 400, body: problem("malformed", "not now") });
    await failure(up());
    interruptOnce(/^\/order\/0/, said);
    await ground.stack.retry("web");
    expect(ground.server.orders.map(({ status }) => status)).toEqual(["pending", "valid"]);
  });

  it("for other names is none for these", async () => {
    interruptOnce(/challenge/, { status: 400, body: problem("malformed", "not now") });
    await failure(up());
    await up({}, { dnsNames: ["www.example.com"] });
    expect(ground.server.orders.map(({ names }) => names)).toEqual([
      ["shop.example.com"],
      ["www.example.com"],
    ]);
  });

  it("is gone when the certificate is destroyed", async () => {
    interruptOnce(/challenge/, { status: 400, body: problem("malformed", "not now") });
    await failure(up());
    expect(orderFiles()).toHaveLength(1);
    await ground.stack.destroy("web");
    expect(orderFiles()).toEqual([]);
  });

  it("is left to whom the place belongs by the time the certificate is destroyed", async () => {
    await up();
    interruptOnce(/challenge/, { status: 400, body: problem("malformed", "not now") });
    await failure(up({}, { dnsNames: ["www.example.com"] }));
    const file = join(ground.stack.folder, "default", "web-tls.kubecerts.yaml");
    const manifest = parse(readFileSync(file, "utf8"));
    const record = JSON.parse(manifest.data.record);
    const another = { ...record, owner: { ...record.owner, id: "another" } };
    writeFileSync(file, stringify({ ...manifest, data: { record: JSON.stringify(another) } }));
    await ground.stack.destroy("web");
    expect(orderFiles()).toHaveLength(1);
  });
});
