import * as pulumi from "@pulumi/pulumi";
import type { ClusterArgs } from "./certificate.js";

const type = "pulumi-nodejs:dynamic/kubecerts:Gate";

/** As {@link file://./stub.ts}: the same bytes in every state, for ever. */
const stub = `exports.handler = () => require("pulumi-kubecerts/provider").gate;`;

export interface GateArgs {
  /** What the objects carry as `app.kubernetes.io/instance`: the Helm release's name. */
  release: pulumi.Input<string>;
  namespace: pulumi.Input<string>;
  /** The UID of the namespace that the program made, by which the gate knows that it looks at the right cluster. */
  namespaceUid?: pulumi.Input<string> | undefined;
  leaderElectionNamespace: pulumi.Input<string>;
  /** Of cert-manager; with `revision`, what makes the gate look again. */
  version: pulumi.Input<string>;
  /** Of the Helm release, where the program has one. */
  revision?: pulumi.Input<number>;
  cluster?: pulumi.Input<ClusterArgs> | undefined;
  timeout?: pulumi.Input<string> | undefined;
}

/**
 * Stands once cert-manager's API can be used: its kinds are served, a valid CertificateRequest is accepted and a
 * malformed one is refused by the webhook, both as dry runs. A finished Helm release promises none of this.
 */
export class Gate extends pulumi.CustomResource {
  constructor(name: string, args: GateArgs, opts?: pulumi.CustomResourceOptions) {
    const __urn = pulumi.createUrn(name, type, opts?.parent);
    super(type, name, { ...args, __urn, __provider: stub }, opts);
  }
}
