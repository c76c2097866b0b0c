import { openAccess } from "../kubernetes/access.js";
import { type ClusterError, refusal } from "../kubernetes/cluster-error.js";
import { send } from "../kubernetes/request.js";
import type { ClusterSpec } from "../spec/certificate-spec.js";

/**
 * Asks the API server one thing. A refusal is an answer too: for the gate it says what is not ready yet.
 * Rejects with a {@link ClusterError} when there is none of the API's.
 */
export type Ask = (method: "GET" | "POST", path: string, body?: object) => Promise<Answer>;

export interface Answer {
  /** HTTP status. */
  readonly status: number;
  /** The object, or a `Status` whose `message` says why not. */
  readonly body: Json;
}

// biome-ignore lint/suspicious/noExplicitAny: the API server's JSON, read field by field where it is used
export type Json = any;

/** A call of a webhook may take as long as its `timeoutSeconds`, which the chart sets to 30. */
const patience = 35_000;

/** Reads the kubeconfig at the first question, so that a missing one is an answer that did not come. */
export function askCluster(cluster: ClusterSpec): Ask {
  let access: ReturnType<typeof openAccess> | undefined;
  return async (method, path, body) => {
    access ??= openAccess(cluster);
    const { status, body: said } = await send(access, { method, path, body, patience });
    // What answers so is no API server, but something before it.
    if (status < 300 && said === undefined) throw refusal(access.server, status, said);
    return { status, body: said };
  };
}
