import { createPublicKey, X509Certificate } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Properties } from "../../provider/outputs.js";
import { splitChain } from "../../provider/x509/read-certificate.js";
import { type Bind, startBind, tsigSecret } from "../dns01/bind.js";
import { failure } from "../dns01/challenges.js";
import { privateKey } from "../support/certificates.js";
import { requestPem } from "../support/requests.js";
import { Stack } from "../support/stack.js";
import { finalised, type Pebble, startPebble } from "./pebble.js";

/** A real CA (Pebble) that asks a real DNS (BIND), each started here; every name of the zone leads to this machine. */
let bind: Bind;
let state: string;
let stack: Stack;
let pebble: Pebble;
beforeAll(async () => {
  bind = await startBind({ "example.test": "@ IN A 127.0.0.1\nns IN A 127.0.0.1\n* IN A 127.0.0.1" });
});
afterAll(() => bind?.close());
beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), "kubecerts-acme-"));
  process.env.XDG_STATE_HOME = state;
  process.env.TSIG = tsigSecret;
  // Its clock stands still, and what the CA issues begins at the CA's present.
  stack = new Stack(Date.now() + 60_000);
});
afterEach(async () => {
  delete process.env.XDG_STATE_HOME;
  rmSync(state, { recursive: true });
  await pebble?.close();
});

const byDns = () => ({
  dns01: {
    rfc2136: { nameserver: bind.address, tsigKeyName: "acme", tsigSecretSecretRef: { env: "TSIG" } },
    propagation: { resolvers: [bind.address], authoritative: false },
  },
});
const byHttp = () => ({
  http01: {
    listen: { port: pebble.httpPort },
    selfCheck: { resolvers: [bind.address], port: pebble.httpPort },
  },
});
const byTls = () => ({
  tlsAlpn01: {
    listen: { port: pebble.tlsPort },
    selfCheck: { resolvers: [bind.address], port: pebble.tlsPort },
  },
});

interface Wanted {
  readonly names?: readonly string[];
  readonly addresses?: readonly string[];
  readonly solvers?: readonly object[];
  readonly acme?: object;
  readonly more?: object;
}

function web({
  names = ["shop.example.test"],
  addresses,
  solvers = [byDns()],
  acme,
  more,
}: Wanted): Properties {
  const { directory: server, caBundle } = pebble;
  return {
    secretName: "web-tls",
    dnsNames: names,
    ...(addresses === undefined ? {} : { ipAddresses: addresses }),
    privateKey: { algorithm: "ECDSA" },
    // Without a profile Pebble draws one of its two.
    issuer: { acme: { server, caBundle, email: "ops@example.test", profile: "default", solvers, ...acme } },
    ...more,
  };
}

/** What is in the Secret, as OpenSSL reads it. */
function leaf(): X509Certificate {
  const secret = stack.secret("web-tls");
  const certificate = new X509Certificate(secret["tls.crt"]!);
  return certificate;
}

const namesOf = ({ subjectAltName = "" }: X509Certificate) => subjectAltName.split(", ").sort();

