import type * as pulumi from "@pulumi/pulumi";

/** What cert-manager's three Deployments take alike; names and meaning are the chart's. */
export interface DeploymentArgs {
  /** Advised in production: 2 for controller and cainjector, of which one works, and 3 for the webhook. @default 1 */
  replicaCount?: pulumi.Input<number>;
  resources?: pulumi.Inputs;
  image?: ImageArgs;
  /** Alpha and beta features, on or off. */
  featureGates?: Readonly<Record<string, boolean>>;
  /** The program's configuration file, in place of flags; v1.12 and later. */
  config?: pulumi.Inputs;
  extraArgs?: pulumi.Input<pulumi.Input<string>[]>;
  extraEnv?: pulumi.Input<pulumi.Inputs[]>;
  nodeSelector?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  tolerations?: pulumi.Input<pulumi.Inputs[]>;
  affinity?: pulumi.Inputs;
  topologySpreadConstraints?: pulumi.Input<pulumi.Inputs[]>;
  podDisruptionBudget?: PodDisruptionBudgetArgs;
  networkPolicy?: NetworkPolicyArgs;
  /** Of the Pod. @default runAsNonRoot, with the runtime's seccomp profile */
  securityContext?: pulumi.Inputs;
  /** @default no privileges, no capabilities, a file system that is read only */
  containerSecurityContext?: pulumi.Inputs;
  podLabels?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  podAnnotations?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  serviceAccount?: pulumi.Inputs;
  strategy?: pulumi.Inputs;
}

export interface ImageArgs {
  /** In full, with the registry. */
  repository?: pulumi.Input<string>;
  tag?: pulumi.Input<string>;
  digest?: pulumi.Input<string>;
  /** @default "IfNotPresent" */
  pullPolicy?: pulumi.Input<string>;
}

/** One of the two bounds at most. */
export interface PodDisruptionBudgetArgs {
  /** @default false */
  enabled?: pulumi.Input<boolean>;
  /** A number, or a percentage such as "25%". @default 1 */
  minAvailable?: pulumi.Input<number | string>;
  maxUnavailable?: pulumi.Input<number | string>;
}

/** @see https://kubernetes.io/docs/concepts/services-networking/network-policies/ */
export interface NetworkPolicyArgs {
  /** @default false */
  enabled?: pulumi.Input<boolean>;
  ingress?: pulumi.Input<pulumi.Inputs[]>;
  egress?: pulumi.Input<pulumi.Inputs[]>;
}

export interface WebhookArgs extends DeploymentArgs {
  /** How long the API server waits for an answer. @default 30 */
  timeoutSeconds?: pulumi.Input<number>;
  /** For networks in which the control plane reaches no Pod. @default false */
  hostNetwork?: pulumi.Input<boolean>;
  /** @default 10250 */
  securePort?: pulumi.Input<number>;
}

export interface LeaderElectionArgs {
  /**
   * Where the leases lie. The chart's own default is kube-system, which managed clusters close, where they outlive
   * a destroy, and where the next install waits a minute for the dead holder's.
   * @default the release's namespace, with which they are deleted
   */
  namespace?: pulumi.Input<string>;
  /** @default "60s" */
  leaseDuration?: pulumi.Input<string>;
  /** @default "40s" */
  renewDeadline?: pulumi.Input<string>;
  /** @default "15s" */
  retryPeriod?: pulumi.Input<string>;
}

/** @see https://cert-manager.io/docs/devops-tips/prometheus-metrics/ */
export interface PrometheusArgs {
  /** Whether the Pods offer metrics. @default true */
  enabled?: pulumi.Input<boolean>;
  /** A ServiceMonitor of the Prometheus operator; not beside `podmonitor`. */
  servicemonitor?: pulumi.Inputs;
  podmonitor?: pulumi.Inputs;
}
