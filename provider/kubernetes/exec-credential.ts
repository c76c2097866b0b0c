import { spawn } from "node:child_process";
import { foreignText } from "../errors.js";
import { ClusterError } from "./cluster-error.js";
import type { ClusterEntry, ExecEntry } from "./kubeconfig.js";

export interface ExecCredential {
  readonly token?: string;
  readonly clientCertificateData?: string;
  readonly clientKeyData?: string;
}

/** Cloud plugins ask their cloud first, which takes a second or two; a login that waits for a browser does not end. */
const timeLimit = 30_000;

/**
 * What the command of a kubeconfig answers when it is asked for credentials. It is run without a shell and
 * without a terminal, and nothing that it prints on its standard output is ever shown.
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins
 */
export async function execCredential(exec: ExecEntry, cluster: ClusterEntry): Promise<ExecCredential> {
  if (exec.interactiveMode === "Always") throw failed(exec, "it wants a terminal, and there is none");
  const answer = await run(exec, execInfo(exec, cluster));
  try {
    const { status } = JSON.parse(answer) as { status?: ExecCredential };
    if (status?.token !== undefined || status?.clientCertificateData !== undefined) return status;
  } catch {
    // said below: what is no JSON holds no credentials either
  }
  throw failed(exec, "its answer holds no credentials");
}

function execInfo({ apiVersion, provideClusterInfo }: ExecEntry, cluster: ClusterEntry): string {
  const { extensions, "certificate-authority": _file, ...entry } = cluster;
  const config = extensions?.find(({ name }) => name === "client.authentication.k8s.io/exec")?.extension;
  const spec = {
    interactive: false,
    ...(provideClusterInfo === true ? { cluster: { ...entry, config } } : {}),
  };
  return JSON.stringify({ kind: "ExecCredential", apiVersion, spec });
}

function run(exec: ExecEntry, info: string): Promise<string> {
  const given = Object.fromEntries((exec.env ?? []).map(({ name, value }) => [name, value]));
  const env = { ...process.env, ...given, KUBERNETES_EXEC_INFO: info };
  return new Promise((resolve, reject) => {
    const child = spawn(exec.command, [...(exec.args ?? [])], {
      env,
      stdio: ["ignore", "pipe", "pipe"],
      timeout: timeLimit,
      killSignal: "SIGKILL",
    });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => err.push(chunk));
    child.on("error", ({ code }: NodeJS.ErrnoException) => {
      const hint = exec.installHint === undefined ? "" : `; ${foreignText(exec.installHint)}`;
      reject(failed(exec, code === "ENOENT" ? `it is not installed${hint}` : `it cannot be run (${code})`));
    });
    child.on("close", (status, signal) => {
      if (status === 0) return resolve(Buffer.concat(out).toString("utf8"));
      const how = signal === null ? `it ended with ${status}` : `no answer in ${timeLimit / 1000} s`;
      const said = foreignText(Buffer.concat(err).toString("utf8"));
      reject(failed(exec, said === "" ? how : `${how}: ${said}`));
    });
  });
}

function failed({ command }: ExecEntry, why: string): ClusterError {
  return new ClusterError("unreachable", `the kubeconfig's command ${command} gave no credentials: ${why}`);
}
