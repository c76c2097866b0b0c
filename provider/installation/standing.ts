import type { Instant } from "../spec/instant.js";

/** What of cert-manager stands in a cluster. What the identity may not read is undefined, and nothing is concluded from it. */
export interface Standing {
  readonly running?: readonly Running[];
  /** Those of cert-manager's CRDs that are there. */
  readonly definitions?: readonly Definition[];
  /** The newest revision of the Helm release that the program names; null where Helm knows none. */
  readonly release?: HelmRelease | null;
  /** Whether the namespace that the program names is there. */
  readonly namespace?: boolean;
}

/** A cert-manager whose webhook the API server was told to call: by that every layout is found, whoever installed it. */
export interface Running {
  readonly namespace: string;
  /** What its objects carry as `app.kubernetes.io/instance`: the Helm release's name, where it was one. */
  readonly instance: string;
  /** The Helm release that holds it. */
  readonly helm?: HelmName;
  /** Whether OpenShift's operator keeps it. */
  readonly operator: boolean;
  /** Of the controller; undefined where neither its image nor its labels say it. */
  readonly version?: string;
  /** As the controller's flags or its configuration file set them; a gate that is not named has its default. */
  readonly featureGates: Readonly<Record<string, boolean>>;
  readonly leaderElectionNamespace: string;
}

export interface HelmName {
  readonly name: string;
  readonly namespace: string;
}

export interface Definition {
  /** `certificates.cert-manager.io` */
  readonly name: string;
  /** The Helm release that may change it; Helm lets no other one. */
  readonly helm?: HelmName;
  /** Whether Helm leaves it where it is when its release no longer has it. */
  readonly kept: boolean;
  /** Since when it is being deleted. */
  readonly deleted?: Instant;
}

/** @see https://helm.sh/docs/topics/advanced/#storage-backends */
export interface HelmRelease {
  readonly revision: number;
  /** `deployed`, `failed`, `pending-install`, `pending-upgrade`, `uninstalling` ... */
  readonly status: string;
  /** The Secret in which Helm keeps this revision. */
  readonly secret: string;
}

/** "v1.21.2, installed by Helm release cert-manager in namespace cert-manager" */
export function describeRunning({ version, namespace, helm, operator }: Running): string {
  const by = operator
    ? "kept by OpenShift's operator"
    : helm === undefined
      ? "installed by no Helm release"
      : `installed by Helm release ${helm.name}`;
  return `cert-manager${version === undefined ? "" : ` ${version}`} in namespace ${namespace}, ${by}`;
}

/** Of all six, the ones that are there or not. */
export const definitionNames = [
  "certificates.cert-manager.io",
  "certificaterequests.cert-manager.io",
  "issuers.cert-manager.io",
  "clusterissuers.cert-manager.io",
  "orders.acme.cert-manager.io",
  "challenges.acme.cert-manager.io",
] as const;
