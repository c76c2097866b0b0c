import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { numberOfCrl } from "../provider/true-crl.js";
import { buildCertificate } from "../provider/x509/build-certificate.js";
import { publicKeyInfo, readPrivateKey } from "../provider/x509/key-pair.js";
import { readParts } from "../provider/x509/read-certificate.js";
import { at, authority, privateKey } from "./support/certificates.js";
import { requestPem } from "./support/requests.js";
import { Stack } from "./support/stack.js";

const root = {
  secretName: "root-ca",
  commonName: "Example Root",
  isCA: true,
  duration: "87600h",
  privateKey: { algorithm: "ECDSA" },
  issuer: { selfSigned: {} },
};
const web = {
  secretName: "web-tls",
  dnsNames: ["shop.example.com"],
  privateKey: { algorithm: "ECDSA" },
  issuer: { ca: { secretName: "root-ca" } },
};
/** By the same name as the honest one. */
const stranger = authority({ commonName: "Example Root", keyName: "a stranger's" });

let stack: Stack;
beforeEach(async () => {
  stack = new Stack(at("2026-02-01T00:00:00Z"));
  await stack.up("root", root);
  await stack.up("web", web);
});

/** Writes into the record alone, as who may write ConfigMaps and no Secret. */
function forge(secretName: string, change: object): void {
  const file = join(stack.folder, "default", `${secretName}.kubecerts.yaml`);
  const manifest = parse(readFileSync(file, "utf8")) as { data: { record: string } };
  const record = JSON.stringify({ ...JSON.parse(manifest.data.record), ...change });
  writeFileSync(file, stringify({ ...manifest, data: { record } }));
}

const entry = (name: string) => stack.secret("web-tls")[name]?.toString("utf8");

/** For the honest key, which is public, by the stranger. */
function strangersLeaf(): string {
  const key = readPrivateKey(entry("tls.key") ?? "");
  return buildCertificate(
    {
      subject: {},
      dnsNames: ["shop.example.com"],
      ipAddresses: [],
      uris: [],
      emailAddresses: [],
      usages: ["digital signature", "key encipherment"],
      isCA: false,
      notBefore: at("2026-01-31T00:00:00Z"),
      notAfter: at("2036-01-31T00:00:00Z"),
      serialNumber: Buffer.from("4242", "hex"),
      publicKeyInfo: publicKeyInfo(key),
    },
    {
      privateKey: privateKey("a stranger's"),
      issuer: { subject: readParts(stranger.certificatePem).subject, keyId: Buffer.alloc(20) },
    },
  );
}

