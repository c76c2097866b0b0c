import type { Instant } from "../../spec/instant.js";

/**
 * What one walk from a Certificate down to its Challenges saw. All text in it is safe to print, and holds no token
 * and no key of a challenge. It holds only what belongs to the Certificate, besides what may stand in its way.
 */
export interface Walk {
  readonly namespace: string;
  readonly name: string;
  /** The Certificate, and those of the namespace that name the same Secret. */
  readonly certificates: Part<readonly CertificateSeen[]>;
  /** Which Certificate the Secret says it belongs to; undefined where it says none or is not there. */
  readonly secretOwner: Part<string | undefined>;
  /** Undefined where the cluster proves that there is none. */
  readonly issuer: Part<IssuerSeen | undefined>;
  readonly requests: Part<readonly RequestSeen[]>;
  readonly orders: Part<readonly OrderSeen[]>;
  /** Those of the Orders, and those of the namespace that are worked on for the same names. */
  readonly challenges: Part<readonly ChallengeSeen[]>;
  readonly events: Part<readonly EventSeen[]>;
  /** What answers for HTTP-01 challenges, looked for while one of the Certificate's is presented: the solver's Pods, */
  readonly solverPods: Part<readonly PodSeen[]>;
  /** its Ingresses, */
  readonly solverIngresses: Part<readonly IngressSeen[]>;
  /** and the names of all IngressClasses. */
  readonly ingressClasses: Part<readonly string[]>;
  /** cert-manager's own controller and webhook, wherever in the cluster they carry its chart's labels. */
  readonly deployments: Part<readonly DeploymentSeen[]>;
}

/** What was found, or why nobody looked: that proves nothing. */
export type Part<T> =
  | { readonly state: "seen"; readonly found: T }
  | { readonly state: "notLookedAt"; readonly why: "forbidden" | "notServed" | "unreachable" | "notAsked" }
  | { readonly state: "notLookedAt"; readonly why: "failed"; readonly message: string };

/** @see https://cert-manager.io/docs/reference/api-docs/#cert-manager.io/v1.Certificate */
export interface CertificateSeen {
  readonly name: string;
  readonly uid: string;
  readonly generation: number;
  readonly created: Instant;
  readonly secretName: string;
  readonly issuerRef: IssuerRef;
  readonly conditions: readonly Condition[];
  readonly revision: number;
  readonly notAfter?: Instant;
  readonly lastFailureTime?: Instant;
  readonly failedIssuanceAttempts?: number;
}

export interface IssuerRef {
  readonly name: string;
  readonly kind: string;
  readonly group: string;
}

export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason: string;
  readonly message: string;
  readonly observedGeneration?: number;
  readonly lastTransitionTime?: Instant;
}

export interface IssuerSeen {
  readonly conditions: readonly Condition[];
}

/** @see https://cert-manager.io/docs/reference/api-docs/#cert-manager.io/v1.CertificateRequest */
export interface RequestSeen {
  readonly name: string;
  readonly uid: string;
  readonly created: Instant;
  readonly revision: number;
  readonly conditions: readonly Condition[];
}

/** @see https://cert-manager.io/docs/reference/api-docs/#acme.cert-manager.io/v1.Order */
export interface OrderSeen {
  readonly name: string;
  readonly uid: string;
  /** The UID of its CertificateRequest. */
  readonly owner: string;
  readonly state: string;
  readonly reason: string;
  /** Whether the CA has taken it. */
  readonly placed: boolean;
}

/** @see https://cert-manager.io/docs/reference/api-docs/#acme.cert-manager.io/v1.Challenge */
export interface ChallengeSeen {
  readonly name: string;
  readonly uid: string;
  /** The UID of its Order. */
  readonly owner: string;
  readonly dnsName: string;
  /** `HTTP-01` or `DNS-01`. */
  readonly type: string;
  readonly wildcard: boolean;
  readonly state: string;
  readonly reason: string;
  readonly processing: boolean;
  readonly presented: boolean;
}

export interface EventSeen {
  /** The UID of the object that it is about. */
  readonly about: string;
  readonly reason: string;
  readonly message: string;
  readonly last: Instant;
}

export interface PodSeen {
  readonly name: string;
  /** The UID of its Challenge. */
  readonly owner: string;
  readonly ready: boolean;
  /** Why it does not run, as the scheduler or the kubelet says it. */
  readonly words: string;
}

export interface IngressSeen {
  readonly name: string;
  /** The UID of its Challenge. */
  readonly owner: string;
  readonly ingressClassName?: string;
}

export interface DeploymentSeen {
  readonly namespace: string;
  readonly name: string;
  /** `controller` or `webhook`. */
  readonly component: string;
  readonly wanted: number;
  readonly available: number;
}
