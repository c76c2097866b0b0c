import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CertificateObject, certificates } from "../../provider/cert-manager/objects.js";
import { KubernetesClient } from "../../provider/kubernetes/client.js";
import { type KubernetesObject, secrets } from "../../provider/kubernetes/objects.js";
import type { Project } from "../e2e/project.js";
import { holdsKey } from "../support/key-search.js";
import { argumentsDuring } from "../support/process-arguments.js";
import { clusterProject, needSandbox, withCertManager } from "./node.js";

type SecretNow = KubernetesObject & { readonly data: Readonly<Record<string, string>> };

/** One certificate whose issuer changes hands and back, each test from where the one before left off. */
describe("a certificate that changes hands in place", () => {
  const cluster = new KubernetesClient({ kubeconfig: needSandbox().kubeconfig });
  const at = { namespace: "default", name: "web-tls" };
  const object = () => cluster.get<CertificateObject>({ resource: certificates, ...at }, "whole");
  const secret = () => cluster.get<SecretNow>({ resource: secrets, ...at }, "whole");
  const text = async (name: string) => Buffer.from((await secret())?.data[name] ?? "", "base64").toString();
  let project: Project;

  /** A CA whose key pair both hands hold: cert-manager's ClusterIssuer, and the provider. */
  const program = (by: string) =>
    withCertManager(`
const root = new kubecerts.Certificate("root", {
  namespace: certManager.namespace, secretName: "root-ca", commonName: "Hands Root", isCA: true, duration: "8760h",
  issuer: { selfSigned: {} }, privateKey: { algorithm: "ECDSA" },
}, needs);
const shared = new kubecerts.ClusterIssuer("hands", { ca: { secretName: root.secretName } }, { dependsOn: [certManager, root] });
new kubecerts.Certificate("web", {
  secretName: "web-tls", dnsNames: ["web.example.test"], privateKey: { algorithm: "ECDSA" }, ${by}
}, { dependsOn: shared });`);
  const controller = "issuerRef: shared.ref,";
  const provider = "issuer: { ca: root },";
  const printed: string[] = [];
  const called: string[] = [];

  /** The Secret's certificate and key as a client in a loop would find them: never none, and always a pair that was there. */
  async function watched(args: readonly string[]) {
    let gaps = 0;
    let isOver = false;
    const looking = (async () => {
      for (; !isOver; await new Promise((done) => setTimeout(done, 50))) {
        const { data } = (await secret()) ?? {};
        if (data?.["tls.crt"] === undefined || data["tls.key"] === undefined) gaps++;
      }
    })();
    const { answer, seen } = await argumentsDuring(() => project.attempt(args));
    isOver = true;
    await looking;
    printed.push(answer.text);
    called.push(...seen);
    return { ...answer, gaps };
  }

  beforeAll(async () => {
    project = await clusterProject("hands");
    project.program(program(controller));
    await project.up();
  });
  afterAll(() => project?.destroy());

  it("goes to the provider with its key and certificate where the same CA signed it, and cert-manager lets go", async () => {
    const [before, key] = [await text("tls.crt"), await text("tls.key")];
    project.program(program(provider));
    expect((await project.preview()).text).toContain(
      "repair - taken over from cert-manager, by cert-manager.io/ClusterIssuer/hands",
    );
    const { status, gaps } = await watched(["up", "--yes", "--skip-preview"]);
    expect([status, gaps]).toEqual([0, 0]);
    expect([await text("tls.crt"), await text("tls.key")]).toEqual([before, key]);
    expect(await object()).toBeUndefined();
    const { metadata } = (await secret()) as SecretNow;
    expect(metadata.managedFields?.map(({ manager }) => manager)).toEqual([
      expect.stringMatching(/^pulumi-kubecerts-[0-9a-f]{16}$/),
    ]);
    expect(Object.keys(metadata.annotations ?? {})).toEqual(["kubecerts.io/record"]);
    await project.up("--expect-no-changes");
  });

  it("goes back to cert-manager, which issues over the Secret that stands, and the provider lets go", async () => {
    project.program(program(controller));
    const { status, gaps } = await watched(["up", "--yes", "--skip-preview"]);
    expect([status, gaps]).toEqual([0, 0]);
    expect((await object())?.status?.revision).toBe(1);
    const { metadata } = (await secret()) as SecretNow;
    expect(metadata.managedFields?.map(({ manager }) => manager)).not.toContainEqual(
      expect.stringMatching(/^pulumi-kubecerts-/),
    );
    expect(metadata.annotations).not.toHaveProperty(["kubecerts.io/record"]);
    await project.up("--expect-no-changes");
  });

  it("is issued again where another CA is to sign, over the Secret that stands", async () => {
    const before = await text("tls.crt");
    project.program(program("issuer: { selfSigned: {} },"));
    const { status, gaps } = await watched(["up", "--yes", "--skip-preview"]);
    expect([status, gaps, (await text("tls.crt")) === before]).toEqual([0, 0, false]);
    await project.up("--expect-no-changes");
  });

  it("shows its key in no output, state, argument or object but the Secret", async () => {
    const keys = [await text("tls.key")];
    const state = (await project.pulumi("stack", "export", "--show-secrets")).stdout;
    const others = ["configmaps", "events"].map((plural) =>
      cluster.list({ apiVersion: "v1", plural }, { namespace: "default" }),
    );
    const objects = JSON.stringify([await Promise.all(others), await object()]);
    const decoded = objects.replaceAll(/[A-Za-z0-9+/=]{100,}/g, (one) =>
      Buffer.from(one, "base64").toString("latin1"),
    );
    for (const place of [state, printed.join(""), called.join("\n"), objects, decoded])
      expect(keys.map((key) => holdsKey(place, key))).toEqual([false]);
    expect(printed.join("").length).toBeGreaterThan(500);
    expect(called.length).toBeGreaterThan(10);
    expect(keys.map((key) => holdsKey(key, key))).toEqual([true]);
  });
});
