import * as pulumi from "@pulumi/pulumi";
import type { ClusterArgs } from "./certificate.js";

const type = "pulumi-nodejs:dynamic/kubecerts:IssuerReadiness";

/** As {@link file://./stub.ts}: the same bytes in every state, for ever. */
const stub = `exports.handler = () => require("pulumi-kubecerts/provider").issuerReadiness;`;

export interface IssuerReadinessArgs {
  kind: "Issuer" | "ClusterIssuer";
  group: string;
  name: pulumi.Input<string>;
  /** Of an Issuer alone. */
  namespace?: pulumi.Input<string> | undefined;
  /** Of the object, by which the waiter knows that it looks at the right one. */
  uid: pulumi.Input<string>;
  /** A change of it is a change of the specification: the wait begins anew. */
  specHash: pulumi.Input<string>;
  cluster?: pulumi.Input<ClusterArgs> | undefined;
  timeout?: pulumi.Input<string> | undefined;
}

/**
 * Stands once cert-manager calls the Issuer ready as it is written now. Its outputs are named as its inputs:
 * so a preview knows them, and whoever uses them waits for it.
 */
export class IssuerReadiness extends pulumi.CustomResource {
  declare readonly name: pulumi.Output<string>;
  declare readonly kind: pulumi.Output<string>;
  declare readonly group: pulumi.Output<string>;

  constructor(name: string, args: IssuerReadinessArgs, opts?: pulumi.CustomResourceOptions) {
    const __urn = pulumi.createUrn(name, type, opts?.parent);
    super(type, name, { ...args, __urn, __provider: stub }, opts);
  }
}
