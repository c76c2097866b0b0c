import * as pulumi from "@pulumi/pulumi";
import { secretIn } from "./ca-args.js";
import type { ClusterArgs } from "./certificate.js";

/** Another place for the same material. */
export interface CopyArgs {
  /** @default the certificate's own namespace */
  namespace?: pulumi.Input<string>;
  /** Of the Secret. @default the certificate's `secretName` */
  name?: pulumi.Input<string>;
  /** @default where the certificate itself is kept */
  cluster?: pulumi.Input<ClusterArgs>;
}

/**
 * The same list, with each kubeconfig made a Pulumi secret, which makes the whole list one: Pulumi shows all of a
 * list or nothing.
 */
export function copyInputs(copies: pulumi.Input<pulumi.Input<CopyArgs>[]> | undefined): pulumi.Inputs {
  if (copies === undefined) return {};
  return { copies: Array.isArray(copies) ? copies.map(hidden) : pulumi.output(copies).apply(hideAll) };
}

/** What is no list is the provider's to refuse. */
function hideAll(copies: readonly CopyArgs[] | undefined): unknown {
  return Array.isArray(copies) ? copies.map(hidden) : copies;
}

function hidden(copy: pulumi.Input<CopyArgs>): unknown {
  if (pulumi.Output.isInstance(copy) || copy instanceof Promise)
    return pulumi.output(copy).apply((known) => hidden(known as CopyArgs));
  return copy?.cluster === undefined ? copy : { ...copy, cluster: secretIn(copy.cluster, "kubeconfig") };
}
