import { existsSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Plugin } from "./kubernetes-plugin.js";
import type { Pulumi } from "./pulumi.js";

export interface OfflineOptions {
  readonly pulumi: Pulumi;
  /** Made when missing; holds the state (`state/`) and Pulumi's home (`home/`) and nothing else. */
  readonly folder: string;
  /** Providers that the programs use. */
  readonly plugins?: readonly Plugin[];
  /** The cluster that programs reach; without it they reach none, whatever the developer's own settings say. */
  readonly kubeconfig?: string;
  /** @default "offline" */
  readonly passphrase?: string;
}

/**
 * All variables for a run of Pulumi that downloads nothing, logs in nowhere and knows nothing of the developer's
 * stacks and clusters.
 */
export function offlineEnvironment(options: OfflineOptions): Record<string, string> {
  const folder = resolve(options.folder);
  const home = join(folder, "home");
  const state = join(folder, "state");
  for (const made of [home, state]) mkdirSync(made, { recursive: true });
  for (const plugin of options.plugins ?? []) install(plugin, home);
  return {
    ...inherited(),
    ...options.pulumi.env,
    PULUMI_HOME: home,
    PULUMI_BACKEND_URL: `file://${state}`, // the folder must be there, and its path absolute
    PULUMI_CONFIG_PASSPHRASE: options.passphrase ?? "offline",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    PULUMI_DISABLE_REGISTRY_RESOLVE: "true",
    PULUMI_DIY_BACKEND_DISABLE_CHECKPOINT_BACKUPS: "true",
    KUBECONFIG: options.kubeconfig ?? noCluster(folder),
  };
}

/** The caller's variables, but for those that would lead to an account, a stack or a cluster. */
function inherited(): Record<string, string> {
  const leadsAway = /^(PULUMI_|KUBECERTS_NOW$|KUBERNETES_SERVICE_)/;
  const kept = Object.entries(process.env).filter(([name]) => !leadsAway.test(name));
  return Object.fromEntries(kept) as Record<string, string>;
}

/** Lays a plugin where the CLI looks first, and where it does not warn of it as it does of one on `PATH`. */
function install(plugin: Plugin, home: string): void {
  const folder = join(home, "plugins", `resource-${plugin.name}-v${plugin.version}`);
  const file = join(folder, `pulumi-resource-${plugin.name}`);
  mkdirSync(folder, { recursive: true });
  if (!existsSync(file)) symlinkSync(plugin.file, file);
}

/** A kubeconfig without clusters: with none at all, clients would go on to `~/.kube/config`. */
function noCluster(folder: string): string {
  const file = join(folder, "no-cluster.kubeconfig");
  writeFileSync(
    file,
    "apiVersion: v1\nkind: Config\nclusters: []\nusers: []\ncontexts: []\ncurrent-context: ''\n",
  );
  return file;
}
