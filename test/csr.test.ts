import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import type { Served } from "../provider/handshake/await-served.js";
import { readPrivateKey } from "../provider/x509/key-pair.js";
import { readCertificate, splitChain } from "../provider/x509/read-certificate.js";
import { readRequest } from "../provider/x509/read-request.js";
import { privateKeyPem } from "./support/certificates.js";
import { requestPem } from "./support/requests.js";
import { Stack } from "./support/stack.js";

const day = 86_400_000;
const start = Date.UTC(2026, 0, 1);
let stack: Stack;
beforeEach(async () => {
  stack = new Stack(start);
  await stack.up("root", { ...ca, secretName: "root-ca" });
});

const ca = {
  commonName: "Root",
  isCA: true,
  duration: "8760h",
  privateKey: { algorithm: "ECDSA" },
  issuer: { selfSigned: {} },
};
const request = requestPem();
const web = (more: object = {}) => ({
  secretName: "web-tls",
  csr: request,
  issuer: { ca: { secretName: "root-ca" } },
  ...more,
});
const own = (more: object = {}) =>
  web({ csr: undefined, dnsNames: ["shop.example.com"], privateKey: { algorithm: "ECDSA" }, ...more });

const path = () => join(stack.folder, "default", "web-tls.yaml");
const manifest = () => parse(readFileSync(path(), "utf8"));
/** Somebody's hand on the entries of the Secret. */
const edit = (change: (data: Record<string, string>) => void) => {
  const secret = manifest();
  change(secret.data);
  writeFileSync(path(), stringify(secret));
};
const leaf = () => readCertificate(splitChain(String(stack.secret("web-tls")["tls.crt"]))[0] ?? "");
const hashOf = (csr: string) => (readRequest(csr) as { publicKeyHash: string }).publicKeyHash;
const key = () => String(stack.secret("web-tls")["tls.key"]);

describe("a certificate for a request of the user's own", () => {
  it("holds its key and names; the Secret is of the same type, with an entry for the key, and that is empty", async () => {
    expect(await stack.up("web", web())).toMatch(/^issue/);
    expect(leaf()).toMatchObject({ dnsNames: ["shop.example.com"], publicKey: { hash: hashOf(request) } });
    expect(manifest()).toMatchObject({ type: "kubernetes.io/tls", data: { "tls.key": "" } });
    expect(Object.keys(manifest().data).sort()).toEqual(["ca.crt", "tls.crt", "tls.key"]);
    expect(stack.outputs("web").privateKeyPem).toBeUndefined();
    expect(await stack.up("web", web())).toBe("keep");
    expect(await stack.refresh("web")).toBe(true);
    expect(await stack.up("web", web())).toBe("keep");
  });

  it("is renewed for the same key, and the preview promises no other", async () => {
    await stack.up("web", web());
    const { serialNumber } = leaf();
    stack.now = start + 61 * day;
    const { said } = await stack.preview("web", web());
    expect(said).toEqual([
      "renew - due since 2026-03-02T00:00:00Z (a third of its 90 days remained); it ends 2026-04-01T00:00:00Z; revision 2",
    ]);
    await stack.up("web", web());
    expect(leaf().serialNumber).not.toBe(serialNumber);
    expect([leaf().publicKey.hash, key()]).toEqual([hashOf(request), ""]);
  });

  it("is kept where the same key asks for the same again, and issued anew where another key does", async () => {
    await stack.up("web", web());
    expect(await stack.up("web", web({ csr: requestPem() }))).toBe("keep");
    const other = requestPem({ keyName: "another" });
    expect(await stack.up("web", web({ csr: other }))).toBe(
      `reissue - csr.publicKey was key ${hashOf(request).slice(0, 12)}, wanted key ${hashOf(other).slice(0, 12)}; revision 2`,
    );
    expect([leaf().publicKey.hash, await stack.up("web", web({ csr: other }))]).toEqual([
      hashOf(other),
      "keep",
    ]);
  });

  it("is issued anew for other names, and for another subject", async () => {
    await stack.up("web", web());
    const names = requestPem({ dnsNames: ["www.example.com"] });
    expect(await stack.up("web", web({ csr: names }))).toMatch(/^reissue - dnsNames was shop.example.com/);
    const subject = requestPem({ dnsNames: ["www.example.com"], subject: { organizations: ["Shop"] } });
    expect(await stack.up("web", web({ csr: subject }))).toBe(
      "reissue - csr.subject was none, wanted O=Shop; revision 3",
    );
    expect(leaf().subject).toBe("O=Shop");
  });

  it.each(["Always", "Never"])(
    "comes in place of one with a key made here, and goes again, where rotationPolicy is %s",
    async (rotationPolicy) => {
      const made = own({ privateKey: { algorithm: "ECDSA", size: 384, rotationPolicy } });
      await stack.up("web", made);
      expect(await stack.up("web", web())).toMatch(
        /^reissue - csr\.publicKey was a key made for it, wanted key [0-9a-f]{12}; privateKey\.size was 384/,
      );
      expect([key(), leaf().publicKey.hash]).toEqual(["", hashOf(request)]);
      expect(await stack.up("web", web())).toBe("keep");
      expect(await stack.up("web", made)).toMatch(
        /^reissue - csr\.publicKey was key [0-9a-f]{12}, wanted a key made for it;/,
      );
      expect(readPrivateKey(key()).asymmetricKeyType).toBe("ec");
      expect(await stack.up("web", made)).toBe("keep");
    },
  );
});

