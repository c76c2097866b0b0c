import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { certificates } from "../../provider/cert-manager/objects.js";
import { KubernetesClient } from "../../provider/kubernetes/client.js";
import { secrets } from "../../provider/kubernetes/objects.js";
import type { Project } from "../e2e/project.js";
import type { FoundSecret } from "../store/put-secret.js";
import { clusterProject, needSandbox, withCertManager } from "./node.js";

/** With `enableCertificateOwnerRef` cert-manager deletes a Secret with its Certificate: which it must not where the provider goes on with it. */
describe("a Secret that cert-manager's Certificate owns", () => {
  const cluster = new KubernetesClient({ kubeconfig: needSandbox().kubeconfig });
  const at = { namespace: "default", name: "owned-tls" };
  const secret = () => cluster.get<FoundSecret>({ resource: secrets, ...at }, "whole");
  let project: Project;

  const program = (by: string) =>
    project.program(
      withCertManager(`
const root = new kubecerts.Certificate("root", {
  namespace: certManager.namespace, secretName: "owned-root", commonName: "Owned Root", isCA: true, duration: "8760h",
  issuer: { selfSigned: {} }, privateKey: { algorithm: "ECDSA" },
}, needs);
const shared = new kubecerts.ClusterIssuer("owned", { ca: { secretName: root.secretName } }, { dependsOn: [certManager, root] });
new kubecerts.Certificate("web", {
  secretName: "owned-tls", dnsNames: ["owned.example.test"], privateKey: { algorithm: "ECDSA" }, ${by}
}, { dependsOn: shared });`).replace("values: {", 'values: {"enableCertificateOwnerRef":true,'),
    );

  beforeAll(async () => {
    project = await clusterProject("owner-references");
    program("issuerRef: shared.ref,");
    await project.up();
  });
  afterAll(() => project?.destroy());

  it("has its Certificate as its owner, which no preview takes for somebody's hand", async () => {
    const { metadata } = (await secret()) as FoundSecret;
    expect(metadata.ownerReferences).toMatchObject([{ kind: "Certificate", name: "owned-tls" }]);
    await project.up("--expect-no-changes");
  });

  it("outlives it when the provider takes over: the same object, with key and certificate, owned by nobody", async () => {
    const before = (await secret()) as FoundSecret;
    program("issuer: { ca: root },");
    let gaps = 0;
    let isOver = false;
    const looking = (async () => {
      for (; !isOver; await new Promise((done) => setTimeout(done, 50)))
        if ((await secret())?.metadata.uid !== before.metadata.uid) gaps++;
    })();
    await project.up();
    // The garbage collector does its work when the Certificate is gone.
    await new Promise((done) => setTimeout(done, 5000));
    isOver = true;
    await looking;
    const after = (await secret()) as FoundSecret;
    expect([gaps, after.data, after.metadata.ownerReferences]).toEqual([0, before.data, undefined]);
    expect(await cluster.get({ resource: certificates, ...at }, "metadata")).toBeUndefined();
    await project.up("--expect-no-changes");
  });
});