describe("a certificate is issued", () => {
  const many = Array.from({ length: 25 }, (_, index) => `n${String(index).padStart(2, "0")}.example.test`);
  it.each([
    ["by DNS-01", () => ({})],
    ["by HTTP-01", () => ({ solvers: [byHttp()] })],
    ["by TLS-ALPN-01", () => ({ solvers: [byTls()] })],
    ["for 25 names", () => ({ names: many })],
    ["for 25 names by HTTP-01", () => ({ names: many, solvers: [byHttp()] })],
    ["for a wildcard and its apex", () => ({ names: ["*.example.test", "example.test"] })],
    [
      "for a wildcard by one solver and a name by another",
      () => ({
        names: ["*.example.test", "www.example.test"],
        solvers: [byDns(), { ...byHttp(), selector: { dnsNames: ["www.example.test"] } }],
      }),
    ],
    ["with an RSA key", () => ({ more: { privateKey: { algorithm: "RSA" } } })],
  ] as const satisfies [string, () => Wanted][])("%s", async (_, wanted) => {
    pebble = await startPebble(bind.address);
    const asked: Wanted = wanted();
    expect(await stack.up("web", web(asked))).toMatch(/^issue/);
    expect(namesOf(leaf())).toEqual(
      (asked.names ?? ["shop.example.test"]).map((name) => `DNS:${name}`).sort(),
    );
    for (const name of asked.names ?? ["shop.example.test"])
      expect(await bind.txt(`_acme-challenge.${name.replace("*.", "")}`)).toEqual([]);
    expect(await stack.up("web", web(asked))).toBe("keep");
    expect(pebble.count(finalised)).toBe(1);
  });

  it.each(["p256", "rsa2048"] as const)("for a request of the user's own, with a key of %s", async (key) => {
    pebble = await startPebble(bind.address);
    const csr = requestPem({ dnsNames: ["*.example.test", "example.test"], commonName: "example.test", key });
    const ofUser = (more: object = {}) =>
      web({ more: { csr, dnsNames: undefined, privateKey: undefined, ...more } });
    const holder = createPublicKey(privateKey("user", key));
    expect(await stack.up("web", ofUser())).toMatch(/^issue/);
    expect(await stack.up("web", ofUser())).toBe("keep");
    expect(namesOf(leaf())).toEqual(["DNS:*.example.test", "DNS:example.test"]);
    expect([leaf().publicKey.equals(holder), pebble.count(finalised)]).toEqual([true, 1]);
    const { serialNumber } = leaf();
    expect(await stack.up("web", ofUser({ renewal: { trigger: "1" } }))).toMatch(/^renew/);
    expect(leaf().serialNumber).not.toBe(serialNumber);
    expect([leaf().publicKey.equals(holder), String(stack.secret("web-tls")["tls.key"])]).toEqual([true, ""]);
  });

  it("for an address", async () => {
    pebble = await startPebble(bind.address);
    await stack.up("web", web({ names: [], addresses: ["127.0.0.1"], solvers: [byHttp()] }));
    expect(namesOf(leaf())).toEqual(["IP Address:127.0.0.1"]);
  });

  it("by a CA that refuses six nonces of ten", async () => {
    pebble = await startPebble(bind.address, {}, { PEBBLE_WFE_NONCEREJECT: "60" });
    expect(await stack.up("web", web({ names: ["a.example.test", "b.example.test"] }))).toMatch(/^issue/);
  });

  it("by a CA that takes its time to look, and says when to ask again", async () => {
    const slow = { PEBBLE_VA_NOSLEEP: "", PEBBLE_VA_SLEEPTIME: "2" };
    pebble = await startPebble(bind.address, { retryAfter: { authz: 1, order: 1 } }, slow);
    expect(await stack.up("web", web({}))).toMatch(/^issue/);
  });

  it("by a profile", async () => {
    pebble = await startPebble(bind.address);
    await stack.up("web", web({ acme: { profile: "shortlived" } }));
    const { validFrom, validTo } = leaf();
    expect(Math.round((Date.parse(validTo) - Date.parse(validFrom)) / 86_400_000)).toBe(6);
  });

  it.each(["HS256", "HS384", "HS512"])("to a customer whose account is bound by %s", async (keyAlgorithm) => {
    const key = Buffer.alloc(64, 7).toString("base64url");
    const settings = { externalAccountBindingRequired: true, externalAccountMACKeys: { "kid-1": key } };
    pebble = await startPebble(bind.address, settings);
    await stack.up("web", web({ acme: { externalAccountBinding: { keyID: "kid-1", key, keyAlgorithm } } }));
    expect(namesOf(leaf())).toEqual(["DNS:shop.example.test"]);
  });

  it("with the chain that is preferred, by its name and by a fingerprint", async () => {
    pebble = await startPebble(bind.address, {}, { PEBBLE_ALTERNATE_ROOTS: "1" });
    const roots = await Promise.all([0, 1].map((which) => pebble.manage(`/roots/${which}`)));
    const [, second] = roots.map((pem) => new X509Certificate(String(pem)));
    const preferredChain = second!.subject.replace(/^CN=/, "");
    await stack.up("web", web({ acme: { preferredChain } }));
    const chain = () => splitChain(String(stack.secret("web-tls")["tls.crt"]));
    const last = new X509Certificate(chain().at(-1)!);
    expect(last.verify(second!.publicKey)).toBe(true);
    const fingerprint = last.fingerprint256;
    await stack.up(
      "web",
      web({ acme: { preferredChain: fingerprint }, more: { renewal: { trigger: "1" } } }),
    );
    expect(new X509Certificate(chain().at(-1)!).fingerprint256).toBe(fingerprint);
  });
});

