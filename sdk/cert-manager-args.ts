import type * as pulumi from "@pulumi/pulumi";
import type { ClusterArgs } from "./certificate.js";

/**
 * One installation of cert-manager, of which a cluster takes one. Names of values and their meaning are the chart's.
 *
 * @see https://artifacthub.io/packages/helm/cert-manager/cert-manager
 */
export interface CertManagerArgs {
  /** Of the chart, as `v1.21.2`. @default "v1.21.2"; with `chart`, the one that the chart says */
  version?: string;
  /** A folder, an archive, an `oci://` reference, or a name in the repository. @default "cert-manager" */
  chart?: pulumi.Input<string>;
  /** Only where `chart` is a name. @default the chart repository of jetstack */
  repositoryOpts?: pulumi.Input<RepositoryArgs>;
  /**
   * Made by the component and deleted with it.
   * @default "cert-manager"
   */
  namespace?: pulumi.Input<string>;
  /**
   * Of the Helm release. CRDs that are kept carry it: under another name they can never be installed again.
   * @default "cert-manager"
   */
  releaseName?: pulumi.Input<string>;
  crds?: CrdsArgs;

  /** Of the controller; two are advised in production, one of which works. @default 1 */
  replicaCount?: pulumi.Input<number>;
  /** Of the controller. */
  resources?: pulumi.Inputs;
  /** Advised in production: 3 replicas, for every change of an Issuer or a Certificate passes it. */
  webhook?: WebhookArgs;
  cainjector?: ComponentArgs;
  leaderElection?: LeaderElectionArgs;
  /** Where a ClusterIssuer's Secrets lie. @default the release's namespace */
  clusterResourceNamespace?: pulumi.Input<string>;
  /** Deletes a Secret with its Certificate, for all Certificates. @default false */
  enableCertificateOwnerRef?: pulumi.Input<boolean>;
  /** `host:port`, with commas between them, for the self check of DNS-01. @default the Pod's resolvers */
  dns01RecursiveNameservers?: pulumi.Input<string>;
  /** Asks these alone, not the zone's own name servers. @default false */
  dns01RecursiveNameserversOnly?: pulumi.Input<boolean>;
  extraArgs?: pulumi.Input<pulumi.Input<string>[]>;
  /** Every other value of the chart; wins over what is given above. */
  values?: pulumi.Inputs;

  /** Where the gate looks; give it whenever an explicit Kubernetes provider is used. */
  cluster?: pulumi.Input<ClusterArgs>;
  /** How long the API may take to become usable, on install and on upgrade. @default "5m" */
  timeout?: pulumi.Input<string>;
}

export interface RepositoryArgs {
  repo?: pulumi.Input<string>;
  username?: pulumi.Input<string>;
  password?: pulumi.Input<string>;
  caFile?: pulumi.Input<string>;
  certFile?: pulumi.Input<string>;
  keyFile?: pulumi.Input<string>;
}

export interface CrdsArgs {
  /** Installs and upgrades the CRDs with the release. @default true */
  enabled?: boolean;
  /**
   * Leaves the CRDs in the cluster when the release is deleted. With the CRDs every Certificate and Issuer of
   * the cluster is deleted, whoever made it. Not possible below v1.15, whose chart always deletes them.
   * @default true
   */
  keep?: boolean;
}

export interface ComponentArgs {
  /** @default 1 */
  replicaCount?: pulumi.Input<number>;
  resources?: pulumi.Inputs;
}

export interface WebhookArgs extends ComponentArgs {
  /** How long the API server waits for an answer. @default 30 */
  timeoutSeconds?: pulumi.Input<number>;
  /** For networks in which the control plane reaches no Pod. @default false */
  hostNetwork?: pulumi.Input<boolean>;
  /** @default 10250 */
  securePort?: pulumi.Input<number>;
}

export interface LeaderElectionArgs {
  /**
   * Where the leases lie. The chart's own default is kube-system, where they outlive a destroy, and the next
   * install waits a minute for the dead holder's.
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
