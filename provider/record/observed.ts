import type { Instant } from "../spec/instant.js";
import type { Requested } from "../spec/requested.js";
import type { RetryAfter } from "./acme-notes.js";
import type { CertificateFacts } from "./certificate-facts.js";
import type { CopySeen } from "./copy-seen.js";
import type { Held } from "./held.js";
import type { CertificateRecord, Owner } from "./record.js";
import type { Turn } from "./turn.js";

/**
 * Everything that was seen of one certificate, by whatever eyes: the argument of `decide`.
 * Not found is a value here, and so is not being able to look.
 */
export type Observed = Seen & {
  /** What the Pulumi state says was recorded last; absent when the resource is not in the state. */
  readonly recorded?: Recorded;
  /** Property paths of keystore passwords in Secrets that changed since the keystores were written with them. */
  readonly otherPasswords?: readonly string[];
  /** The resource that asks. */
  readonly owner: Owner;
  /** What is known of the CA that would sign; absent where that cannot be known beforehand. */
  readonly issuer?: IssuerSeen;
  /** When it is issued again whose CA has another key; absent where it need not wait. */
  readonly turn?: Turn;
  /** Why a Secret of somebody else's may not be taken over, as far as the Secret itself does not tell: clauses. */
  readonly claims?: readonly string[];
  /** What cert-manager's Certificate says; only with `issuerRef`. */
  readonly controller?: ControllerSeen;
  /** Every copy that is wanted, and every one that was and is still there; absent for none. */
  readonly copies?: readonly CopySeen[];
};

export type Seen =
  /** Neither a record nor a Secret is there, and that was proven. */
  | { readonly state: "absent" }
  /** Nothing could be seen; `cause` is a clause. */
  | { readonly state: "unreachable"; readonly cause: string }
  /** The cluster is another one than recorded. */
  | { readonly state: "wrong cluster"; readonly observed: string; readonly wanted: string }
  /** A Secret is there that no record of ours speaks of; `owned` says whose it seems to be, as a noun. */
  | { readonly state: "foreign"; readonly owned: string; readonly found?: Found }
  /** Something is there at our place that cannot be read; `what` names it and says why. */
  | { readonly state: "unreadable"; readonly what: string }
  | Present;

/** What is public of a Secret of somebody else's, where it holds a certificate. */
export interface Found {
  readonly certificate: CertificateFacts;
  readonly certificatePem: string;
  readonly caPem?: string;
  /** As in a record; empty where neither `tls.crt` nor `ca.crt` holds the signer. */
  readonly issuerKeyHash: string;
  readonly material: Material;
  readonly held: Held;
}

export interface Present {
  readonly state: "present";
  /** Who else has a hand on the Secret; only where it was read. */
  readonly held?: Held;
  readonly record: CertificateRecord;
  readonly certificate: CertificateFacts;
  /** Why the record beside the Secret is at fault although all that it says is known. */
  readonly recordFault?: RecordFault;
  /** The key that signed what cert-manager issued, as a record holds it; only where the provider is to go on with it. */
  readonly signer?: string;
  readonly material: Material;
}

export interface RecordFault {
  readonly code: "RecordMissing" | "LabelMissing" | "Adopted" | "HandChanged";
  readonly why: string;
}

export type Material =
  /** `why` is a clause, for people. */
  | { readonly state: "not inspected"; readonly why: string }
  | { readonly state: "intact" }
  | { readonly state: "absent" }
  | {
      readonly state: "changed";
      /** Whether the private key is still the certificate's, so that the rest can be written again from the record. */
      readonly restorable: boolean;
      readonly changes: readonly [MaterialChange, ...MaterialChange[]];
    };

export interface MaterialChange {
  readonly code:
    | "DoesNotExist"
    | "MissingData"
    | "InvalidKeyPair"
    | "InvalidCertificate"
    | "SecretMismatch"
    | "TypeChanged"
    | "SecretImmutable"
    | "OwnerReferenceAdded"
    | "SecretTemplateMismatch"
    | "RecreateUnfinished";
  /** The key in the Secret, or `metadata.labels.x`; `csr` where the Secret is gone and held no private key. */
  readonly field: string;
  readonly observed: string;
  readonly wanted: string;
  /** The field manager that wrote it so, where the store knows. */
  readonly by?: string;
}

/** What the Pulumi state knows of it. Only the revision is known where only the old inputs are (in `check`). */
export interface Recorded {
  readonly revision: number;
  readonly fingerprint?: string;
  readonly requested?: Requested;
  readonly trigger?: string;
  /** What is asked for besides, see {@link besides}. */
  readonly besides?: Requested;
  readonly renewalTime?: Instant;
  /** What an ACME CA refused of a certificate that was never issued; of one that is there its record says it. */
  readonly refused?: Refused;
  /** Property paths of keystore passwords, given by value, that are others than the keystores were written with. */
  readonly otherPasswords?: readonly string[];
  /** Property paths of what `read` and `delete` will need (the time limit, the cluster) and that the state has otherwise. */
  readonly outdated?: readonly string[];
}

/** A refusal, and of which issuer, as {@link issuerName} names it. */
export type Refused = RetryAfter & { readonly issuer: string };

export type IssuerSeen =
  | {
      readonly state: "present";
      readonly keyHash: string;
      readonly subject: string;
      readonly notAfter: Instant;
      /** Why it could not sign what is wanted, as far as that is known without its key: a predicate. */
      readonly unfit?: string;
    }
  /** `why` is a clause. An issuer that is not there yet may come with the same `up`. */
  | { readonly state: "absent"; readonly why: string };

/** cert-manager's Certificate, as far as decisions need it. */
export type ControllerSeen =
  | { readonly state: "absent" }
  | {
      readonly state: "present";
      /** Whether its specification is still the one that was applied last. */
      readonly edited: boolean;
      /** Whether cert-manager was asked for exactly this specification already, and has fulfilled it; absent: for another. */
      readonly asked?: "pending" | "fulfilled";
      /** What the last try said when it failed, and from when on cert-manager will try again by itself. */
      readonly failure?: { readonly message: string; readonly since: Instant; readonly retryAt: Instant };
    };
