import * as pulumi from "@pulumi/pulumi";
import type { CertManagerArgs, CrdsArgs } from "./cert-manager-args.js";

/** The chart's values: what the component decides, then the typed arguments, then `values`; later ones win. */
export function chartValues(args: CertManagerArgs, namespace: pulumi.Input<string>): pulumi.Inputs {
  const { replicaCount, resources, webhook, cainjector, leaderElection, extraArgs } = args;
  const { clusterResourceNamespace, enableCertificateOwnerRef } = args;
  const { dns01RecursiveNameservers, dns01RecursiveNameserversOnly } = args;
  const typed = given({
    replicaCount,
    resources,
    webhook,
    cainjector,
    clusterResourceNamespace,
    enableCertificateOwnerRef,
    dns01RecursiveNameservers,
    dns01RecursiveNameserversOnly,
    extraArgs,
  });
  const decided = {
    ...crdValues(args.version, args.crds),
    global: { leaderElection: { namespace, ...leaderElection } },
    // The gate looks closer than this hook does, and after upgrades too.
    startupapicheck: { enabled: false },
  };
  return merged(merged(decided, typed), args.values ?? {});
}

/** The namespace of the leases, as the chart gets it. */
export function leaderElectionNamespace(values: pulumi.Inputs): pulumi.Output<string> {
  return pulumi
    .output(values.global)
    .apply((global): string => global?.leaderElection?.namespace ?? "kube-system");
}

/** Whether the chart knows `crds.enabled` and `crds.keep`, which came with v1.15; without a version it does. */
export function canKeepCrds(version: string | undefined): boolean {
  const [, major = "1", minor = "15"] = /^v?(\d+)\.(\d+)\./.exec(version ?? "") ?? [];
  return Number(major) > 1 || Number(minor) >= 15;
}

function crdValues(
  version: string | undefined,
  { enabled = true, keep = true }: CrdsArgs = {},
): pulumi.Inputs {
  return canKeepCrds(version) ? { crds: { enabled, keep } } : { installCRDs: enabled };
}

/** Objects are merged, everything else is replaced, as Helm does it. */
function merged(base: pulumi.Inputs, over: pulumi.Inputs): pulumi.Inputs {
  const result = { ...base };
  for (const [name, value] of Object.entries(given(over)))
    result[name] = isPlain(value) && isPlain(result[name]) ? merged(result[name], value) : value;
  return result;
}

function isPlain(value: unknown): value is pulumi.Inputs {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  return !pulumi.Output.isInstance(value) && !(value instanceof Promise);
}

function given(fields: pulumi.Inputs): pulumi.Inputs {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
