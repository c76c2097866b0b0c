import * as pulumi from "@pulumi/pulumi";
import type { ClusterArgs } from "./certificate.js";

/** The same cluster, with its kubeconfig made a Pulumi secret: it may hold credentials. */
export function secretCluster(
  cluster: pulumi.Input<ClusterArgs> | undefined,
): pulumi.Input<ClusterArgs> | undefined {
  if (cluster === undefined) return undefined;
  return pulumi.output(cluster).apply(({ kubeconfig, ...rest }) => ({
    ...rest,
    ...(kubeconfig === undefined ? {} : { kubeconfig: pulumi.secret(kubeconfig) }),
  }));
}
