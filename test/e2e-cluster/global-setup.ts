import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { sandboxFacts } from "../sandbox/facts.js";
import { kubernetesPlugin } from "../toolchain/index.js";

/** Brings the node up unless it is, with progress for whoever waits; the plugin is built before a test's time runs. */
export default async function setup(): Promise<void> {
  await kubernetesPlugin();
  const { status } = spawnSync("bash", [join(__dirname, "../sandbox/sandbox"), "up"], { stdio: "inherit" });
  const facts = sandboxFacts();
  if (status !== 0 || facts === undefined)
    throw new Error("The node did not come up, so nothing was tested. See npm run sandbox -- up.");
  process.env.KUBECONFIG = facts.kubeconfig;
  process.env.CERT_MANAGER_CHART = facts.chart;
  process.env.CERT_MANAGER_VALUES = JSON.stringify(facts.chartValues);
}
