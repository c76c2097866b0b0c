import { createPrivateKey, X509Certificate } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { parse } from "yaml";
import type { Properties } from "../../provider/outputs.js";
import { type Bind, startBind } from "../dns01/bind.js";
import { type Moment, outs, Providers } from "./killed/run.js";
import { finalised, type Pebble, startPebble } from "./pebble.js";

/** The provider in a process of its own, killed by SIGKILL while a real CA issues; what it left, the next one goes on with. */
let bind: Bind;
let pebble: Pebble;
let folder: string;
let providers: Providers;
beforeAll(async () => {
  bind = await startBind({ "example.test": "@ IN A 127.0.0.1\nns IN A 127.0.0.1\n* IN A 127.0.0.1" });
  pebble = await startPebble(bind.address);
  folder = mkdtempSync(join(tmpdir(), "kubecerts-killed-"));
  providers = new Providers(join(inject("installed"), "node_modules", "pulumi-kubecerts"), folder);
});
afterAll(async () => {
  await pebble?.close();
  await bind?.close();
  rmSync(folder, { recursive: true, force: true });
});

const inputs = (name: string, trigger = 0): Properties => ({
  namespace: "default",
  secretName: name,
  dnsNames: [`${name}.example.test`],
  privateKey: { algorithm: "ECDSA" },
  renewal: { trigger },
  store: { directory: providers.secrets, plaintext: true },
  __urn: `urn:pulumi:dev::app::pulumi-nodejs:dynamic/kubecerts:Certificate::${name}`,
  issuer: {
    acme: {
      server: pebble.directory,
      caBundle: pebble.caBundle,
      privateKeySecretRef: { name: `account-of-${name}` },
      solvers: [
        {
          http01: {
            listen: { port: pebble.httpPort },
            selfCheck: { resolvers: [bind.address], port: pebble.httpPort },
          },
        },
      ],
    },
  },
});

/** The certificate in the Secret, once it is sure that it is whole: the key is its own. Undefined where there is no Secret. */
function standing(name: string): X509Certificate | undefined {
  const path = join(providers.secrets, "default", `${name}.yaml`);
  if (!existsSync(path)) return undefined;
  const { data } = parse(readFileSync(path, "utf8")) as { data: Record<string, string> };
  const certificate = new X509Certificate(Buffer.from(data["tls.crt"]!, "base64"));
  expect(certificate.checkPrivateKey(createPrivateKey(Buffer.from(data["tls.key"]!, "base64")))).toBe(true);
  expect(certificate.subjectAltName).toBe(`DNS:${name}.example.test`);
  return certificate;
}

const fingerprintOf = (certificate: X509Certificate | undefined) =>
  certificate?.fingerprint256.replaceAll(":", "").toLowerCase();

/** What lies beside the Secret and its record and the account's key: nothing, when all is done. */
function left(name: string): string[] {
  const orders = readdirSync(providers.state, { recursive: true, withFileTypes: true });
  return orders.filter((entry) => entry.isFile() && entry.name.includes(name)).map((entry) => entry.name);
}

const moments: Moment[] = [
  "account to be sent",
  "account answered",
  "newOrder to be sent",
  "newOrder sent",
  "newOrder answered",
  "writeOrder to be done",
  "writeOrder done",
  "authorization answered",
  "challenge to be sent",
  "challenge sent",
  "challenge answered",
  "finalize to be sent",
  "finalize sent",
  "finalize answered",
  "certificate to be sent",
  "certificate answered",
  "writeSecret to be done",
  "writeSecret done",
  "writeRecord to be done",
  "writeRecord done",
  "removeOrder to be done",
  "removeOrder done",
];

describe("a provider that is killed", () => {
  it.each(moments.map((moment, index) => [moment, `first-${index}`] as const))(
    "at the first issuance, %s, is followed by one that ends with it",
    async (kill, name) => {
      const before = pebble.count(finalised);
      expect(await providers.run({ inputs: inputs(name), kill })).toEqual({ killed: true });
      const made = outs(await providers.run({ inputs: inputs(name) }));
      expect(fingerprintOf(standing(name))).toBe(made.fingerprint);
      expect(left(name)).toEqual([]);
      expect(pebble.count(finalised) - before).toBe(1);
    },
  );

  it("at any moment of a renewal leaves the old certificate or the new one", async () => {
    const name = "renewed";
    let olds = outs(await providers.run({ inputs: inputs(name) }));
    const before = pebble.count(finalised);
    const later = moments.filter((moment) => !moment.startsWith("account"));
    let trigger = 0;
    for (const kill of later) {
      // Pebble takes up one authorization in a hundred again where it is told to take up none: then there is no
      // challenge at which to be killed, and it is renewed once more.
      for (const last = trigger + 3; ; ) {
        const outcome = await providers.run({ inputs: inputs(name, ++trigger), olds, kill });
        if ("outs" in outcome && /^challenge/.test(kill) && trigger < last) olds = outcome.outs;
        else {
          expect(outcome).toEqual({ killed: true });
          break;
        }
      }
      expect(standing(name)).toBeDefined();
      olds = outs(await providers.run({ inputs: inputs(name, trigger), olds }));
      expect(fingerprintOf(standing(name))).toBe(olds.fingerprint);
    }
    expect(pebble.count(finalised) - before).toBe(trigger);
    expect(left(name)).toEqual([]);
  });

  it("by chance, again and again, orders once for each renewal", async () => {
    const name = "chance";
    // As many as fit into CI's time, or as many as asked for.
    const [wanted, within] =
      process.env.KILLS === undefined ? [200, 150_000] : [Number(process.env.KILLS), 3_600_000];
    const started = Date.now();
    let olds = outs(await providers.run({ inputs: inputs(name) }));
    // How long a run takes here and now: longer after a kill, measured anew by one that was spared.
    let usual = Date.now() - started;
    const before = pebble.count(finalised);
    let [kills, renewals] = [0, 0];
    while (kills < wanted && Date.now() - started < within) {
      renewals++;
      for (;;) {
        const began = Date.now();
        const killAfter = usual * (0.3 + Math.random());
        const outcome = await providers.run({ inputs: inputs(name, renewals), olds }, killAfter);
        expect(standing(name)).toBeDefined();
        if ("outs" in outcome) {
          olds = outcome.outs;
          usual = Date.now() - began;
          break;
        }
        expect(outcome).toEqual({ killed: true });
        kills++;
        usual *= 1.05;
      }
    }
    console.log(`killed ${kills} times by chance in ${renewals} renewals`);
    expect(kills).toBeGreaterThan(0);
    expect(pebble.count(finalised) - before).toBe(renewals);
    expect(left(name)).toEqual([]);
  });
});
