import type { ClusterSpec } from "../spec/certificate-spec.js";
import { isKubeconfigText } from "./kubeconfig.js";

/**
 * The command by which a person does this in that cluster: `kubectl --context blue delete secret web-tls`. Of a
 * kubeconfig that the program gives as text nothing is shown: it may hold credentials.
 */
export function kubectl(cluster: ClusterSpec, command: string): string {
  return ["kubectl", ...optionsFor(cluster, "--context"), command].join(" ");
}

/** As {@link kubectl}, by Helm. */
export function helm(cluster: ClusterSpec, command: string): string {
  return ["helm", ...optionsFor(cluster, "--kube-context"), command].join(" ");
}

function optionsFor({ kubeconfig, context }: ClusterSpec, contextOption: string): string[] {
  const isFile = kubeconfig !== undefined && !isKubeconfigText(kubeconfig);
  return [
    ...(isFile ? ["--kubeconfig", quoted(kubeconfig)] : []),
    ...(context === undefined ? [] : [contextOption, quoted(context)]),
  ];
}

/** As a shell reads it back. */
function quoted(word: string): string {
  return /^[\w@%+=:,./~-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
