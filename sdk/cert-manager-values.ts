import * as pulumi from "@pulumi/pulumi";
import {
  compareReleases,
  isAtLeast,
  parseReleaseVersion,
  type ReleaseVersion,
} from "../provider/spec/release-version.js";
import type { CertManagerArgs, CrdsArgs } from "./cert-manager-args.js";
import type { DeploymentArgs } from "./chart-args.js";

/**
 * The chart's values: what the component decides, then the typed arguments, then `values`; later ones win. An older
 * chart is told what it knows by other words in its own; without a version it is the newest.
 */
export function chartValues(
  args: CertManagerArgs,
  namespace: pulumi.Input<string>,
  version = args.version,
): pulumi.Inputs {
  const release = parseReleaseVersion(version ?? "") ?? newest;
  const decided = {
    ...crdValues(release, args.crds),
    global: { leaderElection: { namespace, ...args.leaderElection } },
    // The gate looks closer than this hook does, and after upgrades too.
    startupapicheck: { enabled: false },
  };
  return merged(merged(decided, typedValues(args, release)), args.values ?? {});
}

function typedValues(args: CertManagerArgs, release: ReleaseVersion): pulumi.Inputs {
  const { webhook, cainjector, prometheus, imageRegistry, approveSignerNames, disableAutoApproval } = args;
  const { clusterResourceNamespace, enableCertificateOwnerRef } = args;
  const { imagePullSecrets, priorityClassName, commonLabels, logLevel } = args;
  const secrets =
    imagePullSecrets && pulumi.output(imagePullSecrets).apply((all) => all.map((name) => ({ name })));
  const global = given({ imagePullSecrets: secrets, priorityClassName, commonLabels, logLevel });
  const typed = given({
    ...deploymentValues({ ...args, ...platformGates(args, release) }),
    webhook: webhook && deploymentValues(webhook),
    cainjector: cainjector && deploymentValues(cainjector),
    prometheus,
    imageRegistry,
    clusterResourceNamespace,
    enableCertificateOwnerRef,
    approveSignerNames,
    disableAutoApproval,
    ...(Object.keys(global).length === 0 ? {} : { global }),
  });
  return merged(merged(typed, nameserverValues(args, release)), gatewayValues(args, release));
}

/** Of one of the three, in which the chart wants feature gates as one text. */
function deploymentValues(args: DeploymentArgs): pulumi.Inputs {
  const known = Object.fromEntries(
    Object.entries(args).filter(([name]) => !ofInstallation.has(name)),
  ) as DeploymentArgs;
  if (known.featureGates === undefined) return given(known);
  const gates = Object.entries(known.featureGates).sort();
  return given({ ...known, featureGates: gates.map(([name, on]) => `${name}=${on}`).join(",") });
}

/** Arguments that are not of a Deployment, though they stand beside the controller's. */
const ofInstallation = new Set(
  [
    "install version chart chartSha256 repositoryOpts namespace createNamespace releaseName crds allowDowngrade",
    "platform webhook cainjector imagePullSecrets",
    "imageRegistry priorityClassName commonLabels logLevel leaderElection prometheus gatewayApi",
    "clusterResourceNamespace enableCertificateOwnerRef dns01RecursiveNameservers dns01RecursiveNameserversOnly",
    "approveSignerNames disableAutoApproval values cluster timeout",
  ].flatMap((names) => names.split(" ")),
);

function nameserverValues(args: CertManagerArgs, release: ReleaseVersion): pulumi.Inputs {
  const { dns01RecursiveNameservers: servers, dns01RecursiveNameserversOnly: only } = args;
  const joined = Array.isArray(servers) ? pulumi.all(servers).apply((all) => all.join(",")) : servers;
  if (isAtLeast(release, 15))
    return given({ dns01RecursiveNameservers: joined, dns01RecursiveNameserversOnly: only });
  if (servers === undefined && only === undefined) return {};
  return moreArgs(args, [
    ...(joined === undefined ? [] : [pulumi.interpolate`--dns01-recursive-nameservers=${joined}`]),
    ...(only === undefined ? [] : [pulumi.interpolate`--dns01-recursive-nameservers-only=${only}`]),
  ]);
}

/**
 * OpenShift makes no Route of an Ingress whose path is matched exactly, as that of a challenge is from v1.18 on.
 *
 * @see https://github.com/cert-manager/cert-manager/issues/9210
 */
function platformGates({ platform, featureGates }: CertManagerArgs, release: ReleaseVersion): DeploymentArgs {
  if (platform !== "openshift" || compareReleases(release, [1, 18, 1]) < 0) return {};
  return { featureGates: { ACMEHTTP01IngressPathTypeExact: false, ...featureGates } };
}

/** @see https://cert-manager.io/docs/configuration/acme/http01/#configuring-the-http-01-gateway-api-solver */
function gatewayValues({ gatewayApi, ...args }: CertManagerArgs, release: ReleaseVersion): pulumi.Inputs {
  if (gatewayApi !== true) return {};
  if (isAtLeast(release, 21)) return { config: { gatewayAPI: { enabled: true } } };
  if (isAtLeast(release, 15))
    return {
      config: {
        apiVersion: "controller.config.cert-manager.io/v1alpha1",
        kind: "ControllerConfiguration",
        enableGatewayAPI: true,
      },
    };
  return deploymentValues({ featureGates: { ...args.featureGates, ExperimentalGatewayAPISupport: true } });
}

function moreArgs({ extraArgs = [] }: CertManagerArgs, more: pulumi.Input<string>[]): pulumi.Inputs {
  return {
    extraArgs: pulumi.all([extraArgs, pulumi.all(more)]).apply(([given, ours]) => [...given, ...ours]),
  };
}

/** The namespace of the leases, as the chart gets it. */
export function leaderElectionNamespace(values: pulumi.Inputs): pulumi.Output<string> {
  return pulumi
    .output(values.global)
    .apply((global): string => global?.leaderElection?.namespace ?? "kube-system");
}

/** Whether the chart knows `crds.enabled` and `crds.keep`, which came with v1.15; without a version it does. */
export function canKeepCrds(version: string | undefined): boolean {
  return isAtLeast(parseReleaseVersion(version ?? "") ?? newest, 15);
}

const newest: ReleaseVersion = [1, Number.POSITIVE_INFINITY, 0];

function crdValues(release: ReleaseVersion, { enabled = true, keep = true }: CrdsArgs = {}): pulumi.Inputs {
  return isAtLeast(release, 15) ? { crds: { enabled, keep } } : { installCRDs: enabled };
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

function given(fields: object): pulumi.Inputs {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
