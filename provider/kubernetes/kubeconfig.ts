import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname, join, resolve } from "node:path";
import { parseDocument } from "yaml";
import type { ClusterSpec } from "../spec/certificate-spec.js";
import { ClusterError } from "./cluster-error.js";
import { serviceAccount } from "./service-account.js";

/** The cluster of a kubeconfig's context and who asks, in the kubeconfig's own words; paths are absolute. */
export interface Connection {
  readonly cluster: ClusterEntry;
  readonly user: UserEntry;
  /** Where this was read, for messages. */
  readonly origin: string;
}

/** @see https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/#Cluster */
export interface ClusterEntry {
  readonly server: string;
  readonly "certificate-authority"?: string;
  readonly "certificate-authority-data"?: string;
  readonly "insecure-skip-tls-verify"?: boolean;
  readonly "tls-server-name"?: string;
  readonly "proxy-url"?: string;
  readonly extensions?: readonly { readonly name: string; readonly extension: unknown }[];
}

/** @see https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/#AuthInfo */
export interface UserEntry {
  readonly "client-certificate"?: string;
  readonly "client-certificate-data"?: string;
  readonly "client-key"?: string;
  readonly "client-key-data"?: string;
  readonly token?: string;
  readonly tokenFile?: string;
  readonly username?: string;
  readonly password?: string;
  readonly as?: string;
  readonly "as-uid"?: string;
  readonly "as-groups"?: readonly string[];
  readonly "auth-provider"?: unknown;
  readonly exec?: ExecEntry;
}

/** @see https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/#ExecConfig */
export interface ExecEntry {
  readonly apiVersion: string;
  readonly command: string;
  readonly args?: readonly string[];
  readonly env?: readonly { readonly name: string; readonly value: string }[];
  readonly installHint?: string;
  readonly provideClusterInfo?: boolean;
  readonly interactiveMode?: string;
}

/**
 * The connection that kubectl would use: the kubeconfig given, else the files of `KUBECONFIG`, of which the first
 * to name something wins, else `~/.kube/config`, else the service account of the pod that this runs in.
 */
export function readConnection({ kubeconfig, context }: ClusterSpec, environment = process.env): Connection {
  if (kubeconfig !== undefined) return connectionIn([given(kubeconfig)], context);
  const paths = (environment.KUBECONFIG ?? "").split(delimiter).filter((path) => path !== "");
  const files = (paths.length > 0 ? paths : [join(homedir(), ".kube", "config")]).flatMap(fileIfThere);
  if (files.length > 0) return connectionIn(files, context);
  const pod = serviceAccount(environment);
  if (pod !== undefined) return pod;
  throw unusable(
    `there is no kubeconfig at ${paths.length > 0 ? paths.join(" or ") : "~/.kube/config"}, and this is no pod`,
  );
}

interface Kubeconfig {
  readonly origin: string;
  readonly content: Record<string, unknown>;
}

/** Whether this is the text of a kubeconfig, and not the path of one. */
export function isKubeconfigText(kubeconfig: string): boolean {
  return /^\s*\{|\n/.test(kubeconfig);
}

function given(kubeconfig: string): Kubeconfig {
  if (isKubeconfigText(kubeconfig))
    return parse(kubeconfig, "the kubeconfig that the program gives", process.cwd());
  const path = resolve(kubeconfig.replace(/^~(?=\/)/, homedir()));
  const [file] = fileIfThere(path);
  if (file === undefined) throw unusable(`there is no kubeconfig at ${path}`);
  return file;
}

function fileIfThere(path: string): Kubeconfig[] {
  try {
    return [parse(readFileSync(path, "utf8"), path, dirname(resolve(path)))];
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return [];
    if (code === undefined || error instanceof ClusterError) throw error;
    throw unusable(`the kubeconfig at ${path} cannot be read (${code})`);
  }
}

/** Nothing of the text is ever cited: it may hold credentials. */
function parse(text: string, origin: string, folder: string): Kubeconfig {
  const document = parseDocument(text, { prettyErrors: false, logLevel: "error" });
  const content: unknown = document.errors.length > 0 ? undefined : document.toJS();
  if (typeof content !== "object" || content === null)
    throw unusable(`${origin} is no kubeconfig: it is not YAML`);
  return { origin, content: absolute(content as Record<string, unknown>, folder) };
}

const pathFields = new Set(["certificate-authority", "client-certificate", "client-key", "tokenFile"]);

function absolute<T>(value: T, folder: string, field = ""): T {
  if (Array.isArray(value)) return value.map((item) => absolute(item, folder)) as T;
  if (typeof value === "object" && value !== null)
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, absolute(item, folder, key)]),
    ) as T;
  const isPath = pathFields.has(field) || (field === "command" && String(value).includes("/"));
  return isPath && typeof value === "string" && value !== "" ? (resolve(folder, value) as T) : value;
}

function connectionIn(files: readonly Kubeconfig[], wanted: string | undefined): Connection {
  const origin = files.map((file) => file.origin).join(" and ");
  const current = files
    .map(({ content }) => content["current-context"])
    .find((name) => name !== undefined && name !== "");
  const name = wanted ?? current;
  if (name === undefined) throw unusable(`${origin} names no current context; name one in cluster.context`);
  const find = <T>(list: string, entry: string, key: unknown): T | undefined => {
    const all = files.flatMap(({ content }) => (Array.isArray(content[list]) ? content[list] : []));
    return all.find((item) => item?.name === key)?.[entry];
  };
  const context = find<{ cluster?: string; user?: string }>("contexts", "context", name);
  if (context === undefined) throw unusable(`${origin} has no context "${name}"`);
  const cluster = find<ClusterEntry>("clusters", "cluster", context.cluster);
  if (typeof cluster?.server !== "string")
    throw unusable(`${origin} names no server for the context "${name}"`);
  const server = cluster.server.replace(/\/+$/, "");
  return {
    cluster: { ...cluster, server },
    user: find<UserEntry>("users", "user", context.user) ?? {},
    origin,
  };
}

function unusable(why: string): ClusterError {
  return new ClusterError("unreachable", `no cluster is known: ${why}`);
}
