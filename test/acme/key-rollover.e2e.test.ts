import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { parse } from "yaml";
import { findAccount } from "../../provider/acme/account.js";
import { AcmeClient } from "../../provider/acme/client.js";
import { Transport } from "../../provider/acme/transport.js";
import type { Properties } from "../../provider/outputs.js";
import { type Moment, outs, Providers } from "./killed/run.js";
import { finalised, type Pebble, startPebble } from "./pebble.js";

/** The provider in a process of its own, killed while a real CA is told of an account's new key. */
let pebble: Pebble;
let folder: string;
let providers: Providers;
beforeAll(async () => {
  pebble = await startPebble("127.0.0.1:1", {}, { PEBBLE_VA_ALWAYS_VALID: "1" });
  folder = mkdtempSync(join(tmpdir(), "kubecerts-rollover-"));
  providers = new Providers(join(inject("installed"), "node_modules", "pulumi-kubecerts"), folder);
});
afterAll(async () => {
  await pebble?.close();
  rmSync(folder, { recursive: true, force: true });
});

const inputs = (name: string, acme: object = {}): Properties => ({
  namespace: "default",
  secretName: name,
  dnsNames: [`${name}.example.test`],
  privateKey: { algorithm: "ECDSA" },
  store: { directory: providers.secrets, plaintext: true },
  __urn: `urn:pulumi:dev::app::pulumi-nodejs:dynamic/kubecerts:Certificate::${name}`,
  issuer: {
    acme: {
      server: pebble.directory,
      caBundle: pebble.caBundle,
      email: "ops@example.test",
      privateKeySecretRef: { name: `account-of-${name}` },
      solvers: [{ http01: { webroot: { directory: folder }, waitInsteadOfSelfCheck: "0s" } }],
      ...acme,
    },
  },
});

function manifest(file: string): { data: Record<string, string>; metadata: { annotations?: object } } {
  return parse(readFileSync(join(providers.secrets, "default", `${file}.yaml`), "utf8"));
}

/** The account's keys by the entries of its Secret. */
function keysOf(name: string): Record<string, string> {
  const { data } = manifest(`account-of-${name}`);
  return Object.fromEntries(
    Object.entries(data).map(([entry, value]) => [entry, Buffer.from(value, "base64").toString()]),
  );
}

const notesOf = (name: string): Properties =>
  JSON.parse(manifest(`${name}.kubecerts`).data.record ?? "{}").acme;

/** The account that the CA finds by a key. */
async function accountOf(privateKeyPem: string): Promise<string | undefined> {
  const transport = new Transport({ ca: pebble.caBundle });
  const client = await AcmeClient.open({ server: pebble.directory, transport, privateKeyPem, now: Date.now });
  const found = await findAccount(client);
  transport.close();
  return found?.url;
}

/** How Pebble says that it is asked for one. */
const rollOver = /POST \/rollover-account-key -> calling handler/g;

const moments: Moment[] = [
  "writeSecret to be done",
  "writeSecret done",
  "account answered",
  "keyChange to be sent",
  "keyChange sent",
  "keyChange answered",
  "writeRecord to be done",
  "writeRecord done",
];

describe("an account's key that is rolled over", () => {
  it.each(moments.map((moment, index) => [moment, `rolled-${index}`] as const))(
    "is not lost where the provider is killed, %s, and the next run ends with it",
    async (kill, name) => {
      const olds = outs(await providers.run({ inputs: inputs(name) }));
      const [first, ordered] = [keysOf(name)["tls.key"] ?? "", pebble.count(finalised)];
      const { account } = notesOf(name);
      expect(await accountOf(first)).toBe(account);
      const rolled = inputs(name, { accountKeyRollover: "2026-11" });
      expect(await providers.run({ inputs: rolled, olds, kill })).toEqual({ killed: true });
      const known = await Promise.all(Object.values(keysOf(name)).map(accountOf));
      expect(known.filter((url) => url !== undefined)).toEqual([account]);
      const after = outs(await providers.run({ inputs: rolled, olds }));
      const { "tls.key": second = "", ...others } = keysOf(name);
      expect(others).toEqual({});
      expect(await Promise.all([first, second].map(accountOf))).toEqual([undefined, account]);
      expect(notesOf(name)).toMatchObject({ account, accountKeyRollover: "2026-11" });
      // No certificate was ordered for it.
      expect([after.fingerprint, pebble.count(finalised)]).toEqual([olds.fingerprint, ordered]);
    },
  );

  it("is that of all its certificates, which roll it over once", async () => {
    const shared = { privateKeySecretRef: { name: "account-of-many" } };
    const rolled = { ...shared, accountKeyRollover: "1" };
    const first = outs(await providers.run({ inputs: inputs("many", shared) }));
    const other = outs(await providers.run({ inputs: inputs("other", shared) }));
    const [before, asked] = [keysOf("many")["tls.key"], pebble.count(rollOver)];
    outs(await providers.run({ inputs: inputs("many", rolled), olds: first }));
    const key = keysOf("many")["tls.key"];
    expect(key).not.toBe(before);
    outs(await providers.run({ inputs: inputs("other", rolled), olds: other }));
    expect(keysOf("many")).toEqual({ "tls.key": key });
    expect(pebble.count(rollOver)).toBe(asked + 1);
    expect(notesOf("other").account).toBe(notesOf("many").account);
  });

  it("is made for a roll-over that was asked for from the beginning, and not rolled over", async () => {
    const asked = pebble.count(rollOver);
    outs(await providers.run({ inputs: inputs("new", { accountKeyRollover: "2026-11" }) }));
    outs(await providers.run({ inputs: inputs("new", { accountKeyRollover: "2026-11" }) }));
    expect(pebble.count(rollOver)).toBe(asked);
  });
});
