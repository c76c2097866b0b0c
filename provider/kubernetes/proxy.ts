import { BlockList, isIP, isIPv6 } from "node:net";
import type { ClusterEntry } from "./kubeconfig.js";

/**
 * The proxy on the way to a cluster: the kubeconfig's own, else the environment's, as in kubectl. The loopback
 * is never asked for through a proxy.
 *
 * @see https://pkg.go.dev/net/http#ProxyFromEnvironment
 */
export function proxyFor(cluster: ClusterEntry, environment = process.env): string | undefined {
  const own = cluster["proxy-url"];
  if (own !== undefined && own !== "") return own;
  const { protocol, hostname, port } = new URL(cluster.server);
  const name = protocol === "http:" ? "http_proxy" : "https_proxy";
  const proxy = environment[name.toUpperCase()] || environment[name];
  if (proxy === undefined || proxy === "" || isLoopback(hostname)) return undefined;
  const exceptions = (environment.NO_PROXY || environment.no_proxy || "")
    .split(",")
    .map((text) => text.trim());
  if (exceptions.some((exception) => excepts(exception, hostname, port))) return undefined;
  return proxy.includes("://") ? proxy : `http://${proxy}`;
}

/** Whether one entry of `NO_PROXY` means this host: `*`, an address, a range, a domain with all below it; each with a port or without. */
function excepts(exception: string, hostname: string, port: string): boolean {
  if (exception === "*") return true;
  const [, pattern = "", onlyPort] = /^(.*?)(?::(\d+))?$/.exec(exception) ?? [];
  if (pattern === "" || (onlyPort !== undefined && onlyPort !== (port || "443"))) return false;
  const address = hostname.replaceAll(/[[\]]/g, "");
  const [base = "", length] = pattern.split("/");
  if (length !== undefined) return isIP(address) === isIP(base) && inRange(address, base, Number(length));
  const domain = pattern.replace(/^\*?\./, "").toLowerCase();
  return address === domain || address.endsWith(`.${domain}`);
}

function inRange(address: string, base: string, length: number): boolean {
  const family = isIPv6(base) ? "ipv6" : "ipv4";
  if (isIP(base) === 0 || !(length <= (family === "ipv6" ? 128 : 32))) return false;
  const range = new BlockList();
  range.addSubnet(base, length, family);
  return range.check(address, family);
}

function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || inRange(hostname, "127.0.0.0", 8);
}
