import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { certificateRequests } from "../../provider/cert-manager/objects.js";
import { KubernetesClient } from "../../provider/kubernetes/client.js";
import { namespaces, secrets } from "../../provider/kubernetes/objects.js";
import { Project } from "../e2e/project.js";
import { kubernetesPlugin } from "../toolchain/index.js";

const { KUBECONFIG: kubeconfig = "", CERT_MANAGER_CHART: chart, CERT_MANAGER_VALUES: values } = process.env;

/** What can be shown on whichever cluster KUBECONFIG names, with no ACME server, DNS or ingress of our own beside it. */
describe("on any cluster", () => {
  const namespace = `kubecerts-${process.pid}`;
  const cluster = new KubernetesClient({ kubeconfig });
  let project: Project;

  const program = (trigger: string) =>
    project.program(`
const k8s = require("@pulumi/kubernetes");
const certManager = new kubecerts.CertManager("cert-manager", { ${chart === undefined ? "" : `chart: ${JSON.stringify(chart)},`} values: ${values ?? "{}"} });
const home = new k8s.core.v1.Namespace("home", { metadata: { name: "${namespace}" } });
const namespace = home.metadata.name;
const issuer = new kubecerts.Issuer("issuer", { namespace, selfSigned: {} }, { dependsOn: [certManager, home] });
const renewal = { trigger: "${trigger}" };
new kubecerts.Certificate("web", { namespace, secretName: "web-tls", dnsNames: ["web.example.test"], issuerRef: issuer.ref, renewal });
new kubecerts.Certificate("own", { namespace, secretName: "own-tls", dnsNames: ["own.example.test"], issuer: { selfSigned: {} }, renewal });`);

  const revisions = async () => {
    const { web, own } = await project.state();
    return [web?.outputs.revision, own?.outputs.revision];
  };

  beforeAll(async () => {
    if (kubeconfig === "") throw new Error("KUBECONFIG names no cluster, so nothing was tested.");
    project = await Project.create(inject("installed"), "any-cluster", {
      kubeconfig,
      plugins: [await kubernetesPlugin()],
    });
  });

  afterAll(() => project?.destroy());

  it("one up installs cert-manager and has a certificate from it, and one from the provider", async () => {
    program("first");
    await project.up();
    expect(await revisions()).toEqual([1, 1]);
    for (const name of ["web-tls", "own-tls"]) {
      const secret = await cluster.get({ resource: secrets, namespace, name }, "metadata");
      expect(secret?.metadata.name).toBe(name);
    }
  });

  it("the next changes nothing", async () => {
    await project.up("--expect-no-changes");
  });

  it("a forced renewal is one issuance each", async () => {
    program("second");
    await project.up();
    expect(await revisions()).toEqual([2, 2]);
    // cert-manager keeps the last request alone: revision 2 was not asked for twice.
    const { items } = await cluster.list(certificateRequests, { namespace });
    expect(items.map(({ metadata }) => metadata.name)).toEqual(["web-tls-2"]);
  });

  it("destroy takes it all away", async () => {
    await project.destroy();
    for (const name of [namespace, "cert-manager"])
      expect(await cluster.get({ resource: namespaces, name }, "metadata")).toBeUndefined();
  });
});
