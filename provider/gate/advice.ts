import { kubectl } from "../kubernetes/commands.js";
import type { ClusterSpec } from "../spec/certificate-spec.js";
import type { CauseCode } from "./cause.js";

/** Where cert-manager is. */
interface Place {
  readonly cluster: ClusterSpec;
  readonly namespace: string;
}

/** What to do when a cause has outlived the gate's patience. */
export function advise(code: CauseCode, place: Place): string {
  const todo = advice[code];
  return typeof todo === "string" ? todo : todo(place);
}

const advice: Readonly<Record<CauseCode, string | ((place: Place) => string)>> = {
  Unreachable: "Run pulumi up again when the cluster can be reached",
  NamespaceMissing:
    'See that "cluster" names the cluster of the Kubernetes provider, and run pulumi up again',
  NamespaceTerminating: ({ cluster, namespace }) =>
    `See what keeps the namespace (${kubectl(cluster, `get namespace ${namespace} -o yaml`)}), and run pulumi up again when it is gone`,
  WrongCluster: 'Give CertManager the "cluster" that its Kubernetes provider uses, and run pulumi up again',
  CrdMissing: "Set crds.enabled, or install the CRDs of this version, and run pulumi up again",
  Forbidden:
    "Grant create on certificaterequests.cert-manager.io to whoever runs Pulumi, and run pulumi up again",
  PodTrouble: "Mend what the Pod says, and run pulumi up again",
  PodsMissing: "Mend what the API server says of the Pods, and run pulumi up again",
  ScaledToZero: "Set webhook.replicaCount to 1 or more, and run pulumi up again",
  WebhookMissing: "See that the release name and the chart are cert-manager's, and run pulumi up again",
  CaNotInjected: "Look at the cainjector's log, and run pulumi up again",
  UnknownAuthority: "Look at the cainjector's log, and run pulumi up again",
  CainjectorScaledToZero: "Set cainjector.replicaCount to 1 or more, and run pulumi up again",
  NoEndpoints: "Look at the webhook's Pods, and run pulumi up again",
  ConnectionRefused: "Look at the webhook's log, and run pulumi up again",
  WebhookUnreachable:
    "See that the control plane may reach the webhook's port (10250 unless webhook.securePort says otherwise), and run pulumi up again",
  NotMutated: "See that the MutatingWebhookConfiguration covers this namespace, and run pulumi up again",
  NotValidated: "See that the ValidatingWebhookConfiguration covers this namespace, and run pulumi up again",
  Refused: "Let the policy that refused it pass CertificateRequests, and run pulumi up again",
  RollingOut: ({ cluster, namespace }) =>
    `Look at the Deployment (${kubectl(cluster, `describe deployments --namespace ${namespace}`)}), and run pulumi up again`,
};