describe("no certificate is issued, and it is said why,", () => {
  const said = async (wanted: Wanted) =>
    (await failure(stack.up("web", web(wanted)))).replace(/127\.0\.0\.1:\d+/g, "PEBBLE");

  it("where a customer gives no binding", async () => {
    const key = Buffer.alloc(32, 7).toString("base64url");
    pebble = await startPebble(bind.address, {
      externalAccountBindingRequired: true,
      externalAccountMACKeys: { "kid-1": key },
    });
    expect(await said({})).toBe(
      "Certificate default/web-tls was not issued: the CA opens accounts for its customers alone: give externalAccountBinding. What was there before is still there. Mend that and run pulumi up again.",
    );
  });

  it("where the CA has no such profile", async () => {
    pebble = await startPebble(bind.address);
    expect(await said({ acme: { profile: "tls" } })).toMatch(
      /was not issued: the CA has no profile tls: it offers (default, shortlived|shortlived, default)\. What was there/,
    );
  });

  it("where the CA does not see the answer, with its own words and without the token", async () => {
    pebble = await startPebble(bind.address);
    const blind = { http01: { webroot: { directory: state }, waitInsteadOfSelfCheck: "0s" } };
    const message = await said({ solvers: [blind] });
    expect(message).toContain("was not issued: the CA gave the order up: shop.example.test: connection: ");
    expect(message).not.toMatch(/acme-challenge\/[\w-]{20}/);
    expect(pebble.count(finalised)).toBe(0);
  });

  it("where the CA does not take the kind of key, of which the preview warned", async () => {
    pebble = await startPebble(bind.address);
    const wanted = { more: { privateKey: { algorithm: "Ed25519" } } };
    expect((await stack.preview("web", web(wanted))).said).toEqual([
      expect.stringContaining("whether this CA takes Ed25519 keys is not known"),
    ]);
    expect(await said(wanted)).toMatch(/PEBBLE refuses it: badCSR: CSR signature algorithm Ed25519 is not/);
  });

  it("where the directory's certificate is not trusted", async () => {
    pebble = await startPebble(bind.address);
    expect(await said({ acme: { caBundle: undefined } })).toBe(
      "Certificate default/web-tls was not issued: the ACME server PEBBLE shows a certificate that is not trusted (UNABLE_TO_VERIFY_LEAF_SIGNATURE): give its CA as caBundle. What was there before is still there. Mend that and run pulumi up again.",
    );
  });
});

it("the CA's renewal information moves, and the preview says that it is due", async () => {
  pebble = await startPebble(bind.address);
  await stack.up("web", web({}));
  stack.now += 50 * 86_400_000;
  expect(await stack.up("web", web({}))).toMatch(/^record - the renewal time moves from /);
  stack.forget();
  stack.now += 86_400_000;
  const window = { start: new Date(stack.now - 86_400_000), end: new Date(stack.now - 3_600_000) };
  const certificate = String(stack.secret("web-tls")["tls.crt"]);
  await pebble.manage(
    "/set-renewal-info/",
    JSON.stringify({
      certificate: splitChain(certificate)[0],
      ariResponse: JSON.stringify({ suggestedWindow: window }),
    }),
  );
  expect((await stack.preview("web", web({}))).said).toEqual([
    expect.stringMatching(/^renew - due since \S+ \(the CA would have it renewed between /),
  ]);
});
