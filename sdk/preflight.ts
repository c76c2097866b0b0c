import * as pulumi from "@pulumi/pulumi";
import type { ClusterArgs } from "./certificate.js";

const type = "pulumi-nodejs:dynamic/kubecerts:Preflight";

/** As {@link file://./stub.ts}: the same bytes in every state, for ever. */
const stub = `exports.handler = () => require("pulumi-kubecerts/provider").preflight;`;

/** What Helm is about to do. */
export interface InstallArgs {
  /** The Helm release's name. */
  release: pulumi.Input<string>;
  namespace: pulumi.Input<string>;
  version: string | undefined;
  crds: boolean;
  createNamespace: boolean;
  allowDowngrade: boolean;
  cluster?: pulumi.Input<ClusterArgs> | undefined;
}

/** Where to find what is there. */
export interface AdoptArgs {
  adopt: true;
  /** A namespace to look in; without it, everywhere. */
  within?: pulumi.Input<string> | undefined;
  cluster?: pulumi.Input<ClusterArgs> | undefined;
  timeout?: pulumi.Input<string> | undefined;
}

/**
 * Looks at the cluster before anything is installed, in previews too: what Helm would stumble over, what would be
 * lost, and, where nothing is to be installed, which cert-manager there is. Outputs that are named as inputs of the
 * provider's, so that a preview knows them.
 */
export class Preflight extends pulumi.CustomResource {
  declare readonly release: pulumi.Output<string>;
  declare readonly namespace: pulumi.Output<string>;
  declare readonly leaderElectionNamespace: pulumi.Output<string>;
  declare readonly version: pulumi.Output<string>;
  declare readonly featureGates: pulumi.Output<string>;

  constructor(name: string, args: InstallArgs | AdoptArgs, opts?: pulumi.CustomResourceOptions) {
    // As a promise it has no dependencies: as an Output it would wait for all children of the component, which wait for this.
    const urn = pulumi.createUrn(name, type, opts?.parent);
    const __urn = new Promise<string>((resolve) => urn.apply(resolve));
    super(type, name, { ...undeclared, ...args, __urn, __provider: stub }, opts);
  }
}

/** Outputs must be named when the resource is made (pulumi/pulumi#5174). */
const undeclared = {
  release: undefined,
  namespace: undefined,
  leaderElectionNamespace: undefined,
  version: undefined,
  featureGates: undefined,
};
