import * as pulumi from "@pulumi/pulumi";
import type { ClusterArgs } from "./certificate.js";
import { secretCluster } from "./secret-cluster.js";

const type = "pulumi-nodejs:dynamic/kubecerts:TrustBundle";

/** As {@link file://./stub.ts}: the same bytes in every state, for ever. */
const stub = `exports.handler = () => require("pulumi-kubecerts/provider").trustBundle;`;

/** Roots that clients are to trust, and where they find them; exactly one of `configMap` and `bundle`. */
export interface TrustBundleArgs {
  /** PEM texts, such as a CA's `certificatePem`, or `caPem` of what it signed. Of a chain, the CAs' certificates count. */
  sources: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * How long a root stays in the bundle after it is not among the sources any more, so that what it signed is trusted
   * while it is replaced; "0s" takes it out at once. @default until it expires
   */
  keepOld?: pulumi.Input<string>;
  configMap?: pulumi.Input<TrustBundleConfigMapArgs>;
  /** Leaves it to trust-manager, which must be installed, to write the ConfigMaps and keep them. */
  bundle?: pulumi.Input<TrustBundleBundleArgs>;
  cluster?: pulumi.Input<ClusterArgs>;
}

/** One ConfigMap in each of the namespaces. */
export interface TrustBundleConfigMapArgs {
  name: pulumi.Input<string>;
  /** @default "ca.crt" */
  key?: pulumi.Input<string>;
  /** @default ["default"] */
  namespaces?: pulumi.Input<pulumi.Input<string>[]>;
}

/** @see https://cert-manager.io/docs/trust/trust-manager/ */
export interface TrustBundleBundleArgs {
  /** Of the Bundle, and of its ConfigMaps. */
  name: pulumi.Input<string>;
  /** @default "ca.crt" */
  key?: pulumi.Input<string>;
  /** @default every namespace */
  namespaceSelector?: pulumi.Inputs;
}

/**
 * The roots of a private PKI, where clients read them. When a root is replaced the bundle holds both, and whatever
 * depends on this resource is changed after it was written: let what the new root signs do so.
 */
export class TrustBundle extends pulumi.CustomResource {
  /** All roots in PEM, the old ones last; for `caBundle` and the like. */
  declare readonly pem: pulumi.Output<string>;

  constructor(name: string, args: TrustBundleArgs, opts?: pulumi.CustomResourceOptions) {
    const __urn = pulumi.createUrn(name, type, opts?.parent);
    const cluster = secretCluster(args.cluster);
    super(type, name, { ...args, cluster, pem: undefined, __urn, __provider: stub }, opts);
  }
}
