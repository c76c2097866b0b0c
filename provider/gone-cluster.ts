import type { StoreSpec } from "./spec/certificate-spec.js";
import { type Store, StoreError } from "./store/port.js";

/** In the Kubernetes provider's own word, by which the user says that a cluster is gone for good. */
export const goneVariable = "PULUMI_K8S_DELETE_UNREACHABLE";

/**
 * Whether a certificate, or a copy, is gone with its cluster, as the user says: the cluster gives no answer, or another one answers
 * for it. One that may not be looked at is no such cluster, and neither is a folder.
 */
export async function isGone(
  seen: { readonly state: string },
  { kind }: StoreSpec,
  store: Store,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<boolean> {
  if (environment[goneVariable] !== "true" || kind !== "kubernetes") return false;
  if (seen.state === "wrong cluster") return true;
  if (seen.state !== "unreachable") return false;
  return await store.identity().then(
    () => false,
    (error: unknown) => error instanceof StoreError && error.code === "Unreachable",
  );
}
