import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import * as http from "node:http";
import * as https from "node:https";
import type { ClusterSpec } from "../spec/certificate-spec.js";
import { ClusterError } from "./cluster-error.js";
import { execCredential } from "./exec-credential.js";
import { type ClusterEntry, type Connection, readConnection, type UserEntry } from "./kubeconfig.js";
import { proxyFor } from "./proxy.js";

/** What a request needs beside itself. */
export interface Credentials {
  readonly agent: http.Agent;
  readonly headers: http.OutgoingHttpHeaders;
}

/** One API server, and the right to ask it. */
export interface Access {
  readonly server: string;
  /** Hash of the server's address and of the CA that it is trusted by. */
  readonly fingerprint: string;
  /** The same for every request. */
  credentials(): Promise<Credentials>;
  /** Those after the ones that were refused: files are read and commands run again, once for all who ask. */
  renewed(refused: Credentials): Promise<Credentials>;
}

/** A connection that was idle for longer is not used again: load balancers forget it without a word, the strictest after a minute. */
const idle = 20_000;

export function openAccess(spec: ClusterSpec): Access {
  const connection = readConnection(spec);
  const { cluster } = connection;
  let known: Promise<Credentials> | undefined;
  let retired: Credentials | undefined;
  const ask = () => {
    const asked = credentialsOf(connection).catch((error: unknown) => {
      known = undefined; // a command that failed may succeed when it is asked again
      throw error;
    });
    known = asked;
    return asked;
  };
  const credentials = () => known ?? ask();
  const renewed = (refused: Credentials) => {
    if (refused === retired) return credentials();
    retired = refused;
    return ask();
  };
  return { server: cluster.server, fingerprint: fingerprintOf(cluster), credentials, renewed };
}

async function credentialsOf(connection: Connection): Promise<Credentials> {
  const { cluster, user } = connection;
  const proxy = proxyFor(cluster);
  if (proxy !== undefined || user["auth-provider"] !== undefined) {
    const { libraryCredentials } = await import("./library-access.js");
    return await libraryCredentials(connection, proxy);
  }
  const exec = user.exec === undefined ? undefined : await execCredential(user.exec, cluster);
  const token = user.token ?? exec?.token ?? file(user.tokenFile, "token")?.toString("utf8").trim();
  const headers = { ...authorization(user, token), ...impersonation(user) };
  const options = { keepAlive: true, maxSockets: 16, timeout: idle };
  if (cluster.server.startsWith("http:")) return { agent: new http.Agent(options), headers };
  const identity = {
    cert: exec?.clientCertificateData ?? either(user, "client-certificate"),
    key: exec?.clientKeyData ?? either(user, "client-key"),
  };
  return { agent: new https.Agent({ ...options, ...trust(cluster), ...identity }), headers };
}

function authorization({ username, password }: UserEntry, token: string | undefined): Record<string, string> {
  if (token !== undefined) return { Authorization: `Bearer ${token}` };
  if (username === undefined) return {};
  return { Authorization: `Basic ${Buffer.from(`${username}:${password ?? ""}`).toString("base64")}` };
}

function impersonation(user: UserEntry): Record<string, string | string[]> {
  const { as: name, "as-uid": uid, "as-groups": groups } = user;
  return {
    ...(name === undefined ? {} : { "Impersonate-User": name }),
    ...(uid === undefined ? {} : { "Impersonate-Uid": uid }),
    ...(groups === undefined ? {} : { "Impersonate-Group": [...groups] }),
  };
}

/** The kubeconfig decides whether a certificate is verified, not `NODE_TLS_REJECT_UNAUTHORIZED`. */
function trust(cluster: ClusterEntry): https.AgentOptions {
  const servername = cluster["tls-server-name"];
  return {
    ca: either(cluster, "certificate-authority"),
    rejectUnauthorized: cluster["insecure-skip-tls-verify"] !== true,
    ...(servername === undefined ? {} : { servername }),
  };
}

type WithFiles = { readonly [field: string]: unknown };

/** What stands in `<field>-data`, else in the file that `<field>` names. */
function either(entry: ClusterEntry | UserEntry, field: string): Buffer | undefined {
  const fields = entry as WithFiles;
  const inline = fields[`${field}-data`];
  if (typeof inline === "string" && inline !== "") return Buffer.from(inline, "base64");
  return file(fields[field], field);
}

function file(path: unknown, what: string): Buffer | undefined {
  if (typeof path !== "string" || path === "") return undefined;
  try {
    return readFileSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new ClusterError("unreachable", `the kubeconfig's ${what} at ${path} cannot be read (${code})`);
  }
}

function fingerprintOf(cluster: ClusterEntry): string {
  const ca = either(cluster, "certificate-authority")?.toString("utf8").replaceAll(/\s+/g, "") ?? "";
  return createHash("sha256").update(`${cluster.server}\n${ca}`).digest("hex");
}
