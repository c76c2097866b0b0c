import type { Duration } from "./certificate-spec.js";
import type { CredentialSpec } from "./credential-spec.js";
import type { DnsApiSpec } from "./dns-api-spec.js";

/**
 * How a TXT record at `_acme-challenge` is laid out for a CA. The names are cert-manager's where it has them.
 *
 * @see https://cert-manager.io/docs/reference/api-docs/#acme.cert-manager.io/v1.ACMEChallengeSolverDNS01
 */
export interface Dns01Spec {
  /** Whether a CNAME at `_acme-challenge` is followed to where the record is then written. */
  readonly cnameStrategy: "None" | "Follow";
  readonly propagation: PropagationSpec;
  readonly provider: DnsProviderSpec;
}

/** What is waited for before the CA is told to look. */
export interface PropagationSpec {
  /** `host:port` of recursive servers; empty means the system's. */
  readonly resolvers: readonly string[];
  /** Whether every authoritative server of the zone is asked, or `resolvers` alone. */
  readonly authoritative: boolean;
  /** What is waited besides, once the record is seen. */
  readonly delay: Duration;
}

/** A TXT record of the user's own that stands for as long as it permits a CA; what is waited for is that it is seen. */
export interface DnsPersist01Spec {
  readonly propagation: PropagationSpec;
}

/** Who serves the zone. */
export type DnsProviderSpec = ({ readonly kind: "rfc2136" } & Rfc2136Spec) | DnsApiSpec;

/** A name server that takes dynamic updates. */
export interface Rfc2136Spec {
  /** `host:port` */
  readonly nameserver: string;
  readonly protocol: "TCP" | "UDP";
  /** Without it updates are not signed. */
  readonly tsig?: TsigSpec;
}

/** A key shared with the name server (RFC 8945). */
export interface TsigSpec {
  readonly keyName: string;
  readonly algorithm: TsigAlgorithm;
  /** Base64, as `tsig-keygen` prints it. */
  readonly secret: CredentialSpec;
}

export const tsigAlgorithms = ["HMACSHA1", "HMACSHA224", "HMACSHA256", "HMACSHA384", "HMACSHA512"] as const;

export type TsigAlgorithm = (typeof tsigAlgorithms)[number];
