import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { KubernetesClient } from "../../provider/kubernetes/client.js";
import { secrets } from "../../provider/kubernetes/objects.js";
import type { Project } from "../e2e/project.js";
import { derOf } from "../keystore/entries.js";
import { type FoundSecret, putSecret } from "../store/put-secret.js";
import { opensslRun } from "../x509/openssl.js";
import { kubectl } from "./kubectl.js";
import { clusterProject, needSandbox, withCertManager } from "./node.js";

/** `keystores` and `additionalOutputFormats` with `issuerRef`: cert-manager writes them, and the provider looks. */
describe("keystores that cert-manager writes", () => {
  const cluster = new KubernetesClient({ kubeconfig: needSandbox().kubeconfig });
  const at = { namespace: "stores", name: "web-tls" };
  const entry = (secret: FoundSecret, name: string) => Buffer.from(secret.data[name] ?? "", "base64");
  const secret = async () => (await cluster.get<FoundSecret>({ resource: secrets, ...at }, "whole"))!;
  let project: Project;

  /** The certificates in a PKCS#12 file under this password. */
  function opened(store: Buffer, password: string): Buffer[] {
    return derOf(opensslRun(["pkcs12", "-nodes", "-passin", `pass:${password}`], store).stdout);
  }

  const program = (more = "") =>
    project.program(
      withCertManager(`
const home = new k8s.core.v1.Namespace("stores", { metadata: { name: "stores" } });
const password = new k8s.core.v1.Secret("password", {
  metadata: { name: "store", namespace: home.metadata.name }, stringData: { password: "changeit" },
});
new kubecerts.Certificate("web", {
  namespace: home.metadata.name, secretName: "web-tls", dnsNames: ["web.example.test"], issuerRef: selfSigned.ref,
  keystores: {
    pkcs12: { create: true, profile: "Modern2023", passwordSecretRef: { name: "store", key: "password" } }, ${more}
  },
  additionalOutputFormats: [{ type: "CombinedPEM" }, { type: "DER" }],
}, { dependsOn: password });`),
    );

  beforeAll(async () => {
    project = await clusterProject("cm-keystores");
    program();
    await project.up();
  });
  afterAll(() => project?.destroy());

  it("are there when up ends, and hold the certificate of the PEM", async () => {
    const found = await secret();
    expect(Object.keys(found.data).sort()).toEqual([
      ...["ca.crt", "key.der", "keystore.p12", "tls-combined.pem", "tls.crt", "tls.key", "truststore.p12"],
    ]);
    const [leaf] = derOf(entry(found, "tls.crt").toString());
    expect(opened(entry(found, "keystore.p12"), "changeit")[0]).toEqual(leaf);
    expect(opened(entry(found, "truststore.p12"), "changeit")).toEqual([leaf]); // it signed itself
    await project.up("--expect-no-changes");
  });

  it("are added to a certificate that is there, which is not issued again", async () => {
    const before = await secret();
    program(`jks: { create: true, password: "changeit" },`);
    expect((await project.preview()).text).toContain("repair - keystores.jks");
    await project.up();
    const after = await secret();
    expect(after.data["tls.crt"]).toBe(before.data["tls.crt"]);
    expect(
      [entry(after, "keystore.jks"), entry(after, "truststore.jks")].map((jks) => jks.readUInt32BE(0)),
    ).toEqual([0xfeedfeed, 0xfeedfeed]);
    await project.up("--expect-no-changes");
  });

  it("are missed by the next preview when somebody took one out while no controller ran, and are back with it", async () => {
    kubectl("scale deployment cert-manager --namespace cert-manager --replicas 0");
    kubectl(
      "wait --for=delete pod --selector app.kubernetes.io/component=controller --namespace cert-manager",
    );
    const before = await secret();
    const { "keystore.p12": _, ...data } = before.data;
    await putSecret(cluster, at, { ...before, data }, "kubectl-edit");
    expect((await project.preview()).text).toContain("repair - the Secret lacks keystore.p12");
    kubectl("scale deployment cert-manager --namespace cert-manager --replicas 1");
    for (let attempt = 1; (await secret()).data["keystore.p12"] === undefined; attempt++) {
      if (attempt === 120) throw new Error("cert-manager did not write it within a minute");
      await new Promise((done) => setTimeout(done, 500));
    }
    await project.up("--expect-no-changes");
    // The leaf, and itself once more as its CA.
    expect(opened(entry(await secret(), "keystore.p12"), "changeit")).toHaveLength(2);
  });
});
