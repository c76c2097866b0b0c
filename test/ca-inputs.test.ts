import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { pkcs12Keystore, pkcs12Truststore } from "../provider/keystore/pkcs12.js";
import { derOf, trusted } from "./keystore/entries.js";
import { at, authority, privateKey, privateKeyPem } from "./support/certificates.js";
import { Stack } from "./support/stack.js";
import { file, openssl, verdict } from "./x509/openssl.js";

const now = at("2026-02-01T00:00:00Z");
const passphrase = "correct horse";
const root = authority();
const ca = authority({ issuer: root, commonName: "Test CA" });
const { certificatePem } = ca;
const encrypted = openssl(["pkcs8", "-topk8", "-passout", `pass:${passphrase}`], ca.privateKeyPem);
const older = openssl(["ec", "-aes128", "-passout", `pass:${passphrase}`], ca.privateKeyPem);
const octets = pkcs12Keystore(
  {
    privateKey: privateKey("Test CA"),
    chain: derOf(certificatePem + root.certificatePem) as [Buffer, ...Buffer[]],
  },
  "Modern2023",
  passphrase,
);
const pkcs12 = octets.toString("base64");

let stack: Stack;
beforeEach(() => {
  stack = new Stack(now);
});
afterEach(() => {
  delete process.env.TEST_CA_PASSPHRASE;
});

const web = (ca: object) => ({
  secretName: "web-tls",
  dnsNames: ["shop.example.com"],
  privateKey: { algorithm: "ECDSA" },
  issuer: { ca },
});

/** A Secret of somebody's in the store. */
function writeSecret(name: string, data: Record<string, Buffer>): void {
  mkdirSync(join(stack.folder, "default"), { recursive: true });
  const entries = Object.entries(data).map(([key, value]) => [key, value.toString("base64")]);
  const metadata = { name, namespace: "default" };
  const manifest = { apiVersion: "v1", kind: "Secret", metadata, data: Object.fromEntries(entries) };
  writeFileSync(join(stack.folder, "default", `${name}.yaml`), stringify(manifest));
}

describe("the key pair of a CA", () => {
  const rows: [what: string, ca: () => object][] = [
    ["an encrypted PKCS#8", () => ({ certificatePem, privateKeyPem: encrypted, passphrase })],
    ["a key encrypted in OpenSSL's older way", () => ({ certificatePem, privateKeyPem: older, passphrase })],
    ["a key in a file", () => ({ certificatePem, privateKeyPemSecretRef: { file: file(ca.privateKeyPem) } })],
    ["a PKCS#12 file by value", () => ({ pkcs12, passphrase })],
    [
      "a PKCS#12 file, its passphrase in the environment",
      () => {
        process.env.TEST_CA_PASSPHRASE = passphrase;
        return {
          pkcs12SecretRef: { file: file(octets) },
          passphraseSecretRef: { env: "TEST_CA_PASSPHRASE" },
        };
      },
    ],
    [
      "a PKCS#12 file in a Secret",
      () => {
        writeSecret("offline-ca", { "ca.p12": octets, passphrase: Buffer.from(passphrase) });
        const name = "offline-ca";
        return { pkcs12SecretRef: { name, key: "ca.p12" }, passphraseSecretRef: { name, key: "passphrase" } };
      },
    ],
  ];
  it.each(rows)("signs as %s, and what it signed is kept", async (_, given) => {
    const args = web(given());
    expect(await stack.up("web", args)).toMatch(/^issue /);
    expect(verdict(stack.secret("web-tls")["tls.crt"]!.toString(), root.caPem, now)).toBe("OK");
    expect(await stack.up("web", args)).toBe("keep");
  });

  it("that comes in another form is the same: nothing is issued for it", async () => {
    await stack.up("web", web({ certificatePem, privateKeyPem: ca.privateKeyPem }));
    expect(await stack.up("web", web({ pkcs12, passphrase }))).toBe("keep");
  });

  it("that is another one signs anew", async () => {
    await stack.up("web", web({ pkcs12, passphrase }));
    const other = authority({ commonName: "Other CA" });
    const by = { certificatePem: other.certificatePem, privateKeyPem: other.privateKeyPem };
    expect(await stack.up("web", web(by))).toMatch(/^reissue - the CA's key is another one/);
  });

  const wrong: [what: string, ca: object, property: string, reason: string][] = [
    [
      "an encrypted key without a passphrase",
      { certificatePem, privateKeyPem: encrypted },
      "issuer.ca.passphrase",
      "is missing: the private key is encrypted",
    ],
    [
      "another passphrase",
      { certificatePem, privateKeyPem: encrypted, passphrase: "another" },
      "issuer.ca.passphrase",
      "does not decrypt the private key",
    ],
    [
      "another passphrase of a file",
      { pkcs12, passphrase: "another" },
      "issuer.ca.passphrase",
      "does not open the PKCS#12 file",
    ],
    [
      "no passphrase of a file",
      { pkcs12 },
      "issuer.ca.passphrase",
      "is missing: the PKCS#12 file does not open without",
    ],
    [
      "no key inside",
      { pkcs12: pkcs12Truststore(trusted, "Modern2023", passphrase).toString("base64"), passphrase },
      "issuer.ca.pkcs12",
      "holds no private key",
    ],
    [
      "a key that does not fit",
      {
        pkcs12: pkcs12Keystore(
          { privateKey: privateKey("web"), chain: [derOf(certificatePem)[0]!] },
          "Modern2023",
          passphrase,
        ).toString("base64"),
        passphrase,
      },
      "issuer.ca.pkcs12",
      "holds no certificate that belongs to its private key",
    ],
    [
      "a key in a file that does not fit",
      { certificatePem, privateKeyPemSecretRef: { file: file(privateKeyPem("web")) } },
      "issuer.ca.privateKeyPemSecretRef",
      "has a private key that does not belong to its certificate. Give the certificate and the key of one pair",
    ],
    [
      "no base64",
      { pkcs12: "*", passphrase },
      "issuer.ca.pkcs12",
      "cannot be read: the value given is no base64",
    ],
    [
      "two sources",
      { pkcs12, secretName: "ca" },
      "issuer.ca",
      "must name a Secret (secretName), or hold both certificatePem and privateKeyPem, or pkcs12",
    ],
  ];
  it.each(wrong)("is a failure of the preview with %s", async (_, given, property, reason) => {
    const { failures } = await stack.preview("web", web(given));
    expect(failures).toEqual([{ property, reason }]);
  });

  it("that lies in a file which is not there is a warning in the preview and fails the up", async () => {
    const args = web({ pkcs12SecretRef: { file: "/nowhere/ca.p12" }, passphrase });
    const { failures, said } = await stack.preview("web", args);
    expect({ failures, said }).toEqual({
      failures: [],
      said: [expect.stringContaining("the file /nowhere/ca.p12 cannot be read (ENOENT)")],
    });
    await expect(stack.up("web", args)).rejects.toThrow(
      "Certificate default/web-tls was not issued: issuer.ca.pkcs12SecretRef cannot be read: the file /nowhere/ca.p12 cannot be read (ENOENT). Nothing was changed.",
    );
  });
});
