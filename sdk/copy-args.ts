import * as pulumi from "@pulumi/pulumi";
import { secretIn } from "./ca-args.js";
import type { ClusterArgs } from "./certificate.js";

/** Another place for the same material. */
export interface CopyArgs {
  /** @default the certificate's own namespace */
  namespace?: pulumi.Input<string>;
  /** In place of `namespace`: all that have these labels now, but those of Kubernetes itself (`kube-...`). The preview names them. */
  namespaceSelector?: pulumi.Input<NamespaceSelectorArgs>;
  /** Of the Secret. @default the certificate's `secretName` */
  name?: pulumi.Input<string>;
  /** @default where the certificate itself is kept */
  cluster?: pulumi.Input<ClusterArgs>;
}

/**
 * Kubernetes' own label selector; one label at least.
 *
 * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors
 */
export interface NamespaceSelectorArgs {
  matchLabels?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  matchExpressions?: pulumi.Input<pulumi.Input<NamespaceExpressionArgs>[]>;
}

export interface NamespaceExpressionArgs {
  key: pulumi.Input<string>;
  operator: pulumi.Input<"In" | "NotIn" | "Exists" | "DoesNotExist">;
  /** With `In` and `NotIn`. */
  values?: pulumi.Input<pulumi.Input<string>[]>;
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
