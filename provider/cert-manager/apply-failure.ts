import { CertificateError, messageOf } from "../errors.js";
import { ClusterError } from "../kubernetes/cluster-error.js";

/** What the API server says -> what that means here, and what to do. The first that fits. */
const meanings: readonly (readonly [words: RegExp, means: string | undefined, todo: string])[] = [
  [
    /failed calling webhook "webhook\.cert-manager\.io"/,
    "cert-manager's webhook does not answer",
    "See that the webhook's Pods run and that its Service leads to them",
  ],
  [
    /because it is being terminated/,
    "its namespace is being deleted",
    "Wait until it is gone, or choose another namespace",
  ],
  [
    /namespaces? "[^"]+" not found/,
    "its namespace is not there",
    "Make the namespace first: let the certificate depend on it",
  ],
  [
    /does not serve that kind of object|could not find the requested resource/,
    "cert-manager's API is not there",
    "Install cert-manager first: let the certificate depend on CertManager",
  ],
  [
    /denied (the )?request/,
    "a policy of the cluster refuses it",
    "Ask for what the policy allows, or change the policy",
  ],
];

/** What keeps cert-manager's Certificate from being applied, with the meaning before the API server's own words; other errors as they are. */
export function applyFailure(certificate: string, error: unknown): unknown {
  if (!(error instanceof ClusterError)) return error;
  const message = messageOf(error);
  const [, means, todo] = meanings.find(([words]) => words.test(message)) ?? [];
  const grant =
    error.reason === "forbidden"
      ? "Grant that to whoever runs Pulumi (rbac/deployer.yaml), and run pulumi up again"
      : "Run pulumi up again when the cluster takes it";
  const what = [`${certificate} was not applied`, means, message].filter(Boolean).join(": ");
  return new CertificateError(what, "What was there before is still there", todo ?? grant, { cause: error });
}
