import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { KubernetesClient } from "../../provider/kubernetes/client.js";
import { namespaces, type ObjectReference, type Resource } from "../../provider/kubernetes/objects.js";

const { KUBECONFIG: path } = process.env;
if (path === undefined || path === "")
  throw new Error(
    "KUBECONFIG is not set, so nothing was tested. Start the real node (test/sandbox) and let KUBECONFIG name its kubeconfig.",
  );

/** The real node, as its administrator. */
export const administrator = { kubeconfig: path };
export const client = new KubernetesClient(administrator);
const rbac = "rbac.authorization.k8s.io/v1";

const made: ObjectReference[] = [];
let count = 0;

/** Creates an object of a name of its own, which {@link removeMade} deletes. */
async function make(
  resource: Resource,
  object: object,
  namespace?: string,
  name = newName(),
): Promise<string> {
  const place = namespace === undefined ? {} : { namespace };
  await client.create({ resource, ...place }, { metadata: { name }, ...object }, { fieldManager: "test" });
  made.push({ resource, name, ...place });
  return name;
}

function newName(): string {
  return `test-${process.pid}-${++count}`;
}

/** Two namespaces. */
export async function makeNamespaces(): Promise<readonly [string, string]> {
  return [await make(namespaces, {}), await make(namespaces, {})];
}

/** Deletes what the test made, the newest first. */
export async function removeMade(): Promise<void> {
  for (const reference of made.splice(0).reverse()) {
    const found = await client.get(reference, "metadata");
    if (found !== undefined) await client.delete(reference, found.metadata);
  }
}

export interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  readonly resourceNames?: readonly string[];
}

/** The kubeconfig of a user who may do only this: everywhere, or in one namespace. */
export async function userWho(rules: readonly Rule[], namespace?: string): Promise<{ kubeconfig: string }> {
  const [role, kind] = namespace === undefined ? ["clusterrole", "ClusterRole"] : ["role", "Role"];
  const name = await make({ apiVersion: rbac, plural: `${role}s` }, { rules }, namespace);
  const binding = {
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind, name },
    subjects: [{ apiGroup: "rbac.authorization.k8s.io", kind: "User", name }],
  };
  await make({ apiVersion: rbac, plural: `${role}bindings` }, binding, namespace, name);
  return { kubeconfig: impersonating(name) };
}

/** What an administrator would see as another user. */
function impersonating(name: string): string {
  const kubeconfig = parse(readFileSync(path as string, "utf8"));
  for (const { user } of kubeconfig.users) user.as = name;
  return JSON.stringify(kubeconfig);
}
