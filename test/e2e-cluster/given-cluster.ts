import { kubernetesPlugin } from "../toolchain/index.js";

/** The cluster is the user's: nothing is brought up, and nothing is tested by mistake on the one that kubectl would use. */
export default async function setup(): Promise<void> {
  const { KUBECONFIG } = process.env;
  if (KUBECONFIG === undefined || KUBECONFIG === "")
    throw new Error(
      "KUBECONFIG is not set, so nothing was tested. Let it name the kubeconfig of a cluster in which cert-manager may be installed and removed.",
    );
  console.log(`Testing on the cluster of ${KUBECONFIG}: cert-manager is installed there and removed again.`);
  await kubernetesPlugin();
}
