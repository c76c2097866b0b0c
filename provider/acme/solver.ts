/** One challenge that a CA has set for one identifier of an order (RFC 8555, section 8). */
export interface Challenge {
  readonly type: ChallengeType;
  /** `value` of a DNS name is in lower case and without "*.", also where the order is for the wildcard. */
  readonly identifier: { readonly type: "dns" | "ip"; readonly value: string };
  readonly token: string;
  /** The token, a dot and the account key's thumbprint (section 8.1). Proves nothing to who merely reads it, and yet is never printed. */
  readonly keyAuthorization: string;
  /** What a `dns-persist-01` challenge has in place of a token, which then is empty, as is the key authorization. */
  readonly persist?: PersistTerms;
}

/** @see draft-ietf-acme-dns-persist-01, section 2.1 */
export interface PersistTerms {
  readonly accountUri: string;
  /** The names of the CA, of which the record holds one. */
  readonly issuers: readonly string[];
  readonly wildcard: boolean;
}

export type ChallengeType = "dns-01" | "dns-persist-01" | "http-01" | "tls-alpn-01";

/**
 * Lays out what a CA looks for, in cert-manager's three steps. Each step takes all challenges of an order that this
 * solver answers, is idempotent, ends early when `signal` aborts, and fails with a message for people.
 *
 * @see cert-manager, pkg/controller/acmechallenges/controller.go (`solver`)
 */
export interface Solver {
  readonly type: ChallengeType;
  /** Lays it out. Two challenges may share one place (a wildcard and its apex share a TXT name): both stand there. */
  present(challenges: readonly Challenge[], signal: AbortSignal): Promise<void>;
  /** Resolves once the CA will see it, as far as can be known from here. */
  check(challenges: readonly Challenge[], signal: AbortSignal): Promise<void>;
  /** Takes away what `present` laid out, also in another process and where only a part of it was; nothing of others. */
  cleanUp(challenges: readonly Challenge[], signal: AbortSignal): Promise<void>;
}
