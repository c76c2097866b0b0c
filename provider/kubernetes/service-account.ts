import { existsSync } from "node:fs";
import { isIPv6 } from "node:net";
import type { Connection } from "./kubeconfig.js";

const folder = "/var/run/secrets/kubernetes.io/serviceaccount";

/**
 * The API server of the cluster that this process runs in, as its pod's service account.
 * @see https://kubernetes.io/docs/tasks/run-application/access-api-from-pod/
 */
export function serviceAccount(environment: NodeJS.ProcessEnv, account = folder): Connection | undefined {
  const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port } = environment;
  const tokenFile = `${account}/token`;
  if (!host || !port || !existsSync(tokenFile)) return undefined;
  const server = `https://${isIPv6(host) ? `[${host}]` : host}:${port}`;
  const cluster = { server, "certificate-authority": `${account}/ca.crt` };
  return { cluster, user: { tokenFile }, origin: "the service account of this pod" };
}
