import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { KubernetesClient } from "../../provider/kubernetes/client.js";
import { namespaces } from "../../provider/kubernetes/objects.js";
import newestShape from "../../sdk/chart-1.21.json";
import { localChart } from "../../sdk/local-chart.js";
import type { Project } from "../e2e/project.js";
import { clusterProject, needSandbox } from "./node.js";

const sandbox = needSandbox();
const cluster = new KubernetesClient({ kubeconfig: sandbox.kubeconfig });

/** cert-manager, a self-signed and an ACME issuer, and a Certificate that needs one of them at once. */
function program(
  changes: { readonly values?: object; readonly server?: string; readonly timeout?: string } = {},
): string {
  // The sandbox shortens leases; without that, a stale one would cost a minute.
  const { global: _, ...chartValues } = sandbox.chartValues as { global: unknown };
  return `
const { readFileSync } = require("node:fs");
const k8s = require("@pulumi/kubernetes");
const certManager = new kubecerts.CertManager("cert-manager", {
  chart: ${JSON.stringify(sandbox.chart)},
  values: ${JSON.stringify({ ...chartValues, ...changes.values })},
  timeout: ${JSON.stringify(changes.timeout ?? "3m")},
});
const needs = { dependsOn: certManager };
const selfSigned = new kubecerts.ClusterIssuer("self-signed", { selfSigned: {} }, needs);
const acme = new kubecerts.ClusterIssuer("acme", {
  acme: {
    server: ${JSON.stringify(changes.server ?? sandbox.directory)},
    email: "ops@example.test",
    caBundle: readFileSync(${JSON.stringify(sandbox.caFile)}, "utf8"),
    solvers: [{ http01: { ingress: { ingressClassName: "skipper" } } }],
  },
}, needs);
exports.issuers = [selfSigned.ref, acme.ref];
new k8s.apiextensions.CustomResource("web", {
  apiVersion: "cert-manager.io/v1",
  kind: "Certificate",
  metadata: { name: "web", namespace: certManager.namespace, annotations: { "pulumi.com/waitFor": "condition=Ready" } },
  spec: { secretName: "web-tls", dnsNames: ["web.example.test"], issuerRef: selfSigned.ref },
});`;
}

/** The steps of one life, each from where the one before left off. */
describe("cert-manager on the real node", () => {
  let project: Project;

  beforeAll(async () => {
    project = await clusterProject("cert-manager");
  });

  afterAll(() => project?.destroy());

  it("is checked by the schema that this very chart has", () => {
    expect(localChart(sandbox.chart)).toEqual({ version: "v1.21.2", shape: newestShape });
  });

  it("is installed from nothing, and used in the same up", async () => {
    project.program(program());
    await project.up();
    const { stdout } = await project.pulumi("stack", "output", "--json");
    expect(JSON.parse(stdout).issuers).toEqual([
      { name: "self-signed", kind: "ClusterIssuer", group: "cert-manager.io" },
      { name: "acme", kind: "ClusterIssuer", group: "cert-manager.io" },
    ]);
  });

  it("makes what depends on the component wait for its gate, and what uses an issuer wait for its readiness", async () => {
    const { stdout } = await project.pulumi("stack", "export");
    const resources: { urn: string; dependencies?: string[] }[] = JSON.parse(stdout).deployment.resources;
    const dependenciesOf = (type: string, name: string) =>
      resources.find(({ urn }) => urn.endsWith(`${type}::${name}`))?.dependencies?.join("\n");
    expect(dependenciesOf("kubernetes:cert-manager.io/v1:ClusterIssuer", "acme")).toContain(
      "kubecerts:Gate::cert-manager",
    );
    expect(dependenciesOf("Certificate", "web")).toContain("kubecerts:IssuerReadiness::self-signed");
  });

  it("changes nothing on the next up", async () => {
    await project.up("--expect-no-changes");
  });

  it("says in a preview that an upgrade passes the gate again, and still knows the issuers", async () => {
    project.program(program({ values: { podLabels: { upgraded: "yes" } } }));
    const { text } = await project.preview();
    expect(text).toMatch(/kubecerts:Gate cert-manager update \[diff: ~revision/);
    expect(text).not.toMatch(/Certificate web update/);
    await project.up();
  });

  it("ends early with the words of a network that leads to no ACME server", async () => {
    project.program(program({ server: "https://10.88.0.1:1/dir" }));
    const { status, text } = await project.attempt(["up", "--yes", "--skip-preview"]);
    expect(status).not.toBe(0);
    expect(text).toMatch(
      /ClusterIssuer acme is not ready: ErrRegisterACMEAccount: .*connection refused\. It stands in the cluster as written\. See that acme\.server/,
    );
  });

  it("ends early with the words of a server that refuses, and is ready when it is mended", async () => {
    project.program(program({ server: `${sandbox.directory}/none` }));
    const { status, text } = await project.attempt(["up", "--yes", "--skip-preview"]);
    expect(status).not.toBe(0);
    expect(text).toMatch(/ClusterIssuer acme is not ready: ErrRegisterACMEAccount: .*404/);
    project.program(program());
    await project.up();
  });

  it("names what keeps the API from being used after a change of values, and goes on when it is mended", async () => {
    project.program(program({ values: { webhook: { replicaCount: 0 } }, timeout: "5s" }));
    const { status, text } = await project.attempt(["up", "--yes", "--skip-preview"]);
    expect(status).not.toBe(0);
    expect(text).toContain("webhook Deployment cert-manager-webhook is scaled to zero");
    expect(text).toContain("Set webhook.replicaCount to 1 or more, and run pulumi up again.");
    project.program(program());
    await project.up();
  });

  it("leaves nothing but the CRDs when it is destroyed", async () => {
    await project.destroy();
    expect(await cluster.get({ resource: namespaces, name: "cert-manager" }, "metadata")).toBeUndefined();
    const selector = { labelSelector: "app.kubernetes.io/instance=cert-manager" };
    const left = await Promise.all(
      clusterWide.map(async (resource) => (await cluster.list(resource, selector)).items.length),
    );
    expect(left).toEqual([6, 0, 0, 0, 0]);
  });

  it("is installed again on the CRDs that were kept, and waits for no lease of the life before", async () => {
    const { text } = await project.up();
    expect(text).not.toContain("waits for the lease");
  });
});

const clusterWide = [
  { apiVersion: "apiextensions.k8s.io/v1", plural: "customresourcedefinitions" },
  { apiVersion: "rbac.authorization.k8s.io/v1", plural: "clusterroles" },
  { apiVersion: "rbac.authorization.k8s.io/v1", plural: "clusterrolebindings" },
  { apiVersion: "admissionregistration.k8s.io/v1", plural: "validatingwebhookconfigurations" },
  { apiVersion: "admissionregistration.k8s.io/v1", plural: "mutatingwebhookconfigurations" },
];
