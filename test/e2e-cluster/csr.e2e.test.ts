import { createPrivateKey, X509Certificate } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Project } from "../e2e/project.js";
import { privateKey, privateKeyPem } from "../support/certificates.js";
import { requestPem } from "../support/requests.js";
import { kubectl } from "./kubectl.js";
import { clusterProject, withCertManager } from "./node.js";

/** A certificate without its key on the real node, each test from where the one before left off. */
describe("a Secret whose key is the user's own", () => {
  let project: Project;
  const program = (web: string, by = "issuer: { ca: root },") => `
const root = new kubecerts.Certificate("root", {
  secretName: "csr-root", commonName: "Example Root", isCA: true, duration: "8760h",
  issuer: { selfSigned: {} }, privateKey: { algorithm: "ECDSA" },
});
new kubecerts.Certificate("web", { secretName: "csr-web", ${by} ${web} });`;
  const ofUser = `csr: ${JSON.stringify(requestPem())}, copies: [{ name: "csr-copy" }],`;
  const made = `dnsNames: ["shop.example.com"], privateKey: { algorithm: "ECDSA" },`;
  const secret = (name = "csr-web") => JSON.parse(kubectl(`get secret ${name} --output json`));
  const row = (text: string) => /Certificate web update (.*)/.exec(text)?.[1];
  const holder = () =>
    new X509Certificate(Buffer.from(secret().data["tls.crt"], "base64")).checkPrivateKey(privateKey("user"));

  beforeAll(async () => {
    project = await clusterProject("csr");
  });
  afterAll(() => project?.destroy());

  it("is taken by the API server with an empty entry for it, and copied", async () => {
    project.program(program(ofUser));
    await project.up();
    expect([secret().type, secret().data["tls.key"], holder()]).toEqual(["kubernetes.io/tls", "", true]);
    expect(secret("csr-copy").data).toEqual(secret().data);
    await project.up("--expect-no-changes");
  });

  it("is emptied again where somebody puts a key into it, which the preview tells with the hand that did it", async () => {
    const { "tls.crt": before } = secret().data;
    const encoded = Buffer.from(privateKeyPem("user")).toString("base64");
    kubectl(`patch secret csr-web --field-manager=hand --patch {"data":{"tls.key":"${encoded}"}}`);
    expect(row((await project.preview()).text)).toBe(
      "[diff: ~decision]; repair - tls.key in the Secret is filled, wanted an empty entry, as the key of csr is yours, by the hand of hand; revision 1 is written again",
    );
    await project.up();
    expect([secret().data["tls.key"], secret().data["tls.crt"]]).toEqual(["", before]);
    await project.up("--expect-no-changes");
  });

  it("is written again from its record where somebody deletes it: nothing of it is lost", async () => {
    const { data } = secret();
    kubectl("delete secret csr-web");
    expect(row((await project.preview()).text)).toContain(
      "repair - the Secret is gone, and no private key with it; revision 1 is written again",
    );
    await project.up();
    expect(secret().data).toEqual(data);
    await project.up("--expect-no-changes");
  });

  it("changes to a key made here and back in place: it is the same object", async () => {
    const { uid } = secret().metadata;
    project.program(program(made));
    await project.up();
    const between = secret();
    expect(between.data["tls.key"]).not.toBe("");
    project.program(program(ofUser));
    await project.up();
    expect([between.metadata.uid, secret().metadata.uid, secret().data["tls.key"], holder()]).toEqual([
      uid,
      uid,
      "",
      true,
    ]);
    await project.up("--expect-no-changes");
  });

  it("is made anew, still without one, where it became immutable and may be recreated", async () => {
    const { uid } = secret().metadata;
    kubectl(`patch secret csr-web --field-manager=hand --patch {"immutable":true}`);
    project.program(program(`${ofUser} recreate: true,`));
    await project.up();
    const after = secret();
    expect([after.metadata.uid === uid, after.immutable, after.data["tls.key"]]).toEqual([
      false,
      undefined,
      "",
    ]);
    await project.up("--expect-no-changes");
  });

  it("goes to cert-manager in place, which makes a key of its own, and comes back without one", async () => {
    const { uid } = secret().metadata;
    project.program(withCertManager(program(made, "issuerRef: selfSigned.ref,")));
    await project.up();
    const between = secret();
    const pem = (name: string) => Buffer.from(between.data[name], "base64");
    expect(new X509Certificate(pem("tls.crt")).checkPrivateKey(createPrivateKey(pem("tls.key")))).toBe(true);
    project.program(withCertManager(program(ofUser)));
    expect(row((await project.preview()).text)).toMatch(
      /reissue - csr\.publicKey was a key made for it, wanted key/,
    );
    await project.up();
    expect([between.metadata.uid, secret().metadata.uid, secret().data["tls.key"], holder()]).toEqual([
      uid,
      uid,
      "",
      true,
    ]);
    await project.up("--expect-no-changes");
  });

  it("is gone after a destroy, with its copy", async () => {
    await project.destroy();
    expect(kubectl("get secrets --output name")).not.toMatch(/csr-/);
  });
});
