import type { ClusterSpec } from "../spec/certificate-spec.js";
import { isKubeconfigText } from "./kubeconfig.js";

/**
 * The command by which a person does this in that cluster: `kubectl --context blue delete secret web-tls`. Of a
 * kubeconfig that the program gives as text nothing is shown: it may hold credentials.
 */
export function kubectl({ kubeconfig, context }: ClusterSpec, command: string): string {
  const isFile = kubeconfig !== undefined && !isKubeconfigText(kubeconfig);
  const file = isFile ? ["--kubeconfig", quoted(kubeconfig)] : [];
  const cluster = context === undefined ? [] : ["--context", quoted(context)];
  return ["kubectl", ...file, ...cluster, command].join(" ");
}

/** As a shell reads it back. */
function quoted(word: string): string {
  return /^[\w@%+=:,./~-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
