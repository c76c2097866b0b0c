import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { at, issued, type Made } from "./support/certificates.js";
import { requestPem } from "./support/requests.js";
import { Stack } from "./support/stack.js";

const now = at("2026-02-01T00:00:00Z");
const web = {
  secretName: "web-tls",
  dnsNames: ["shop.example.com"],
  privateKey: { algorithm: "ECDSA" },
  issuer: { selfSigned: {} },
};
let stack: Stack;
beforeEach(() => {
  stack = new Stack(now);
});

const manifest = () => join(stack.folder, "default", "web-tls.yaml");

/** A Secret as `kubectl create secret tls` would leave it. */
function byHand({ certificatePem, privateKeyPem }: Pick<Made, "certificatePem" | "privateKeyPem">): void {
  mkdirSync(join(stack.folder, "default"), { recursive: true });
  const data = { "tls.crt": certificatePem, "tls.key": privateKeyPem };
  writeFileSync(
    manifest(),
    stringify({
      apiVersion: "v1",
      kind: "Secret",
      type: "kubernetes.io/tls",
      metadata: { name: "web-tls", namespace: "default" },
      data: Object.fromEntries(Object.entries(data).map(([k, v]) => [k, Buffer.from(v).toString("base64")])),
    }),
  );
}

describe("adopt", () => {
  const hand = issued();
  const { fingerprint } = hand.facts;

  it("is offered by the refusal, which names the fingerprint", async () => {
    byHand(hand);
    expect((await stack.preview("web", web)).failures).toEqual([
      {
        property: "secretName",
        reason: `the Secret belongs to somebody else: it holds no record of kubecerts. Choose another secretName, or remove that Secret, or take it over with adopt: "${fingerprint}".`,
      },
    ]);
  });

  it("is not offered beside a csr, with which the Secret would lose its key", async () => {
    byHand(hand);
    const ofUser = { secretName: "web-tls", csr: requestPem(), issuer: { ca: { secretName: "root-ca" } } };
    await stack.up("root", { ...web, secretName: "root-ca", commonName: "Root", isCA: true });
    expect((await stack.preview("web", ofUser)).failures).toEqual([
      {
        property: "secretName",
        reason:
          "the Secret belongs to somebody else: it holds no record of kubecerts. Choose another secretName, or remove that Secret.",
      },
    ]);
  });

  it("takes the Secret over with its key and certificate, once", async () => {
    byHand(hand);
    const adopting = { ...web, adopt: fingerprint.toUpperCase() };
    expect(await stack.up("web", adopting)).toBe(
      "repair - taken over from somebody else: it holds no record of kubecerts, as adopt names it; revision 1 is written again",
    );
    expect(stack.secret("web-tls")).toMatchObject({
      "tls.crt": Buffer.from(hand.certificatePem),
      "tls.key": Buffer.from(hand.privateKeyPem),
    });
    expect(await stack.up("web", adopting)).toBe("keep");
    expect(await stack.up("web", { ...adopting, renewal: { trigger: 1 } })).toMatch(/^renew - forced/);
    expect(await stack.up("web", { ...adopting, renewal: { trigger: 1 } })).toBe("keep");
  });

  it("takes no other than the one that it names", async () => {
    byHand(hand);
    const { failures } = await stack.preview("web", { ...web, adopt: "0".repeat(64) });
    expect(failures).toEqual([
      {
        property: "adopt",
        reason: `the Secret belongs to somebody else: it holds no record of kubecerts, and adopt names another certificate than the one that is there, whose fingerprint is ${fingerprint}.`,
      },
    ]);
  });

  it("takes one of another resource over, which leaves it alone from then on", async () => {
    await stack.up("before", web);
    const { fingerprint } = stack.outputs("before");
    const key = stack.secret("web-tls")["tls.key"];
    expect(await stack.up("web", { ...web, adopt: fingerprint })).toBe(
      "repair - taken over from before of app/dev, as adopt names it; revision 1 is written again",
    );
    expect(await stack.destroy("before")).toEqual([
      "certificate default/web-tls was left where it is: it is not this resource's any more",
    ]);
    expect(stack.secret("web-tls")["tls.key"]).toEqual(key);
    expect(await stack.up("web", web)).toBe("keep");
  });

  it("leaves the Secret when the resource is destroyed, since it was there before", async () => {
    byHand(hand);
    await stack.up("web", { ...web, adopt: fingerprint });
    await stack.up("web", web); // adopt was taken out of the program
    expect(await stack.destroy("web")).toEqual([
      "certificate default/web-tls was left where it is, for it was adopted, and onDelete is not delete",
    ]);
    expect(existsSync(manifest())).toBe(true);
  });

  it("deletes it where onDelete says so", async () => {
    byHand(hand);
    await stack.up("web", { ...web, adopt: fingerprint, onDelete: "delete" });
    expect(await stack.destroy("web")).toEqual([]);
    expect(existsSync(manifest())).toBe(false);
  });
});

describe("onDelete", () => {
  it("retain leaves Secret and record, says so, and the next up takes up the same certificate", async () => {
    await stack.up("web", { ...web, onDelete: "retain" });
    const before = readFileSync(manifest(), "utf8");
    expect(await stack.destroy("web")).toEqual([
      "certificate default/web-tls was left where it is, for onDelete is retain",
    ]);
    expect(await stack.up("web", { ...web, onDelete: "retain" })).toBe(
      "record - revision 1 is there already and fits; only the state did not know it; revision 1 is only recorded",
    );
    const certificate = (text: string) => /tls\.crt: *(\S+)/.exec(text)?.[1];
    expect(certificate(readFileSync(manifest(), "utf8"))).toBe(certificate(before));
  });

  it("is recorded when it changes, for a destroy sees nothing else", async () => {
    await stack.up("web", web);
    for (const args of [{ ...web, onDelete: "retain" }, web]) {
      expect((await stack.preview("web", args)).said).toEqual([
        "record - onDelete changed; revision 1 is only recorded",
      ]);
      await stack.up("web", args);
      expect((await stack.preview("web", args)).changes).toBe(false);
    }
    expect(await stack.destroy("web")).toEqual([]);
    expect(existsSync(manifest())).toBe(false);
  });
});

it.each([
  ["onDelete", { onDelete: "keep" }, `must be one of delete, retain, not "keep"`],
  ["adopt", { adopt: "yes" }, `must be a SHA-256 fingerprint in hex, not "yes"`],
  [
    "recreate",
    { recreate: true, issuer: undefined, store: undefined, issuerRef: { name: "ca" } },
    "cannot be given beside issuerRef: cert-manager writes the Secret, and makes one that was deleted anew",
  ],
])("what %s cannot be is a failure of the preview", async (property, args, reason) => {
  const { failures } = await stack.preview("web", { ...web, ...args });
  expect(failures).toEqual([{ property, reason }]);
});
