import { createPrivateKey } from "node:crypto";
import { existsSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { derOf } from "./keystore/entries.js";
import { at, authority } from "./support/certificates.js";
import { Stack } from "./support/stack.js";
import { opensslRun } from "./x509/openssl.js";

const now = at("2026-02-01T00:00:00Z");
let stack: Stack;
beforeEach(() => {
  stack = new Stack(now);
});

const ca = authority();
const web = {
  secretName: "web-tls",
  dnsNames: ["shop.example.com"],
  privateKey: { algorithm: "ECDSA" },
  issuer: { ca: { certificatePem: ca.certificatePem, privateKeyPem: ca.privateKeyPem } },
};
const passwordSecretRef = { name: "store-password", key: "password" };
const withKeystores = (password: object, more: object = {}) => ({
  ...web,
  keystores: {
    pkcs12: { create: true, profile: "Modern2023", ...password },
    jks: { create: true, ...password },
    ...more,
  },
});
const byValue = (password: string) => withKeystores({ password });
const byReference = withKeystores({ passwordSecretRef });
const formats = (...types: string[]) => ({
  ...web,
  additionalOutputFormats: types.map((type) => ({ type })),
});

/** The Secret that passwords come from, as somebody else writes it. */
function writePassword(password: string, key = "password"): void {
  const manifest = {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: "store-password", namespace: "default" },
    stringData: { [key]: password },
  };
  writeFileSync(join(stack.folder, "default", "store-password.yaml"), stringify(manifest));
}

/** What is in a PKCS#12 entry, or OpenSSL's complaint. */
function opened(entry: string, password: string): string {
  return opensslRun(["pkcs12", "-nodes", "-passin", `pass:${password}`], stack.secret("web-tls")[entry]!)
    .stdout;
}

const serial = () => stack.outputs("web").serialNumber;
const entries = () => Object.keys(stack.secret("web-tls")).sort();

describe("keystores", () => {
  it("stand beside the PEM, written in one go and opened by their password", async () => {
    expect(await stack.up("web", byValue("changeit"))).toBe(
      "issue - nothing exists yet at default/web-tls; revision 1",
    );
    const secret = stack.secret("web-tls");
    expect(entries()).toEqual([
      ...["ca.crt", "keystore.jks", "keystore.p12", "tls.crt", "tls.key", "truststore.jks", "truststore.p12"],
    ]);
    const pem = opened("keystore.p12", "changeit");
    const key = createPrivateKey(pem.slice(pem.indexOf("-----BEGIN PRIVATE")));
    expect(key.equals(createPrivateKey(secret["tls.key"]!))).toBe(true);
    expect(derOf(pem)).toEqual(derOf(`${secret["tls.crt"]}${ca.caPem}`));
    expect(derOf(opened("truststore.p12", "changeit"))).toEqual(derOf(ca.caPem));
    expect(await stack.up("web", byValue("changeit"))).toBe("keep");
  });

  it("without an issuer's CA of their own are their own CA", async () => {
    await stack.up("web", { ...byValue("changeit"), issuer: { selfSigned: {} } });
    expect(derOf(opened("keystore.p12", "changeit"))).toHaveLength(1);
    expect(derOf(opened("truststore.p12", "changeit"))).toHaveLength(1);
  });

  it("are written with another password without an order", async () => {
    await stack.up("web", byValue("changeit"));
    const before = serial();
    expect(await stack.up("web", byValue("changed"))).toBe(
      "repair - keystores.pkcs12.password is another than the one that the keystore was written with; keystores.jks.password is another than the one that the keystore was written with; revision 1 is written again",
    );
    expect(() => opened("keystore.p12", "changeit")).toThrow("invalid password");
    expect(derOf(opened("keystore.p12", "changed"))).toHaveLength(2);
    expect(serial()).toBe(before);
    expect(await stack.up("web", byValue("changed"))).toBe("keep");
  });

  it("come and go with the specification, without an order", async () => {
    await stack.up("web", web);
    const before = serial();
    expect(await stack.up("web", byValue("changeit"))).toBe(
      "repair - keystores.jks.alias of the Secret was none, wanted certificate; keystores.pkcs12.profile of the Secret was none, wanted Modern2023; revision 1 is written again",
    );
    expect(await stack.up("web", web)).toBe(
      "repair - keystores.jks.alias of the Secret was certificate, wanted none; keystores.pkcs12.profile of the Secret was Modern2023, wanted none; revision 1 is written again",
    );
    expect([entries(), serial()]).toEqual([["ca.crt", "tls.crt", "tls.key"], before]);
  });

  it("are in step with the certificate when it is renewed", async () => {
    await stack.up("web", byValue("changeit"));
    stack.now = at("2026-04-10T00:00:00Z");
    expect(await stack.up("web", byValue("changeit"))).toMatch(/^renew /);
    expect(derOf(opened("keystore.p12", "changeit"))[0]).toEqual(
      derOf(stack.secret("web-tls")["tls.crt"]!.toString())[0],
    );
  });
});

