import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { askCluster } from "../../provider/gate/ask.js";
import { type Cause, causeOf } from "../../provider/gate/cause.js";
import { GateProvider } from "../../provider/gate/gate-provider.js";
import { type Installation, look } from "../../provider/gate/look.js";
import { KubernetesClient } from "../../provider/kubernetes/client.js";
import type { Project } from "../e2e/project.js";
import { kubeconfigFor } from "../kubernetes/api-server.js";
import { administrator, removeMade, userWho } from "../store/cluster.js";
import { causeRows, giveCa, scaleCainjector, takeCa } from "./gate-causes.js";
import { kubectl } from "./kubectl.js";
import { clusterProject, needSandbox } from "./node.js";

const namespace = "cert-manager";
const installation: Installation = { release: namespace, namespace, leaderElectionNamespace: namespace };

/** Looks until the cause is the wanted one, which takes a moment after what was done; answers the last one. */
async function causeBy(
  code: Cause["code"] | undefined,
  { cluster = administrator, at = installation } = {},
): Promise<Cause | undefined> {
  const ask = askCluster(cluster);
  for (let tries = 0; ; tries++) {
    const cause = causeOf(await look(ask, at), { namespace: at.namespace, now: Date.now() });
    if (cause?.code === code || tries === 60) return cause;
    await sleep(500);
  }
}

const { chart, chartValues } = needSandbox();
const program = `new kubecerts.CertManager("cert-manager", ${JSON.stringify({ chart, values: chartValues })});`;

/** Everything that can be taken from a running cert-manager, taken and given back. */
describe("the gate on a real API server names the cause when", () => {
  let project: Project;

  beforeAll(async () => {
    project = await clusterProject("gate");
    project.program(program);
    await project.up();
  });

  afterAll(async () => {
    await removeMade();
    await project?.destroy();
  });

  it.each(causeRows)("$sentence, and sees that it is mended", async ({ code, words, provoke, mend }) => {
    const giveBack = provoke();
    try {
      const cause = await causeBy(code);
      expect([cause?.code, cause?.text]).toEqual([code, expect.stringContaining(words)]);
    } finally {
      mend(giveBack);
    }
    expect(await causeBy(undefined)).toBeUndefined();
  });

  it("the cainjector fills in no CA: it says so while it waits, and at its deadline what stands and what to do", async () => {
    const empty =
      "the cainjector has not filled caBundle of MutatingWebhookConfiguration and ValidatingWebhookConfiguration";
    const lines: string[] = [];
    const gate = new GateProvider({
      ask: askCluster,
      cluster: (cluster) => new KubernetesClient(cluster),
      log: async (_severity, line) => {
        // Somebody starts it again, and it is not told what to do.
        if (lines.push(line) === 1) scaleCainjector(1);
      },
      now: Date.now,
      sleep,
    });
    scaleCainjector(0);
    takeCa();
    try {
      const waited = gate.create({ ...installation, version: "v1", cluster: administrator, timeout: "20s" });
      await expect(waited).rejects.toThrow(
        /^The API of cert-manager v1 in namespace cert-manager cannot be used after 20s: the cainjector has not filled caBundle of .* It stands as installed, and nothing that needs it was made\. Look at the cainjector's log, and run pulumi up again\.$/,
      );
    } finally {
      scaleCainjector(1);
      giveCa();
    }
    expect(lines[0]).toBe(`waiting: ${empty}; the cainjector is scaled to zero`);
    expect(lines.length).toBeGreaterThan(1);
    expect(lines.filter((line) => !line.startsWith(`waiting: ${empty}`))).toEqual([]);
    expect(await causeBy(undefined)).toBeUndefined();
  });

  it("the identity may not create CertificateRequests, which waiting does not mend", async () => {
    const cluster = await userWho([{ apiGroups: ["*"], resources: ["*"], verbs: ["get", "list"] }]);
    expect(await causeBy("Forbidden", { cluster })).toMatchObject({ code: "Forbidden", final: true });
  });

  it("the namespace is being deleted", async () => {
    kubectl("create namespace gate-leaving");
    kubectl("create --filename -", {
      ...{ apiVersion: "v1", kind: "ConfigMap" },
      metadata: { name: "held", namespace: "gate-leaving", finalizers: ["example.com/held"] },
    });
    try {
      kubectl("delete namespace gate-leaving --wait=false");
      const at = { ...installation, namespace: "gate-leaving" };
      expect((await causeBy("NamespaceTerminating", { at }))?.text).toBe(
        "namespace gate-leaving is being deleted",
      );
    } finally {
      kubectl(
        'patch configmap held --namespace gate-leaving --type merge --patch {"metadata":{"finalizers":null}}',
      );
    }
  });

  it("nothing answers", async () => {
    const kubeconfig = kubeconfigFor("https://127.0.0.1:1");
    expect((await causeBy("Unreachable", { cluster: { kubeconfig } }))?.text).toContain("connection refused");
  });
});
