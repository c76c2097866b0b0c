import type * as pulumi from "@pulumi/pulumi";
import type { ClusterArgs } from "./certificate.js";
import type { DeploymentArgs, LeaderElectionArgs, PrometheusArgs, WebhookArgs } from "./chart-args.js";

/**
 * One installation of cert-manager, of which a cluster takes one. Names of values and their meaning are the chart's.
 *
 * @see https://artifacthub.io/packages/helm/cert-manager/cert-manager
 */
export interface CertManagerArgs extends DeploymentArgs {
  /**
   * Whether to install it. `false` finds the one that is there, by whomever it was installed, waits until it can be
   * used just the same, and changes nothing of it; then only `namespace`, `cluster` and `timeout` may be given.
   * @default true
   */
  install?: boolean;
  /**
   * Of the chart, as `v1.21.2`; from v1.9.1 on, but not v1.19.0 and v1.21.0, which break what is there.
   * @default "v1.21.2"; with a `chart` on this machine, the one that its `Chart.yaml` says
   */
  version?: string;
  /** A folder, an archive (`.tgz`), an `oci://` reference, or a name in the repository. @default "cert-manager" */
  chart?: pulumi.Input<string>;
  /** SHA-256 of the archive that `chart` is, in hex; another one is not installed. */
  chartSha256?: string;
  /** Only where `chart` is a name. @default the chart repository of jetstack */
  repositoryOpts?: pulumi.Input<RepositoryArgs>;
  /**
   * Made by the component and deleted with it; with `install: false`, where to look.
   * @default "cert-manager"; with `install: false`, the whole cluster
   */
  namespace?: pulumi.Input<string>;
  /** Whether to make the namespace; `false` installs into one that is there, and leaves it there. @default true */
  createNamespace?: boolean;
  /**
   * Of the Helm release. CRDs that are kept carry it: under another name they can never be installed again.
   * @default "cert-manager"
   */
  releaseName?: pulumi.Input<string>;
  crds?: CrdsArgs;
  /** Lets an older version follow on a newer one, which may have written what the older one does not know. @default false */
  allowDowngrade?: boolean;
  /** Values that a platform needs: OpenShift's router serves no path that is matched exactly. @see docs/cert-manager.md */
  platform?: "openshift";

  /** The controller's is what stands here itself; every change of an Issuer or a Certificate passes this one. */
  webhook?: WebhookArgs;
  cainjector?: DeploymentArgs;
  /** Of all Pods: Secrets of the release's namespace to pull images with. */
  imagePullSecrets?: pulumi.Input<pulumi.Input<string>[]>;
  /** Where all images are pulled from, for a mirror; v1.19 and later. */
  imageRegistry?: pulumi.Input<string>;
  /** Of all Pods, the HTTP-01 solvers' excepted. */
  priorityClassName?: pulumi.Input<string>;
  /** Of all objects of the release. */
  commonLabels?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /** From 0 to 6, for all three. @default 2 */
  logLevel?: pulumi.Input<number>;
  leaderElection?: LeaderElectionArgs;
  prometheus?: PrometheusArgs;
  /** Lets HTTP-01 challenges be answered through the Gateway API, whose CRDs must be there. @default false */
  gatewayApi?: boolean;
  /** Where a ClusterIssuer's Secrets lie. @default the release's namespace */
  clusterResourceNamespace?: pulumi.Input<string>;
  /** Deletes a Secret with its Certificate, for all Certificates. @default false */
  enableCertificateOwnerRef?: pulumi.Input<boolean>;
  /** Who is asked in the self check of DNS-01, each `host:port`. @default the Pod's resolvers */
  dns01RecursiveNameservers?: pulumi.Input<string> | pulumi.Input<string>[];
  /** Asks these alone, not the zone's own name servers. @default false */
  dns01RecursiveNameserversOnly?: pulumi.Input<boolean>;
  /** Signers whose requests are approved by cert-manager itself, such as `issuers.example.com/*`. @default its own */
  approveSignerNames?: pulumi.Input<pulumi.Input<string>[]>;
  /** Leaves every approval to somebody else, such as approver-policy. @default false */
  disableAutoApproval?: pulumi.Input<boolean>;
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