describe("what a hand did to its Secret is written again, and nothing is issued", () => {
  it.each([
    [
      "a private key was put into it",
      (data: Record<string, string>) => {
        data["tls.key"] = Buffer.from(privateKeyPem("user")).toString("base64");
      },
      "tls.key in the Secret is filled, wanted an empty entry, as the key of csr is yours",
    ],
    [
      "the entry of the key was taken out",
      (data: Record<string, string>) => {
        delete data["tls.key"];
      },
      "the Secret lacks tls.key",
    ],
    [
      "the certificate was garbled",
      (data: Record<string, string>) => {
        data["tls.crt"] = "";
      },
      "tls.crt in the Secret is no certificate",
    ],
  ])("%s", async (_, change, said) => {
    await stack.up("web", web());
    const before = manifest();
    edit(change);
    const decision = await stack.up("web", web());
    expect(decision).toContain(`repair - ${said}`);
    expect(decision).toContain("revision 1 is written again");
    expect(manifest().data).toEqual(before.data);
    expect(await stack.up("web", web())).toBe("keep");
  });

  it("it was deleted", async () => {
    await stack.up("web", web());
    const before = manifest();
    rmSync(path());
    expect(await stack.up("web", web())).toBe(
      "repair - the Secret is gone, and no private key with it; revision 1 is written again",
    );
    expect(manifest().data).toEqual(before.data);
    expect(await stack.up("web", web())).toBe("keep");
  });

  it("it was deleted with its record, of which the state alone knows: that is issued anew", async () => {
    await stack.up("web", web());
    rmSync(path());
    rmSync(path().replace(".yaml", ".kubecerts.yaml"));
    expect(await stack.up("web", web())).toMatch(
      /^issue - nothing is at default\/web-tls, though the state knows of it: it is gone, or was never issued/,
    );
    expect(leaf().publicKey.hash).toBe(hashOf(request));
  });
});

describe("beside it", () => {
  it("copies hold the same, without a key, and are mended", async () => {
    const copied = web({ copies: [{ name: "web-copy" }] });
    await stack.up("web", copied);
    expect(stack.secret("web-copy")).toEqual(stack.secret("web-tls"));
    const copy = path().replace("web-tls", "web-copy");
    const secret = parse(readFileSync(copy, "utf8"));
    secret.data["tls.key"] = Buffer.from(privateKeyPem("user")).toString("base64");
    writeFileSync(copy, stringify(secret));
    expect(await stack.up("web", copied)).toMatch(
      /^repair - the copy default\/web-copy was changed: tls\.key in the Secret is filled/,
    );
    expect(stack.secret("web-copy")).toEqual(stack.secret("web-tls"));
    expect(await stack.up("web", copied)).toBe("keep");
  });

  it("verify waits for whoever holds the key to serve it, and orders nothing again where it was in vain", async () => {
    const answers: Served[] = [{ faults: ["leaf: another one"] }, { verdicts: [] }];
    const asked: string[] = [];
    const served = new Stack(start, async ({ fingerprint }) => {
      asked.push(fingerprint ?? "");
      return answers.shift()!;
    });
    await served.up("root", { ...ca, secretName: "root-ca" });
    const verified = web({ verify: { host: "shop.example.com" } });
    await expect(served.up("web", verified)).rejects.toThrow(/It is written and recorded as revision 1/);
    await served.retry("web");
    const { fingerprint, revision } = served.outputs("web");
    expect([asked, revision]).toEqual([[fingerprint, fingerprint], 1]);
  });

  it("a destroy removes it, and leaves it where onDelete is retain", async () => {
    await stack.up("web", web({ onDelete: "retain" }));
    await stack.destroy("web");
    expect(key()).toBe("");
    expect(await stack.up("web", web())).toMatch(/^record - revision 1 is there already and fits/);
    await stack.destroy("web");
    expect(() => manifest()).toThrow();
  });

  it("a CA whose key is the user's signs nothing here, and says so", async () => {
    const below = requestPem({ commonName: "Issuing CA", dnsNames: [], isCA: true });
    await stack.up("web", web({ csr: below, isCA: true }));
    const error = stack.up(
      "leaf",
      own({ secretName: "leaf-tls", issuer: { ca: { secretName: "web-tls" } } }),
    );
    await expect(error).rejects.toThrow(/its tls\.key is empty, as it is where the key is the user's own/);
  });
});
