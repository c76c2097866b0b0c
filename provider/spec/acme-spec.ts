import type { CredentialSpec } from "./credential-spec.js";
import type { Dns01Spec, DnsPersist01Spec } from "./dns01-spec.js";
import type { Http01Spec } from "./http01-spec.js";
import type { TlsAlpn01Spec } from "./tls-alpn01-spec.js";

/**
 * A CA that is asked by the ACME protocol (RFC 8555). The names are cert-manager's where it has them.
 *
 * @see https://cert-manager.io/docs/reference/api-docs/#acme.cert-manager.io/v1.ACMEIssuer
 */
export interface AcmeSpec extends AccountSpec {
  /** The common name of a chain's last issuer, or the SHA-256 fingerprint of any of its certificates. */
  readonly preferredChain?: string;
  /** One that the directory lists (draft-aaron-acme-profiles). */
  readonly profile?: string;
  /** Never empty; which one proves a name says {@link chooseSolver}. */
  readonly solvers: readonly AcmeSolverSpec[];
  /** Where the challenges are proven first, before the first certificate is ordered. */
  readonly rehearse?: DirectorySpec;
}

/** An account at an ACME CA. @see RFC 8555, section 7.1.2 */
export interface AccountSpec extends DirectorySpec {
  /** Where the CA writes to. */
  readonly email?: string;
  readonly accountKey: AccountKeySpec;
  readonly externalAccountBinding?: ExternalAccountBindingSpec;
}

export interface DirectorySpec {
  /** URL of the directory. */
  readonly server: string;
  /** PEM: whom to trust as the directory, in place of the system's roots. */
  readonly caBundle?: string;
}

/** Where the account's private key is kept: a Secret of the certificate's store, or wherever a credential may be read. */
export type AccountKeySpec =
  | {
      readonly kind: "secret";
      /** Absent: a name made of the directory's, so that another directory is another account. */
      readonly name?: string;
      readonly namespace?: string;
      readonly key: string;
      /** Whether it is made where it is not there. */
      readonly generate: boolean;
      /** Any text; a change of it gives the account a new key. */
      readonly rollover?: string;
    }
  | { readonly kind: "given"; readonly credential: CredentialSpec };

/** @see RFC 8555, section 7.3.4 */
export interface ExternalAccountBindingSpec {
  readonly keyID: string;
  /** The MAC key in base64url, as CAs hand it out. */
  readonly key: CredentialSpec;
  readonly algorithm: MacAlgorithm;
}

export const macAlgorithms = ["HS256", "HS384", "HS512"] as const;

export type MacAlgorithm = (typeof macAlgorithms)[number];

export type AcmeSolverSpec = { readonly selector?: SolverSelector } & (
  | { readonly kind: "dns01"; readonly dns01: Dns01Spec }
  | { readonly kind: "dnsPersist01"; readonly dnsPersist01: DnsPersist01Spec }
  | { readonly kind: "http01"; readonly http01: Http01Spec }
  | { readonly kind: "tlsAlpn01"; readonly tlsAlpn01: TlsAlpn01Spec }
);

/** Which names a solver is for; empty lists mean all. */
export interface SolverSelector {
  readonly dnsNames: readonly string[];
  /** These names and all below them. */
  readonly dnsZones: readonly string[];
}
