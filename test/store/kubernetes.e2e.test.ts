import { KubernetesClient } from "../../provider/kubernetes/client.js";
import { namespaces } from "../../provider/kubernetes/objects.js";
import { kubernetesStore } from "../../provider/store/kubernetes.js";
import { storeContract } from "./contract.js";

const { KUBECONFIG: kubeconfig } = process.env;
if (kubeconfig === undefined || kubeconfig === "")
  throw new Error(
    "KUBECONFIG is not set. Nothing was tested. Start the real node (test/sandbox) and name its kubeconfig there.",
  );

const cluster = { kubeconfig };
const client = new KubernetesClient(cluster);
let made = 0;

storeContract("a cluster as a store", async () => {
  const names = ["shop", "till"].map((name) => `store-${process.pid}-${++made}-${name}`) as [string, string];
  for (const name of names)
    await client.create({ resource: namespaces }, { metadata: { name } }, { fieldManager: "test" });
  return {
    open: () => kubernetesStore(cluster),
    namespaces: names,
    close: async () => {
      for (const name of names) {
        const namespace = await client.get({ resource: namespaces, name }, "metadata");
        if (namespace !== undefined) await client.delete({ resource: namespaces, name }, namespace.metadata);
      }
    },
  };
});
