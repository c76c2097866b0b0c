import type { Instant } from "../spec/instant.js";

/** What should happen to a certificate. */
export type Action = "keep" | "issue" | "renew" | "reissue" | "repair" | "record" | "defer";

/** An action that `update` carries out. */
export type Acting = Exclude<Action, "keep" | "defer">;

export type Decision =
  | { readonly action: "keep"; readonly reasons: readonly []; readonly warnings: readonly Reason[] }
  | {
      readonly action: Acting;
      readonly reasons: Reasons;
      readonly warnings: readonly Reason[];
      /** The revision that the action leads to. */
      readonly revision: number;
    }
  | {
      readonly action: "defer";
      readonly reasons: Reasons;
      readonly warnings: readonly Reason[];
      /** Whether something was asked for, or fell due, that cannot be done now. `false`: as far as is known all is well. */
      readonly wanted: boolean;
    };

export type Reasons = readonly [Reason, ...Reason[]];

/** Why, as data. Prose is made of it in one place, `explain`. */
export interface Reason {
  readonly code: ReasonCode;
  /** A property path of the specification, or the part of the Secret that is meant. */
  readonly field?: string;
  readonly observed?: string;
  readonly wanted?: string;
  /** From when on it holds. */
  readonly since?: Instant;
}

/** One rule's answer: what it asks for, and why. */
export interface Finding {
  readonly action: Acting;
  readonly reason: Reason;
}

/** cert-manager's codes where it has one (internal/controller/certificates/policies/constants.go). */
export type ReasonCode =
  // Nothing is there, or it cannot be read.
  | "DoesNotExist"
  | "MissingData"
  | "InvalidKeyPair"
  | "InvalidCertificate"
  | "RecordUnreadable"
  // It is not what the specification asks for.
  | "RequestChanged"
  | "IncorrectIssuer"
  | "SecretMismatch"
  // It is due.
  | "Renewing"
  | "Expired"
  | "RenewalForced"
  // The certificate is good, something around it is not.
  | "SecretTemplateMismatch"
  | "TypeChanged"
  | "RecordMissing"
  | "LabelMissing"
  // The certificate is good, and the state does not know it as it is.
  | "RenewedElsewhere"
  | "StateMissing"
  | "RenewalTimeChanged"
  | "SettingsChanged"
  // Nothing can be known or done now.
  | "Unreachable"
  | "WrongCluster"
  | "NotOwner"
  // Warnings.
  | "IssuerNotFound"
  | "NotGranted"
  | "RenewBeforeIgnored"
  | "NotInspected";
