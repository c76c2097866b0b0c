import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CertificateObject, certificates } from "../../provider/cert-manager/objects.js";
import { KubernetesClient } from "../../provider/kubernetes/client.js";
import { secrets } from "../../provider/kubernetes/objects.js";
import type { Project } from "../e2e/project.js";
import type { FoundSecret } from "../store/put-secret.js";
import { Accounts } from "./accounts.js";
import { kubectl } from "./kubectl.js";
import { clusterProject, needSandbox, withCertManager } from "./node.js";

/** A certificate of cert-manager's, copied into the namespaces of a selector by an identity that may not list Secrets. */
describe("copies of what cert-manager issued, under the deployer's role", () => {
  const cluster = new KubernetesClient({ kubeconfig: needSandbox().kubeconfig });
  let ground: Project;
  let accounts: Accounts;
  let project: Project;
  let previewer: string;

  const data = async (namespace: string) =>
    (await cluster.get<FoundSecret>({ resource: secrets, namespace, name: "web-tls" }, "whole"))?.data;
  const certificate = () =>
    cluster.get<CertificateObject>({ resource: certificates, namespace: "copied", name: "web-tls" }, "whole");
  const preview = async () => (await project.attempt(["preview", "--diff"], { KUBECONFIG: previewer })).text;

  beforeAll(async () => {
    ground = await clusterProject("copies-ground");
    const places = ["copied", "copied-till", "copied-audit", "copied-later", "kube-copied"];
    ground.program(
      withCertManager(`
for (const name of ${JSON.stringify(places)})
  new k8s.core.v1.Namespace(name, { metadata: { name, labels: name === "copied-later" ? {} : { "example.test/tls": "web" } } });`),
    );
    await ground.up();
    accounts = new Accounts("copied", ground.folder);
    previewer = accounts.make("previewer", "previewer");
    project = await clusterProject("copies", {
      kubeconfig: accounts.make("deployer", "previewer", "deployer"),
    });
    project.program(`
new kubecerts.Certificate("web", { namespace: "copied", secretName: "web-tls", dnsNames: ["web.example.test"],
  issuerRef: { name: "self-signed", kind: "ClusterIssuer" }, privateKey: { algorithm: "ECDSA" },
  copies: [{ namespaceSelector: { matchLabels: { "example.test/tls": "web" } } }] });`);
  });

  afterAll(async () => {
    await project?.destroy();
    accounts?.remove();
    await ground?.destroy();
  });

  it("are written into the namespaces that the preview names, and into none of Kubernetes' own", async () => {
    const text = await preview();
    const [, named = ""] = /namespaces *: \[\n((?: *\[\d\]: ".*"\n)+)/.exec(text) ?? [];
    expect(named.match(/(?<=").*(?=")/g)).toEqual(["copied", "copied-audit", "copied-till"]);
    await project.up();
    const original = await data("copied");
    expect(original).toHaveProperty(["tls.key"]);
    expect([await data("copied-till"), await data("copied-audit")]).toEqual([original, original]);
    expect([await data("copied-later"), await data("kube-copied")]).toEqual([undefined, undefined]);
    await project.up("--expect-no-changes");
  });

  it("follow the controller's own renewal: the next preview finds them behind, and up brings them on", async () => {
    const before = await data("copied");
    // As `cmctl renew` does: nobody told Pulumi.
    const object = (await certificate())!;
    const lastTransitionTime = new Date().toISOString();
    const issuing = {
      type: "Issuing",
      status: "True",
      reason: "ManuallyTriggered",
      message: "renewed",
      lastTransitionTime,
    };
    const status = { conditions: [...(object.status?.conditions ?? []), issuing] };
    kubectl("replace --subresource=status -f -", {
      apiVersion: "cert-manager.io/v1",
      kind: "Certificate",
      ...object,
      status: { ...object.status, ...status },
    });
    for (let attempt = 1; (await certificate())?.status?.revision !== 2; attempt++) {
      if (attempt === 60) throw new Error("cert-manager did not renew within 30 s");
      await new Promise((done) => setTimeout(done, 500));
    }
    expect((await project.preview()).text).toContain(
      "repair - the copy copied-audit/web-tls holds what was there before; the copy copied-till/web-tls holds what was there before; revision 2 is there, issued",
    );
    await project.up();
    const original = await data("copied");
    expect(original).not.toEqual(before);
    expect([await data("copied-till"), await data("copied-audit")]).toEqual([original, original]);
    await project.up("--expect-no-changes");
  });

  it("follow the labels: into a namespace that has them now, out of one that lost them", async () => {
    kubectl("label namespace copied-later example.test/tls=web");
    kubectl("label namespace copied-till example.test/tls-");
    expect((await project.preview()).text).toMatch(
      /repair - the copy copied-later\/web-tls is not (there|known to be there: [^;]*); the copy copied-till\/web-tls is not on the list any more/,
    );
    await project.up();
    const original = await data("copied");
    expect([await data("copied-later"), await data("copied-till")]).toEqual([original, undefined]);
    await project.up("--expect-no-changes");
  });

  it("stay where they are while the namespaces cannot be listed, and the preview says so", async () => {
    const forbid = [{ op: "remove", path: "/rules/2" }];
    kubectl(
      `patch clusterrole kubecerts-previewer --type=json --patch ${JSON.stringify(forbid).replaceAll(" ", "")}`,
    );
    const { text } = await project.preview();
    expect(text).toContain("the namespaces were not listed, and its copies stay where they were");
    expect(text).toContain("2 unchanged");
  });

  it("go with the certificate", async () => {
    await project.destroy();
    expect([await data("copied"), await data("copied-later"), await data("copied-audit")]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});
