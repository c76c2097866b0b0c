import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Project } from "../e2e/project.js";
import { kubectl } from "./kubectl.js";
import { clusterProject, needSandbox } from "./node.js";

const { chart, chartValues } = needSandbox();

/** What somebody else's tool does: the chart's objects, rendered and applied, with no Helm release. */
const somebodyElse = `
const k8s = require("@pulumi/kubernetes");
const namespace = new k8s.core.v1.Namespace("certs", { metadata: { name: "certs" } });
new k8s.helm.v3.Chart("cm", {
  path: ${JSON.stringify(chart)}, namespace: namespace.metadata.name, skipAwait: true,
  values: ${JSON.stringify({ ...chartValues, crds: { enabled: true }, featureGates: "NameConstraints=false" })},
}, { dependsOn: namespace });`;

const adopting = `
const certManager = new kubecerts.CertManager("cert-manager", { install: false, timeout: "2m" });
const issuer = new kubecerts.ClusterIssuer("adopted", { selfSigned: {} }, { dependsOn: certManager });
new kubecerts.Certificate("web", { secretName: "adopted-tls", dnsNames: ["web.example.test"], issuerRef: issuer.ref });
exports.found = [certManager.version, certManager.namespace];`;

const installing = `
new kubecerts.CertManager("cert-manager", { chart: ${JSON.stringify(chart)} });`;

describe("a cert-manager that is there already, under another name and in another namespace", () => {
  let others: Project;
  let project: Project;

  beforeAll(async () => {
    kubectl("delete crds --selector app.kubernetes.io/name=cert-manager");
    others = await clusterProject("adopt-others");
    others.program(somebodyElse);
    await others.up();
    project = await clusterProject("adopt");
  });

  afterAll(async () => {
    await project?.destroy();
    await others?.destroy();
    kubectl("delete crds --selector app.kubernetes.io/name=cert-manager");
  });

  it("is waited for, used and described, and what it cannot do is said", async () => {
    project.program(adopting);
    const { text } = await project.up();
    expect(text).toContain("using cert-manager v1.21.2 in namespace certs, installed by no Helm release");
    expect(text).toContain("cert-manager v1.21.2 cannot do: nameConstraints (its feature gate is off)");
    const { stdout } = await project.pulumi("stack", "output", "--json");
    expect(JSON.parse(stdout).found).toEqual(["v1.21.2", "certs"]);
    await project.up("--expect-no-changes");
  });

  it("is left as it is when the program is destroyed", async () => {
    await project.destroy();
    expect(kubectl("get deployments --namespace certs --output name").trim().split("\n")).toEqual([
      "deployment.apps/cm-cert-manager",
      "deployment.apps/cm-cert-manager-cainjector",
      "deployment.apps/cm-cert-manager-webhook",
    ]);
  });

  it("lets no second one be installed beside it, which the preview says", async () => {
    project.program(installing);
    const { status, text } = await project.attempt(["preview"]);
    expect(status).not.toBe(0);
    expect(text).toContain(
      "would be the second one of this cluster, which takes one: there is cert-manager v1.21.2 in namespace certs, installed by no Helm release. Set install: false to use it, or remove it first",
    );
  });
});
