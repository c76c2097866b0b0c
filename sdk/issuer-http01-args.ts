import type * as pulumi from "@pulumi/pulumi";

export interface IssuerHttp01SolverArgs {
  ingress?: IssuerIngressSolverArgs;
  /** Through the Gateway API, which cert-manager must be told to use (`gatewayApi` of `CertManager`). */
  gatewayHTTPRoute?: IssuerGatewaySolverArgs;
}

/** Which Gateways the HTTPRoute of the challenge is attached to. */
export interface IssuerGatewaySolverArgs {
  /** Names a Gateway; the listener must be for port 80. @see https://gateway-api.sigs.k8s.io/api-types/httproute/#attaching-to-gateways */
  parentRefs?: pulumi.Input<pulumi.Input<IssuerGatewayParentRefArgs>[]>;
  /** Of the HTTPRoute. */
  labels?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /** @default "NodePort" */
  serviceType?: pulumi.Input<"NodePort" | "ClusterIP">;
  podTemplate?: pulumi.Inputs;
}

export interface IssuerGatewayParentRefArgs {
  name: pulumi.Input<string>;
  /** @default that of the Certificate */
  namespace?: pulumi.Input<string>;
  /** A listener of the Gateway. */
  sectionName?: pulumi.Input<string>;
  port?: pulumi.Input<number>;
  /** @default "Gateway" */
  kind?: pulumi.Input<string>;
  /** @default "gateway.networking.k8s.io" */
  group?: pulumi.Input<string>;
}

/** Which ingress controller answers for the CA's question; at most one of class and name. */
export interface IssuerIngressSolverArgs {
  ingressClassName?: pulumi.Input<string>;
  /** The annotation that came before `ingressClassName`. */
  class?: pulumi.Input<string>;
  /** An Ingress that is there, to which the path is added. */
  name?: pulumi.Input<string>;
  /** @default "NodePort" */
  serviceType?: pulumi.Input<"NodePort" | "ClusterIP">;
  /** Metadata, and the fields of a PodSpec that cert-manager lets through. */
  podTemplate?: pulumi.Inputs;
  ingressTemplate?: pulumi.Inputs;
}
