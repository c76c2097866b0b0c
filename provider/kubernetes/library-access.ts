import type { Agent } from "node:http";
import type { RequestOptions } from "node:https";
import type { Credentials } from "./access.js";
import { ClusterError, connectionFailure } from "./cluster-error.js";
import type { Connection } from "./kubeconfig.js";

/**
 * Credentials and connections by @kubernetes/client-node, for what few kubeconfigs need: OpenID Connect with
 * refresh tokens (`auth-provider`) and proxies. Its import takes longer than a preview of a thousand
 * certificates, so that nothing else waits for it.
 */
export async function libraryCredentials(
  connection: Connection,
  proxy: string | undefined,
): Promise<Credentials> {
  const { KubeConfig } = await import("@kubernetes/client-node");
  const config = new KubeConfig();
  const { cluster, user } = connection;
  const through = proxy === undefined ? cluster : { ...cluster, "proxy-url": proxy };
  const options: RequestOptions = {};
  try {
    config.loadFromString(
      JSON.stringify({
        clusters: [{ name: "the", cluster: through }],
        users: [{ name: "the", user }],
        contexts: [{ name: "the", context: { cluster: "the", user: "the" } }],
        "current-context": "the",
      }),
    );
    await config.applyToHTTPSOptions(options);
  } catch (error) {
    throw error instanceof ClusterError ? error : connectionFailure(cluster.server, error);
  }
  const agent = options.agent as Agent & { keepAlive: boolean };
  // The library makes an agent for each request; this one lives as long as its credentials.
  agent.keepAlive = true;
  const basic = options.auth && { Authorization: `Basic ${Buffer.from(options.auth).toString("base64")}` };
  return { agent, headers: { ...(options.headers as Record<string, string>), ...basic } };
}
