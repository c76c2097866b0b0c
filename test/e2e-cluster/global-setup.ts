import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { KubernetesClient } from "../../provider/kubernetes/client.js";
import { secrets } from "../../provider/kubernetes/objects.js";
import { type SandboxFacts, sandboxFacts } from "../sandbox/facts.js";
import { kubernetesPlugin } from "../toolchain/index.js";

/** Brings the node up unless it is, with progress for whoever waits; the plugin is built before a test's time runs. */
export default async function setup(): Promise<void> {
  await kubernetesPlugin();
  let facts = up();
  const left = await releasesIn(facts);
  if (left.length > 0) {
    // A run that was ended halfway left it; under its fixed name cert-manager can be installed but once.
    console.log(`The node still holds the Helm releases ${left.join(", ")}: it is booted anew, empty.`);
    sandbox("down");
    facts = up();
  }
  process.env.KUBECONFIG = facts.kubeconfig;
  process.env.CERT_MANAGER_CHART = facts.chart;
  process.env.CERT_MANAGER_VALUES = JSON.stringify(facts.chartValues);
}

function up(): SandboxFacts {
  const status = sandbox("up");
  const facts = sandboxFacts();
  if (status !== 0 || facts === undefined)
    throw new Error("The node did not come up, so nothing was tested. See npm run sandbox -- up.");
  return facts;
}

function sandbox(command: "up" | "down"): number | null {
  return spawnSync("bash", [join(__dirname, "../sandbox/sandbox"), command], { stdio: "inherit" }).status;
}

/** The Helm releases that are there, each once, as `namespace/name`. Helm keeps each revision in a Secret with this label. */
async function releasesIn({ kubeconfig }: SandboxFacts): Promise<string[]> {
  const cluster = new KubernetesClient({ kubeconfig });
  const { items } = await cluster.list(secrets, { labelSelector: "owner=helm", metadataOnly: true });
  const names = items.map(({ metadata }) => `${metadata.namespace}/${metadata.labels?.name}`);
  return [...new Set(names)];
}
