import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AcmeAccountProvider } from "../../provider/acme-account-provider.js";
import { live } from "../../provider/dns01/outside.js";
import { rfc2136 } from "../../provider/dns01/rfc2136/rfc2136.js";
import { validationPersistRecord } from "../../provider/spec/validation-persist.js";
import { directoryStore } from "../../provider/store/directory.js";
import { type Bind, startBind, tsigSecret } from "../dns01/bind.js";
import { failure, patient } from "../dns01/challenges.js";
import { givenCredentials } from "../dns01/given-credentials.js";
import { Stack } from "../support/stack.js";
import { finalised, type Pebble, startPebble } from "./pebble.js";

/** A real CA (Pebble), whose record in a real DNS (BIND) is the user's own and stays. */
let bind: Bind;
let pebble: Pebble;
const state = mkdtempSync(join(tmpdir(), "kubecerts-persist-"));
beforeAll(async () => {
  bind = await startBind({ "example.test": "ns IN A 127.0.0.1" });
  pebble = await startPebble(bind.address, { caaIdentities: ["pebble.example"] });
  process.env.XDG_STATE_HOME = state;
});
afterAll(async () => {
  delete process.env.XDG_STATE_HOME;
  rmSync(state, { recursive: true });
  await pebble?.close();
  await bind?.close();
});

describe("a record that stays", () => {
  it("is told of by the first up, permits the second, and is still there after it", async () => {
    const stack = new Stack(Date.now() + 60_000);
    const web = (timeout: string) => ({
      secretName: "web-tls",
      dnsNames: ["*.example.test", "example.test"],
      privateKey: { algorithm: "ECDSA" },
      timeout,
      issuer: {
        acme: {
          server: pebble.directory,
          caBundle: pebble.caBundle,
          solvers: [{ dnsPersist01: { propagation: { resolvers: [bind.address], authoritative: false } } }],
        },
      },
    });
    const told = await failure(stack.up("web", web("10s")));
    const [, name = "", value = ""] =
      /the TXT record (\S+) does not permit .*?; it must hold "([^"]+)"/i.exec(told) ?? [];
    expect(name).toBe("_validation-persist.example.test");
    expect(value).toMatch(
      /^pebble\.example; accounturi=https:\/\/127\.0\.0\.1:\d+\/my-account\/[\w-]+; policy=wildcard$/,
    );

    const tsig = { keyName: "acme", algorithm: "HMACSHA256", secret: { value: tsigSecret } } as const;
    const dns = rfc2136({ nameserver: bind.address, protocol: "TCP", tsig }, givenCredentials(), live);
    await dns.add([{ name, zone: "example.test", values: [value] }], patient());

    expect(await stack.up("web", web("1m"))).toMatch(/^issue/);
    expect(pebble.count(finalised)).toBe(1);
    expect(await bind.resolver.resolveTxt(name)).toEqual([[value]]);
  });

  it("is known before anything is ordered, where the account is a resource, and permits the first up", async () => {
    const stack = new Stack(Date.now() + 60_000);
    const acme = { server: pebble.directory, caBundle: pebble.caBundle };
    const provider = new AcmeAccountProvider({
      now: Date.now,
      isTimeSet: () => false,
      store: () => directoryStore({ directory: stack.folder, plaintext: true }),
    });
    const urn = "urn:pulumi:dev::app::pulumi-nodejs:dynamic/kubecerts:AcmeAccount::pebble";
    const asked = { ...acme, store: { directory: stack.folder }, __urn: urn };
    const { inputs, failures } = await provider.check({}, asked);
    expect(failures).toEqual([]);
    const { id, outs } = await provider.create(inputs);
    expect((await provider.diff(id, outs, inputs)).changes).toBe(false);

    const domain = "sub.example.test";
    const permission = { domain, issuer: "pebble.example", accountUri: id, wildcard: false };
    const { name, value } = validationPersistRecord(permission);
    const tsig = { keyName: "acme", algorithm: "HMACSHA256", secret: { value: tsigSecret } } as const;
    const dns = rfc2136({ nameserver: bind.address, protocol: "TCP", tsig }, givenCredentials(), live);
    await dns.add([{ name, zone: "example.test", values: [value] }], patient());
    const solver = { dnsPersist01: { propagation: { resolvers: [bind.address], authoritative: false } } };
    const web = {
      secretName: "sub-tls",
      dnsNames: [domain],
      privateKey: { algorithm: "ECDSA" },
      issuer: { acme: { ...acme, solvers: [solver] } },
    };
    expect(await stack.up("sub", web)).toMatch(/^issue/);
  });
});
