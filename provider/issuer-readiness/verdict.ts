import { foreignText } from "../errors.js";
import type { KubernetesObject } from "../kubernetes/objects.js";

/** An Issuer or ClusterIssuer as cert-manager's API has it. */
export interface IssuerObject extends KubernetesObject {
  readonly status?: { readonly conditions?: readonly Condition[] };
}

interface Condition {
  readonly type: string;
  readonly status: "True" | "False" | "Unknown";
  readonly reason?: string;
  readonly message?: string;
  readonly observedGeneration?: number;
}

export type Verdict =
  | { readonly state: "ready" }
  | { readonly state: "unseen" }
  | {
      readonly state: "failing";
      readonly reason: string;
      readonly message: string;
      /** cert-manager does not try again before the Issuer or a Secret of it changes. */
      readonly final: boolean;
    };

/**
 * What cert-manager says of the Issuer as it is written now. What it said of an older generation says nothing.
 *
 * @see https://cert-manager.io/docs/reference/api-docs/#cert-manager.io/v1.IssuerCondition
 */
export function verdictOf({ metadata, status }: IssuerObject): Verdict {
  const ready = status?.conditions?.find(({ type }) => type === "Ready");
  if (ready === undefined || ready.status === "Unknown") return { state: "unseen" };
  if ((ready.observedGeneration ?? 0) < (metadata.generation ?? 0)) return { state: "unseen" };
  if (ready.status === "True") return { state: "ready" };
  const reason = ready.reason ?? "NotReady";
  const message = foreignText(ready.message ?? "");
  return { state: "failing", reason, message, final: isFinal(reason, message) };
}

/** Reasons after which cert-manager v1.21 puts nothing back into its queue. */
const finalReasons = new Set(["InvalidConfig", "InvalidURL", "ErrInvalidKeyPair"]);

/** An ACME server's refusal (4xx) is absorbed, too; what it or the network may mend by itself is tried again. */
function isFinal(reason: string, message: string): boolean {
  if (finalReasons.has(reason)) return true;
  if (!/^Err\w+ACMEAccount$/.test(reason)) return false;
  return (
    /\b4\d\d urn:/.test(message) ||
    /returned an HTTP 4\d\d response/.test(message) ||
    /: 4\d\d /.test(message)
  );
}

/** What to do about a reason; for one that is not known here, no more than to mend it. */
export function adviceFor(reason: string): string {
  return advice[reason] ?? "Mend what it says and run pulumi up again";
}

/** The Secret that cert-manager looked for and did not find. */
export function missingSecretIn(message: string): string | undefined {
  return /\bsecrets? "([^"]+)" not found/.exec(message)?.[1];
}

const advice: Readonly<Record<string, string>> = {
  ErrRegisterACMEAccount:
    "See that acme.server, email, caBundle and externalAccountBinding are what the CA expects, and run pulumi up again",
  ErrVerifyACMEAccount:
    "See that the Secret of acme.privateKeySecretRef holds an RSA key, and run pulumi up again",
  ErrUpdateACMEAccount: "See that acme.email is one that the CA takes, and run pulumi up again",
  InvalidConfig: "Mend the field that it names and run pulumi up again",
  InvalidURL: "Mend acme.server and run pulumi up again",
  InvalidSolver:
    "Make the Secret that the solver names (a ClusterIssuer's lie in cert-manager's own namespace), and run pulumi up again",
  ErrGetKeyPair:
    "See that the Secret that ca.secretName names is there (a ClusterIssuer's in cert-manager's own namespace) with a certificate and its key in PEM, and run pulumi up again",
  VaultError:
    "See that vault.server, caBundle and auth are what that Vault expects, and that it is unsealed, and run pulumi up again",
  AuthFailed: "See that the credentials are what the server expects, and run pulumi up again",
  ErrInvalidKeyPair: "Give a certificate that is a CA (isCA: true), and run pulumi up again",
};