describe("a record that somebody forged who may write no Secret", () => {
  it("does not bring another root into the state by a refresh, from where it would be trusted", async () => {
    const before = stack.outputs("root");
    const { certificatePem } = stranger;
    forge("root-ca", { certificatePem, caPem: certificatePem, issuerKeyHash: stranger.facts.publicKey.hash });
    await stack.refresh("root");
    expect(stack.outputs("root")).toEqual(before);
  });

  it("does not bring another CA into a Secret that is gone, and that its record alone would restore", async () => {
    const ofUser = { secretName: "user-tls", csr: requestPem(), issuer: web.issuer };
    await stack.up("user", ofUser);
    const before = stack.secret("user-tls");
    rmSync(join(stack.folder, "default", "user-tls.yaml"));
    forge("user-tls", { caPem: `${String(before["ca.crt"])}${stranger.certificatePem}` });
    expect(await stack.up("user", ofUser)).toMatch(/^repair - the Secret is gone/);
    expect(stack.said.at(-1)).toBe(
      "changed since the preview: reissue - the Secret is gone, and no private key with it; revision 2",
    );
    const after = stack.secret("user-tls");
    expect(after["ca.crt"]).toEqual(before["ca.crt"]);
    expect(after["tls.crt"]).not.toEqual(before["tls.crt"]);
    expect(await stack.up("user", ofUser)).toBe("keep");
  });

  it("does not bring another CA alone into the state by a refresh", async () => {
    const before = stack.outputs("web");
    forge("web-tls", { caPem: `${String(before.caPem)}${stranger.certificatePem}` });
    await stack.refresh("web");
    expect(stack.outputs("web")).toEqual(before);
  });

  it("does not put another certificate of the same key into the Secret", async () => {
    const before = [entry("tls.crt"), entry("ca.crt")];
    forge("web-tls", { certificatePem: strangersLeaf(), caPem: stranger.certificatePem });
    await stack.up("web", web);
    expect([entry("tls.crt"), entry("ca.crt")]).toEqual(before);
    expect([stack.outputs("web").certificatePem, stack.outputs("web").caPem]).toEqual(before);
    expect(await stack.up("web", web)).toBe("keep");
  });

  it("does not add a CA to those that the Secret's readers trust", async () => {
    const before = [entry("tls.crt"), entry("ca.crt")];
    forge("web-tls", { caPem: `${before[1]}${stranger.certificatePem}` });
    await stack.up("web", { ...web, secretTemplate: { labels: { team: "shop" } } });
    expect([entry("tls.crt"), entry("ca.crt")]).toEqual(before);
    expect(stack.outputs("web").caPem).toBe(before[1]);
  });

  it("brings no CA into Secret and state either where the state was lost", async () => {
    const before = [entry("tls.crt"), entry("ca.crt")];
    forge("web-tls", { caPem: `${before[1]}${stranger.certificatePem}` });
    stack.lose("web");
    await stack.up("web", web);
    expect([entry("tls.crt"), entry("ca.crt")]).toEqual(before);
    expect(stack.outputs("web").caPem).toBe(before[1]);
    expect(await stack.up("web", web)).toBe("keep");
  });

  describe("of a CA with a revocation list", () => {
    const listing = (...revoked: string[]) => ({
      ...root,
      usages: ["cert sign", "crl sign"],
      crl: {
        duration: "72h",
        revoked: revoked.map((serialNumber) => ({ serialNumber, revocationDate: "2026-01-20T00:00:00Z" })),
      },
    });
    const noted = () => {
      const file = join(stack.folder, "default", "root-ca.kubecerts.yaml");
      const { data } = parse(readFileSync(file, "utf8")) as { data: { record: string } };
      return (JSON.parse(data.record) as { crl: object }).crl;
    };

    it("does not keep the list from being issued again", async () => {
      await stack.up("root", listing());
      forge("root-ca", { crl: { ...noted(), nextUpdate: "2099-01-01T00:00:00Z" } });
      expect(await stack.up("root", listing())).toBe(
        "repair - the revocation list is not the one that was issued: it ends at another time than was recorded; revision 2 is written again",
      );
      expect(await stack.up("root", listing())).toBe("keep");
    });

    it("does not bring back a list that called good what was revoked since", async () => {
      await stack.up("root", listing("1234"));
      const old = noted();
      await stack.up("root", listing("1234", "5678"));
      forge("root-ca", { crl: old });
      expect(await stack.up("root", listing("1234", "5678"))).toBe(
        "repair - the revocation list is not the one that was issued: it revokes others than were recorded; revision 2 is written again",
      );
    });

    it("does not bring back the number of a list that was issued since", async () => {
      const number = () => {
        const { crlPem, certificatePem } = stack.outputs("root");
        return numberOfCrl(String(crlPem), String(certificatePem));
      };
      await stack.up("root", listing("1234"));
      const old = noted();
      await stack.up("root", listing("1234", "5678"));
      const before = number();
      forge("root-ca", { crl: old });
      await stack.up("root", listing("1234", "5678"));
      expect([before, number()]).toEqual([2, 3]);
    });

    it.each<[string, object]>([
      ["it cannot be read", { pem: "-----BEGIN X509 CRL-----\nMAA=\n-----END X509 CRL-----\n" }],
      ["it cannot be read", { pem: "" }],
    ])("is told that %s", async (why, change) => {
      await stack.up("root", listing());
      forge("root-ca", { crl: { ...noted(), ...change } });
      expect((await stack.preview("root", listing())).said).toEqual([
        `repair - the revocation list is not the one that was issued: ${why}; revision 2 is written again`,
      ]);
    });
  });
});
