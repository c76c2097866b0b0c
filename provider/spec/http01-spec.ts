import type { Duration, Labels } from "./certificate-spec.js";

/** How a CA's question by HTTP is answered (RFC 8555, section 8.3). */
export type Http01Spec = { readonly selfCheck: SelfCheckSpec } & (
  | { readonly kind: "listen"; readonly listen: ListenSpec }
  | { readonly kind: "webroot"; readonly directory: string }
  | { readonly kind: "ingress"; readonly ingress: IngressSolverSpec }
);

/**
 * A Pod, a Service and an Ingress for the time of a challenge.
 *
 * @see https://cert-manager.io/docs/reference/api-docs/#acme.cert-manager.io/v1.ACMEChallengeSolverHTTP01Ingress
 */
export interface IngressSolverSpec {
  /** At most one of the first three; none means the cluster's default class. */
  readonly ingressClassName?: string;
  /** The annotation that came before `ingressClassName`. */
  readonly class?: string;
  /** An Ingress that is there, to which the paths are added. */
  readonly name?: string;
  readonly serviceType: "NodePort" | "ClusterIP";
  /** cert-manager's acmesolver, or what takes its arguments. */
  readonly image: string;
  readonly podTemplate: TemplateMetadata & { readonly spec: SolverPodSpec };
  readonly ingressTemplate: TemplateMetadata;
}

export interface TemplateMetadata {
  readonly labels: Labels;
  readonly annotations: Labels;
}

/** Fields of a Pod's spec, passed on as they are; `resources` are those of each container. */
export type SolverPodSpec = Readonly<Partial<Record<(typeof solverPodFields)[number], unknown>>>;

export const solverPodFields = [
  "affinity",
  "imagePullSecrets",
  "nodeSelector",
  "priorityClassName",
  "resources",
  "securityContext",
  "serviceAccountName",
  "tolerations",
] as const;

/** Where this process itself listens. */
export interface ListenSpec {
  readonly port: number;
  /** An IP address of this machine; all of them when it is absent. */
  readonly address?: string;
}

/** How it is made sure, before the CA is told, that the CA will see what was laid out. */
export interface SelfCheckSpec {
  /** The DNS servers to ask, `address` or `address:port`; none means the system's. */
  readonly resolvers: readonly string[];
  /** The port at the name that is asked. A CA always asks 80 for HTTP-01, 443 for TLS-ALPN-01. */
  readonly port: number;
  /** Only wait so long, and ask nothing. */
  readonly waitInstead?: Duration;
}