describe("a password in a Secret", () => {
  it("is read where it lies, and written anew when it changes", async () => {
    await stack.up("web", web);
    writePassword("changeit\n"); // as it is: cert-manager does not trim it, nor does who mounts it
    await stack.up("web", byReference);
    expect(derOf(opened("keystore.p12", "changeit\n"))).toHaveLength(2);
    expect(await stack.up("web", byReference)).toBe("keep");
    writePassword("changed");
    expect(await stack.up("web", byReference)).toBe(
      "repair - keystores.pkcs12.passwordSecretRef is another than the one that the keystore was written with; keystores.jks.passwordSecretRef is another than the one that the keystore was written with; revision 1 is written again",
    );
    expect(derOf(opened("keystore.p12", "changed"))).toHaveLength(2);
    expect(await stack.up("web", byReference)).toBe("keep");
  });

  it("that takes the place of one given by value is written anew", async () => {
    await stack.up("web", byValue("changeit"));
    writePassword("changed");
    expect(await stack.up("web", byReference)).toBe(
      "repair - keystores.jks.passwordSecretRef of the Secret was none, wanted store-password/password; keystores.pkcs12.passwordSecretRef of the Secret was none, wanted store-password/password; revision 1 is written again",
    );
    expect(derOf(opened("keystore.p12", "changed"))).toHaveLength(2);
  });

  it.each([
    ["is not there", () => {}, "is not there"],
    ["has another entry", () => writePassword("changeit", "pass"), "is not there: it has no entry password"],
    ["is empty", () => writePassword(""), "is empty"],
    [
      "is read differently",
      () => writePassword("gehéim"),
      "holds characters beyond ASCII, which Java and OpenSSL do not read alike",
    ],
  ])("that %s spends no order", async (_, prepare, why) => {
    await stack.up("other", { ...web, secretName: "other-tls" }); // the folder
    prepare();
    await expect(stack.up("web", byReference)).rejects.toThrow(
      `Certificate default/web-tls was not written: the password in the Secret default/store-password (keystores.pkcs12.passwordSecretRef) ${why}. Nothing was changed. Put it under password into that Secret, and run pulumi up again.`,
    );
    expect(existsSync(join(stack.folder, "default", "web-tls.yaml"))).toBe(false);
  });

  it("that is gone since is no reason to do anything", async () => {
    await stack.up("web", web);
    writePassword("changeit");
    await stack.up("web", byReference);
    rmSync(join(stack.folder, "default", "store-password.yaml"));
    expect(await stack.up("web", byReference)).toBe("keep");
  });

  it("that cannot be looked at leaves the preview as it is", async () => {
    await stack.up("web", web);
    writePassword("changeit");
    await stack.up("web", byReference);
    const path = join(stack.folder, "default", "store-password.yaml");
    rmSync(path);
    symlinkSync(path, path); // ELOOP, as a cluster that does not answer
    expect((await stack.preview("web", byReference)).changes).toBe(false);
  });
});

describe("additionalOutputFormats", () => {
  it("stand beside the PEM in cert-manager's form", async () => {
    await stack.up("web", formats("CombinedPEM", "DER"));
    const secret = stack.secret("web-tls");
    expect(secret["tls-combined.pem"]!.toString()).toBe(`${secret["tls.key"]}\n${secret["tls.crt"]}`);
    const key = createPrivateKey({ key: secret["key.der"]!, format: "der", type: "sec1" });
    expect(key.equals(createPrivateKey(secret["tls.key"]!))).toBe(true);
  });

  it("follow the key's encoding, and go when they are not wanted", async () => {
    await stack.up("web", formats("DER"));
    await stack.up("web", { ...formats("DER"), privateKey: { algorithm: "ECDSA", encoding: "PKCS8" } });
    const { "key.der": key } = stack.secret("web-tls");
    expect(createPrivateKey({ key: key!, format: "der", type: "pkcs8" }).type).toBe("private");
    expect(await stack.up("web", { ...web, privateKey: { algorithm: "ECDSA", encoding: "PKCS8" } })).toBe(
      "repair - additionalOutputFormats of the Secret was DER, wanted none; revision 1 is written again",
    );
    expect(entries()).toEqual(["ca.crt", "tls.crt", "tls.key"]);
  });
});

describe("what was done to an entry", () => {
  const all = {
    ...byValue("changeit"),
    ...formats("CombinedPEM", "DER"),
    ...{ keystores: byValue("changeit").keystores },
  };
  const names = [
    ...["keystore.jks", "keystore.p12", "truststore.jks", "truststore.p12", "key.der", "tls-combined.pem"],
  ];

  it.each([
    ["changed", "AAAA", (name: string) => `${name} in the Secret is changed, wanted what was written`],
    ["removed", undefined, (name: string) => `the Secret lacks ${name}`],
  ])("is seen and mended without an order: %s", async (_, value, told) => {
    await stack.up("web", all);
    const before = serial();
    const path = join(stack.folder, "default", "web-tls.yaml");
    const manifest = parse(readFileSync(path, "utf8"));
    for (const name of names) manifest.data[name] = value;
    writeFileSync(path, stringify(manifest));
    const decision = await stack.up("web", all);
    expect(
      decision
        .replace(/^repair - |; revision 1 is written again$/g, "")
        .split("; ")
        .sort(),
    ).toEqual(names.map(told).sort());
    expect([entries(), serial()]).toEqual([["ca.crt", ...names, "tls.crt", "tls.key"].sort(), before]);
    expect(await stack.up("web", all)).toBe("keep");
  });
});

it("no password stands in outputs, record or what is said", async () => {
  const password = "correct horse battery staple";
  await stack.up("web", byValue(password));
  const { said } = await stack.preview("web", byValue(`${password}!`));
  await stack.up("web", byValue(`${password}!`));
  const record = readFileSync(join(stack.folder, "default", "web-tls.kubecerts.yaml"), "utf8");
  const secret = readFileSync(join(stack.folder, "default", "web-tls.yaml"), "utf8");
  for (const text of [JSON.stringify(stack.outputs("web")), record, secret, said.join("\n")])
    expect(text).not.toContain("battery");
});
