import type { Duration } from "./certificate-spec.js";
import type { Instant } from "./instant.js";

/** The revocation list that a CA issues of what it signed. @see RFC 5280, 5 */
export interface CrlSpec {
  /** In the order of their serial numbers, each once. */
  readonly revoked: readonly RevokedCertificate[];
  /** From one list to the next, at the latest. */
  readonly duration: Duration;
}

export interface RevokedCertificate {
  /** Lower-case hex of whole octets, without leading zeros. */
  readonly serialNumber: string;
  readonly revocationDate: Instant;
  readonly reason?: RevocationReason;
}

/** As they are numbered; `unspecified` (0) is said by saying nothing, and `removeFromCRL` (8) is for delta lists. @see RFC 5280, 5.3.1 */
export const revocationReasons = {
  keyCompromise: 1,
  cACompromise: 2,
  affiliationChanged: 3,
  superseded: 4,
  cessationOfOperation: 5,
  certificateHold: 6,
  privilegeWithdrawn: 9,
  aACompromise: 10,
} as const;

export type RevocationReason = keyof typeof revocationReasons;
