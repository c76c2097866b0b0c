import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { type Bind, startBind, tsigSecret } from "../dns01/bind.js";
import { Project } from "../e2e/project.js";
import { finalised, type Pebble, startPebble } from "./pebble.js";

/** The real CLI, a real CA and a real DNS: one program makes the account, the record that permits it, and the certificate. */
let bind: Bind;
let pebble: Pebble;
let project: Project;
beforeAll(async () => {
  bind = await startBind({ "example.test": "ns IN A 127.0.0.1" });
  pebble = await startPebble(bind.address, { caaIdentities: ["pebble.example"] });
  project = await Project.create(inject("installed"), "account");
});
afterAll(async () => {
  await pebble?.close();
  await bind?.close();
});

/** `acme` are fields of the account, in JavaScript. */
function program(acme: string): void {
  project.write("ca.pem", pebble.caBundle);
  const [host, port] = bind.address.split(":");
  project.program(`
const { readFileSync } = require("node:fs");
const store = { directory: "certs", plaintext: true };
const acme = { server: "${pebble.directory}", caBundle: readFileSync("ca.pem", "utf8"), ${acme} };
const account = new kubecerts.AcmeAccount("pebble", { ...acme, store });
const permit = kubecerts.validationPersist({
  domain: "example.test", issuer: "pebble.example", accountUri: account.accountUri, wildcard: true,
});
// In place of a DNS provider's resource.
class Txt extends pulumi.dynamic.Resource {
  constructor(name, args, opts) {
    super({ async create({ name, value }) {
      const { execFileSync } = require("node:child_process");
      const input = "server ${host} ${port}\\nupdate add " + name + " 1 TXT \\"" + value + "\\"\\nsend\\n";
      execFileSync("nsupdate", ["-y", "hmac-sha256:acme:${tsigSecret}"], { input });
      return { id: name, outs: { name, value } };
    } }, name, args, opts);
  }
}
const record = new Txt("permit", { name: permit.name, value: permit.value });
const web = new kubecerts.Certificate("web", {
  secretName: "web-tls", dnsNames: ["*.example.test", "example.test"], privateKey: { algorithm: "ECDSA" }, store,
  issuer: { acme: { ...acme, profile: "default", solvers: [
    { dnsPersist01: { propagation: { resolvers: ["${bind.address}"], authoritative: false } } },
  ] } },
}, { dependsOn: record });`);
}

const uri = async () => (await project.state()).pebble?.outputs.accountUri;
const accountKey = () => {
  const folder = project.path("certs", "default");
  const file = readdirSync(folder).find((name) => name.startsWith("acme-account-"));
  return readFileSync(join(folder, file ?? "none"), "utf8");
};

describe("an account that is a resource", () => {
  let first: unknown;

  it("is opened, permitted by a record and used for a certificate in one up", async () => {
    program("");
    const { text } = await project.preview();
    expect(text).toContain("AcmeAccount pebble create");
    await project.up();
    first = await uri();
    expect(first).toMatch(/\/my-account\//);
    expect(pebble.count(finalised)).toBe(1);
    await project.up("--expect-no-changes");
    expect(JSON.stringify(await project.state("--show-secrets"))).not.toContain("PRIVATE KEY");
  });

  it("gets another key when the trigger changes: nothing is ordered, and the account is the same", async () => {
    const key = accountKey();
    program(`accountKeyRollover: "2026-11"`);
    const { text } = await project.preview();
    expect(text).toContain("AcmeAccount pebble update [diff: +accountKeyRollover]");
    expect(text).toContain(
      "Certificate web update [diff: ~decision,issuer]; record - the account is changed at the CA: issuer.acme.accountKeyRollover was none, wanted 2026-11; revision 1 is only recorded",
    );
    await project.up();
    expect(accountKey()).not.toBe(key);
    expect([await uri(), pebble.count(finalised)]).toEqual([first, 1]);
    await project.up("--expect-no-changes");
  });

  it("stays with its key when all is destroyed", async () => {
    const key = accountKey();
    await project.destroy();
    expect(accountKey()).toBe(key);
    await project.up();
    expect(await uri()).toBe(first);
  });
});
