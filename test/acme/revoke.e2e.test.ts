import { X509Certificate } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { revoke } from "../../cli/revoke.js";
import { generatePrivateKey } from "../../provider/x509/key-pair.js";
import { splitChain } from "../../provider/x509/read-certificate.js";
import { authority, issued } from "../support/certificates.js";
import { Stack } from "../support/stack.js";
import { type Pebble, startPebble } from "./pebble.js";

/** A real CA, which is asked to revoke what it issued. */
let pebble: Pebble;
let folder: string;
let stack: Stack;
beforeAll(async () => {
  pebble = await startPebble("127.0.0.1:1", {}, { PEBBLE_VA_ALWAYS_VALID: "1" });
  folder = mkdtempSync(join(tmpdir(), "kubecerts-revoke-"));
  process.env.XDG_STATE_HOME = folder;
  stack = new Stack(Date.now() + 60_000);
  writeFileSync(join(folder, "ca.pem"), pebble.caBundle);
});
afterAll(async () => {
  delete process.env.XDG_STATE_HOME;
  await pebble?.close();
  rmSync(folder, { recursive: true, force: true });
});

const certificate = (name: string, more: object = {}) => ({
  secretName: `${name}-tls`,
  dnsNames: [`${name}.example.test`],
  privateKey: { algorithm: "ECDSA" },
  issuer: {
    acme: {
      server: pebble.directory,
      caBundle: pebble.caBundle,
      profile: "default",
      privateKeySecretRef: { name: "account" },
      solvers: [{ http01: { webroot: { directory: folder }, waitInsteadOfSelfCheck: "0s" } }],
    },
  },
  ...more,
});

const manifest = (secretName: string) => join(stack.folder, "default", `${secretName}.yaml`);
const leafOf = (name: string) => splitChain(String(stack.secret(`${name}-tls`)["tls.crt"]))[0] ?? "";

/** What Pebble says of a certificate, in its own words. */
async function standing(pem: string): Promise<string> {
  const { serialNumber } = new X509Certificate(pem);
  const said = (await pebble.manage(`/cert-status-by-serial/${serialNumber}`)) as Record<string, unknown>;
  return [said.Status, said.Reason].filter((word) => word !== undefined).join(" ");
}

/** The exit code and what was printed. */
async function ran(...args: string[]): Promise<{ code: number; text: string }> {
  let text = "";
  const all = [...args, "--server", pebble.directory, "--ca", join(folder, "ca.pem")];
  const code = await revoke(all, (more) => {
    text += more;
  });
  return { code, text: text.replaceAll(/serial number [0-9a-f]+/g, "serial number S") };
}

const file = (name: string, text: string) => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

describe("a certificate", () => {
  it("is revoked by nothing but the command: not by a renewal, another name, or a destroy", async () => {
    const pems: string[] = [];
    for (const changes of [{}, { renewal: { trigger: "1" } }, { dnsNames: ["b.example.test"] }]) {
      await stack.up("a", certificate("a", changes));
      pems.push(leafOf("a"));
    }
    await stack.destroy("a");
    expect(await Promise.all(pems.map(standing))).toEqual(["Valid", "Valid", "Valid"]);
  });

  it("is revoked by its own key, as its Secret's manifest holds it, with the reason", async () => {
    await stack.up("own", certificate("own"));
    const path = manifest("own-tls");
    expect(await ran(path, "--reason", "keyCompromise")).toEqual({
      code: 0,
      text: "the certificate for own.example.test with serial number S is revoked, by the certificate's key (keyCompromise)\n",
    });
    expect(await standing(leafOf("own"))).toBe("Revoked 1");
    expect(await ran(path, "--reason", "superseded")).toEqual({
      code: 0,
      text: "the certificate for own.example.test with serial number S was revoked before\n",
    });
  });

  it("is revoked by the key of its account, and without a reason", async () => {
    await stack.up("acc", certificate("acc"));
    const pem = file("acc.pem", leafOf("acc"));
    expect(await ran(pem, "--key", manifest("account"))).toEqual({
      code: 0,
      text: "the certificate for acc.example.test with serial number S is revoked, by the account's key (unspecified)\n",
    });
    expect(await standing(leafOf("acc"))).toBe("Revoked");
  });

  it("is not revoked by a CA that did not issue it, which is told in its words", async () => {
    const dates = { notBefore: "2026-01-01T00:00:00Z", notAfter: "2027-01-01T00:00:00Z" };
    const made = issued({
      issuer: authority({ commonName: "Another", ...dates }),
      dnsNames: ["a.example"],
      ...dates,
    });
    const { code, text } = await ran(file("another.pem", made.certificatePem + made.privateKeyPem));
    expect(code).toBe(1);
    expect(text).toMatch(/^the certificate for a\.example with serial number S is not revoked: \w+: .+\n$/);
  });

  it("is not revoked by whoever has neither key, and no account is opened for that", async () => {
    await stack.up("other", certificate("other"));
    const strange = await generatePrivateKey({ algorithm: "ECDSA", size: 256, encoding: "PKCS8" });
    const pem = file("other.pem", leafOf("other"));
    await expect(ran(pem, "--key", file("strange.key", strange))).rejects.toThrow(
      "the key is neither the certificate's nor that of an account at this CA",
    );
    await expect(ran(pem)).rejects.toThrow("other.pem holds no private key");
    expect(await standing(leafOf("other"))).toBe("Valid");
  });
});
