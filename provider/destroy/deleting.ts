import { CertificateError, messageOf } from "../errors.js";
import { ClusterError } from "../kubernetes/cluster-error.js";

/**
 * Does what must be done before `what` is deleted. Where the cluster is out of reach nothing is deleted, unless the
 * run says, in the Kubernetes provider's own word, that such a cluster is gone.
 */
export async function deleting(
  what: string,
  environment: NodeJS.ProcessEnv,
  act: () => Promise<void>,
): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (!(error instanceof ClusterError)) throw error;
    if (error.reason === "unreachable" && environment.PULUMI_K8S_DELETE_UNREACHABLE === "true") return;
    throw new CertificateError(
      `${what} was not deleted: ${messageOf(error)}`,
      "Everything stands as it was",
      error.reason === "unreachable"
        ? "Run pulumi destroy again when the cluster answers, or with PULUMI_K8S_DELETE_UNREACHABLE=true when it is gone"
        : "Mend that, and run pulumi destroy again",
      { cause: error },
    );
  }
}
