import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type CertificateObject,
  certificates,
  condition,
  isReady,
} from "../../provider/cert-manager/objects.js";
import { KubernetesClient } from "../../provider/kubernetes/client.js";
import { configMaps, secrets } from "../../provider/kubernetes/objects.js";
import type { Project } from "../e2e/project.js";
import { type FoundSecret, putSecret } from "../store/put-secret.js";
import { Accounts } from "./accounts.js";
import { controllerTamperings as rows } from "./controller-tamperings.js";
import { kubectl } from "./kubectl.js";
import { clusterProject, needSandbox, withCertManager } from "./node.js";

/** Every hand on Secrets that cert-manager keeps, all at once: what is seen, what its controller mends, what `up` does. */
describe("what a hand did to Secrets of cert-manager's", () => {
  const cluster = new KubernetesClient({ kubeconfig: needSandbox().kubeconfig });
  const namespace = "tampered";
  let project: Project;
  let accounts: Accounts;
  const names = Object.keys(rows);
  const secret = (name: string) => cluster.get<FoundSecret>({ resource: secrets, namespace, name }, "whole");

  /** What the preview says of each, without what differs from run to run. */
  async function said(env: Readonly<Record<string, string>> = {}): Promise<Record<string, string>> {
    const { text } = await project.attempt(["preview"], env);
    return saidIn(text);
  }
  function saidIn(text: string): Record<string, string> {
    const told = text
      .replaceAll(/certificate [0-9a-f]{8,}/g, "certificate SERIAL")
      .replaceAll(/\d{4}-\d\d-\d\dT[\d:]+Z/g, "INSTANT")
      .replaceAll(", by the hand of kubectl-edit", "HAND");
    const rowOf = (name: string) =>
      new RegExp(`:Certificate ${name} .*?(?:\\]; | warning: )(.*)$`, "m").exec(told)?.[1];
    return Object.fromEntries(
      names.flatMap(
        (name) =>
          rowOf(name)
            ?.split("\n")
            .map((row) => [name, row]) ?? [],
      ),
    );
  }
  const wanted = (column: "seen" | "left") =>
    Object.fromEntries(
      Object.entries(rows).flatMap(([name, row]) => (row[column] === undefined ? [] : [[name, row[column]]])),
    );

  function run(replicas: number): void {
    kubectl(`scale deployment cert-manager --namespace cert-manager --replicas ${replicas}`);
    if (replicas === 0)
      kubectl(
        "wait --for=delete pod --selector app.kubernetes.io/component=controller --namespace cert-manager",
      );
  }

  /** Until the controller has nothing more to do: every Certificate ready, and nothing written for five seconds. */
  async function settled(): Promise<void> {
    let [before, since] = ["", 0];
    for (let attempt = 1; attempt <= 120; attempt++) {
      const { items } = await cluster.list<CertificateObject>(certificates, { namespace });
      const { items: held } = await cluster.list(secrets, { namespace, metadataOnly: true });
      const isDone = items.every((one) => isReady(one) && condition(one, "Issuing")?.status !== "True");
      const now = JSON.stringify([
        isDone,
        [...items, ...held].map(({ metadata }) => metadata.resourceVersion),
      ]);
      if (now !== before) [before, since] = [now, attempt];
      if (isDone && held.length >= names.length && attempt - since >= 10) return;
      await new Promise((done) => setTimeout(done, 500));
    }
    throw new Error("cert-manager's controller did not come to rest within a minute");
  }

  /** A certificate of each name; of those that are forced a renewal is due. */
  const program = (forced: readonly string[] = []) =>
    withCertManager(`
const home = new k8s.core.v1.Namespace("home", { metadata: { name: "${namespace}" } });
const ca = { namespace: certManager.namespace, isCA: true, duration: "8760h", privateKey: { algorithm: "ECDSA" } };
const root = new kubecerts.Certificate("root", { ...ca, secretName: "root-ca", commonName: "Root", issuer: { selfSigned: {} } }, needs);
const sub = new kubecerts.Certificate("sub", { ...ca, secretName: "sub-ca", commonName: "Sub", issuer: { ca: root } });
const issuer = new kubecerts.ClusterIssuer("sub-issuer", { ca: { secretName: sub.secretName } }, { dependsOn: [certManager, sub] });
for (const name of ${JSON.stringify(names)})
  new kubecerts.Certificate(name, {
    namespace: home.metadata.name, secretName: name, dnsNames: [name + ".example.test"], issuerRef: issuer.ref,
    privateKey: { algorithm: "ECDSA" }, secretTemplate: { labels: { team: "shop" } },
    ...(name === "keystore-removed" ? { keystores: { pkcs12: { create: true, profile: "Modern2023", password: "changeit" } } } : {}),
    ...(${JSON.stringify(forced)}.includes(name) ? { renewal: { trigger: "leak" } } : {}),
  });`);

  beforeAll(async () => {
    project = await clusterProject("controller-tampering");
    project.program(program());
    await project.up();
    accounts = new Accounts(namespace, project.folder);
    const keeper = await cluster.create(
      { resource: configMaps, namespace },
      { metadata: { name: "keeper" } },
      { fieldManager: "test" },
    );
    const ownerReference = { apiVersion: "v1", kind: "ConfigMap", name: "keeper", uid: keeper.uid };
    run(0);
    for (const [name, { change }] of Object.entries(rows)) {
      const before = (await secret(name)) as FoundSecret;
      await putSecret(cluster, { namespace, name }, change(before, { ownerReference }), "kubectl-edit");
    }
  });

  afterAll(async () => {
    accounts?.remove();
    await project?.destroy();
  });

  it("is seen and named by the next preview that may look", async () => {
    expect(await said()).toEqual(wanted("seen"));
  });

  it("is not looked at by a preview without rights on Secrets, which says so", async () => {
    const KUBECONFIG = accounts.make("previewer", "previewer");
    expect(await said({ KUBECONFIG })).toEqual({});
    const due = await said({ KUBECONFIG, KUBECERTS_NOW: "+70d" });
    const notInspected = `(the Secret was not inspected: the identity may not list the Secrets of ${namespace})`;
    expect(Object.entries(due).filter(([, line]) => !line.includes(notInspected))).toEqual([]);
    expect(Object.keys(due)).toEqual(names);
  });

  it("is mended by the controller as far as it looks, and the preview tells what is left", async () => {
    run(1);
    await settled();
    expect(await said()).toEqual(wanted("left"));
  });

  it("is mended by up, but for what cert-manager leaves as it is, of which every preview tells", async () => {
    await project.up();
    const left = Object.entries(rows).flatMap(([name, { stays, left }]) => (stays ? [[name, left]] : []));
    expect(saidIn((await project.up("--expect-no-changes")).text)).toEqual(Object.fromEntries(left));
  });

  it("and is due: of another type it is renewed, immutable it is refused before cert-manager is asked", async () => {
    project.program(program(["type-changed", "immutable"]));
    const run = await project.attempt(["up", "--yes", "--skip-preview", "--continue-on-error"]);
    const of = { resource: certificates, namespace };
    const asked = await cluster.get<CertificateObject>({ ...of, name: "immutable" }, "whole");
    const found = await secret("type-changed");
    expect({
      status: run.status,
      said: run.text.includes(
        "Certificate tampered/immutable was not touched: the Secret is immutable, and the API never changes such a Secret in place, by the hand of kubectl-edit; forced: renewal.trigger was none, is leak. What is there stays as it is. Delete the Secret (kubectl delete secret immutable --namespace tampered), and cert-manager writes it anew, with another key; or choose another secretName. Then run pulumi up again.",
      ),
      issuing: asked && condition(asked, "Issuing")?.status,
      revision: asked?.status?.revision,
      renewed: (await cluster.get<CertificateObject>({ ...of, name: "type-changed" }, "whole"))?.status
        ?.revision,
      type: found?.type,
    }).toEqual({
      status: 1,
      said: true,
      issuing: undefined,
      revision: 1,
      renewed: 2,
      type: "Opaque",
    });
  });

  it("is issued anew once the immutable Secret is deleted, as the failure advises", async () => {
    kubectl(`delete secret immutable --namespace ${namespace}`);
    await project.up();
    expect((await secret("immutable"))?.immutable).toBeUndefined();
    expect(saidIn((await project.up("--expect-no-changes")).text)).toEqual({
      "owner-added": rows["owner-added"]?.left,
      "type-changed": rows["type-changed"]?.left,
    });
  });
});
