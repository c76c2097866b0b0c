import type { Instant } from "../spec/instant.js";

/** What should happen to a certificate. */
export type Action = "keep" | "issue" | "renew" | "reissue" | "repair" | "record" | "defer";

/** An action that `update` carries out. */
export type Acting = Exclude<Action, "keep" | "defer">;

/** Of several actions the largest one is done: it does what the smaller ones ask for. */
export const rank: Readonly<Record<Acting, number>> = {
  record: 0,
  repair: 1,
  renew: 2,
  reissue: 3,
  issue: 4,
};

/** Whether the action asks an issuer for a certificate. */
export function orders(action: Acting): boolean {
  return rank[action] >= rank.renew;
}

export type Decision =
  | { readonly action: "keep"; readonly reasons: readonly []; readonly warnings: readonly Reason[] }
  | {
      readonly action: Acting;
      readonly reasons: Reasons;
      readonly warnings: readonly Reason[];
      /** The revision that the action leads to. */
      readonly revision: number;
      /** Whether it is only the highest that it can be: nothing is there, and whether the one before ever was is not known. */
      readonly isGuess?: true;
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
  /** Who did it. */
  readonly by?: string;
}

/** One rule's answer: what it asks for, and why. */
export interface Finding {
  readonly action: Acting;
  readonly reason: Reason;
}

/**
 * Every reason there is, under what it asks for; cert-manager's codes where it has one
 * (internal/controller/certificates/policies/constants.go). The table in docs/decisions.md is this one.
 */
export const reasonCodes = {
  issue: ["DoesNotExist"],
  reissue: [
    "MissingData",
    "InvalidKeyPair",
    "InvalidCertificate",
    "RecordUnreadable",
    "RequestChanged",
    "IncorrectIssuer",
  ],
  renew: ["Renewing", "RenewalInfo", "Expired", "RenewalForced"],
  repair: [
    "SecretMismatch",
    "SecretTemplateMismatch",
    "SecretFormChanged",
    "KeystorePasswordChanged",
    "RevocationListDue",
    "TypeChanged",
    "SecretImmutable",
    "OwnerReferenceAdded",
    "RecreateUnfinished",
    "Adopted",
    "HandChanged",
    "RecordMissing",
    "LabelMissing",
    "Unfinished",
    "CertificateMissing",
    "CertificateEdited",
    "CertificateOutdated",
    "CopyMissing",
    "CopyMismatch",
    "CopyUnwanted",
    "CopyRefused",
  ],
  record: ["RenewedElsewhere", "StateMissing", "RenewalTimeChanged", "SettingsChanged", "AccountChanged"],
  defer: [
    "Unreachable",
    "WrongCluster",
    "NotOwner",
    "AdoptRefused",
    "Unchangeable",
    "Backoff",
    "RateLimited",
    "RefusedRepeatedly",
    "OutsideWindow",
    "Staggered",
  ],
  warning: [
    "IssuerNotFound",
    "IssuerUnfit",
    "KeyUnproven",
    "LimitNear",
    "NotGranted",
    "RenewBeforeIgnored",
    "NotInspected",
    "IssuingFailed",
    "SafetyNetClose",
    "WindowsOverruled",
    "CopyUnreachable",
  ],
} as const;

export type ReasonCode = (typeof reasonCodes)[keyof typeof reasonCodes][number];
