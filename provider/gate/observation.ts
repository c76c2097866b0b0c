import type { Instant } from "../spec/instant.js";

/**
 * What one look at the cluster showed. What the identity may not read is undefined, and never a reason to wait:
 * the two dry runs alone say that the API is usable.
 */
export interface Observation {
  /** Why the API server gave no answer at all; then nothing else is known. */
  readonly unreachable?: string;
  /** Resources of cert-manager's that the API does not serve, such as `issuers.cert-manager.io`. */
  readonly unserved: readonly string[];
  /** The dry-run create of a CertificateRequest that is valid; undefined while its resource is not served. */
  readonly valid?: DryRun;
  /** The same of one that every schema accepts and only the webhook can refuse. */
  readonly malformed?: DryRun;
  readonly namespace?: NamespaceState;
  readonly deployments?: readonly Rollout[];
  readonly pods?: readonly PodState[];
  /** For each webhook configuration of the release, whether the cainjector has filled its `caBundle`. */
  readonly webhookConfigurations?: readonly { readonly kind: string; readonly injected: boolean }[];
  /** Ready addresses behind the webhook's Service. */
  readonly endpoints?: number;
  /** The lease without which a cainjector injects nothing. */
  readonly lease?: LeaseState;
}

export interface DryRun {
  /** HTTP status. */
  readonly status: number;
  readonly message: string;
  /** Whether `spec.username` came back, which the mutating webhook writes. */
  readonly identified: boolean;
}

export type NamespaceState =
  | { readonly state: "missing" | "terminating" }
  | { readonly state: "active"; readonly uid: string };

export interface Rollout {
  readonly name: string;
  /** `controller`, `webhook` or `cainjector`. */
  readonly component: string;
  readonly wanted: number;
  /** Pods of the newest template that are available; 0 while the newest template has not been looked at. */
  readonly available: number;
  /** Why no Pod could be made, in the words of the API server. */
  readonly failure?: string;
}

export interface PodState {
  readonly name: string;
  readonly component: string;
  readonly started?: Instant;
  /** Why it does not run: `ImagePullBackOff`, `Unschedulable`, `CrashLoopBackOff` ... */
  readonly trouble?: { readonly reason: string; readonly message: string };
}

export interface LeaseState {
  readonly name: string;
  readonly namespace: string;
  readonly holder: string;
  readonly renewed: Instant;
  /** Milliseconds. */
  readonly duration: number;
}
