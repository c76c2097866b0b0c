import type { Instant } from "../../spec/instant.js";
import type { AcmeProblem } from "./acme-problem.js";

/** Why a Certificate is not ready: the deepest object that says so, and its own words. */
export interface Cause {
  readonly code: CauseCode;
  /** Kind, namespace and name: `Challenge shop/web-tls-1-2417618577-1104437551`. */
  readonly object: string;
  /** What the object, or the CA through it, says; safe to print, and "" where nothing is written down. */
  readonly words: string;
  /** When cert-manager tries again after a failure, by its default backoff. */
  readonly retryAt?: Instant;
  /** Until when the certificate that is in the Secret is valid. */
  readonly stillValidUntil?: Instant;
  readonly todo: string;
}

/** In the order of the walk. What a CA says keeps the name of its ACME problem. */
export type CauseCode =
  | "NotLookedAt"
  | "CertificateMissing"
  | "Ready"
  | "SecretShared"
  | "ControllerNotAvailable"
  | "WebhookNotAvailable"
  | "NotSeenYet"
  | "CannotRegenerateKey"
  | "WebhookUnreachable"
  | "RequestNotCreated"
  | "KeystorePasswordSecretNotFound"
  | "IssuerMissing"
  | "IssuerNotReady"
  | "Denied"
  | "InvalidRequest"
  | "NotApproved"
  | "RequestFailed"
  | "RequestPending"
  | "OrderErrored"
  | "OrderInvalid"
  | "OrderExpired"
  | "OrderNotPlaced"
  | "NoSolver"
  | "NoChallenges"
  | "ChallengeInvalid"
  | "ChallengeErrored"
  | "ChallengeExpired"
  | "NotPresented"
  | "SolverRefused"
  | "SolverPodNotReady"
  | "IngressClassMissing"
  | "SelfCheck"
  | "Queued"
  | "ChallengePending"
  | AcmeProblem
  | "IssuanceFailed"
  | "NotReady"
  | "InProgress";

/** What a judge finds; when it is tried again, and mostly what to do, follow from it. */
export type Finding = Pick<Cause, "code" | "object" | "words"> & { readonly todo?: string };
