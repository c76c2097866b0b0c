import { CertificateError, messageOf } from "../../errors.js";
import type { KubernetesClient } from "../../kubernetes/client.js";
import { ClusterError } from "../../kubernetes/cluster-error.js";
import { ingresses, type ObjectReference, pods, services } from "../../kubernetes/objects.js";

/** Where a certificate's challenges are answered in a cluster. */
export interface Place {
  readonly client: KubernetesClient;
  /** The certificate's own. */
  readonly namespace: string;
  /** The certificate's owner, as in its record: what a killed run left is known by it. */
  readonly owner: string;
}

/** In the order in which they are removed: first what leads there. */
export const kinds = [ingresses, services, pods] as const;

export function reference(
  { namespace }: Place,
  resource: ObjectReference["resource"],
  name: string,
): ObjectReference {
  return { resource, namespace, name };
}

export function writingFor({ owner }: Place): { readonly fieldManager: string } {
  return { fieldManager: `pulumi-kubecerts-${owner}` };
}

/** The work's answer; what the cluster refuses becomes an error that says what stands and what to do. */
export async function inCluster<T>({ namespace }: Place, doing: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ClusterError)) throw error;
    throw new CertificateError(
      `the HTTP-01 solver could not be ${doing} in namespace ${namespace}: ${messageOf(error)}`,
      doing === "made" ? "The CA was told nothing" : "What is left of it is removed by the next run",
      todos[error.reason] ?? "Run pulumi up again",
      { cause: error },
    );
  }
}

const todos: Partial<Record<ClusterError["reason"], string>> = {
  forbidden:
    "Grant what rbac/http01-solver.yaml has; where a policy or a quota refuses the Pod, set podTemplate",
  invalid: "Correct http01.ingress",
  notFound: "Make that namespace first",
};
