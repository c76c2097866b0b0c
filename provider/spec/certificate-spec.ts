import type { AcmeSpec } from "./acme-spec.js";
import type { CaInputs } from "./ca-inputs.js";
import type { CopySpec } from "./copy-spec.js";
import type { CrlSpec } from "./crl-spec.js";
import type { CsrSpec } from "./csr-spec.js";
import type { KeystoresSpec, OutputFormat } from "./keystores-spec.js";
import type { OwnershipSpec } from "./parse-ownership.js";

/** Milliseconds. */
export type Duration = number;

/**
 * A certificate as somebody asked for it, checked and with every default filled in. The names of the fields
 * and their meaning are cert-manager's.
 *
 * @see https://cert-manager.io/docs/reference/api-docs/#cert-manager.io/v1.CertificateSpec
 */
export interface CertificateSpec {
  readonly namespace: string;
  readonly secretName: string;
  readonly store: StoreSpec;
  /** Where else the same material is to lie. */
  readonly copies: readonly CopySpec[];
  /** Property paths of selectors whose namespaces are not known; absent for none. */
  readonly unselected?: readonly string[];
  readonly issuer: IssuerSpec;
  /** Only with `issuer.ca` and `issuer.acme`: the request of the user, who keeps the key; names and kind of key are its. */
  readonly csr?: CsrSpec;
  readonly commonName?: string;
  /** Empty beside `csr`, whose subject is taken as it stands. */
  readonly subject: Subject;
  /** Lower case, sorted, no duplicates; so are the other names. */
  readonly dnsNames: readonly string[];
  readonly ipAddresses: readonly string[];
  readonly uris: readonly string[];
  readonly emailAddresses: readonly string[];
  readonly duration: Duration;
  /** At most one of the two; neither means the default of {@link renewalTime}. */
  readonly renewBefore?: Duration;
  /** Percent of the issued life that must remain, over 0 and under 100. */
  readonly renewBeforePercentage?: number;
  readonly privateKey: PrivateKeySpec;
  /** Sorted. */
  readonly usages: readonly KeyUsage[];
  readonly isCA: boolean;
  /** Only with `isCA`. */
  readonly nameConstraints?: NameConstraints;
  /** Only with `isCA`: how many CAs may stand below this one (RFC 5280, 4.2.1.9); absent means any number. */
  readonly pathLenConstraint?: number;
  /** Only with `isCA` and `issuer`: the revocation list that it issues. */
  readonly crl?: CrlSpec;
  readonly secretTemplate: { readonly annotations: Labels; readonly labels: Labels };
  /** What else the Secret holds beside its PEM; absent for nothing. */
  readonly keystores?: KeystoresSpec;
  /** Sorted, at least one, no duplicates. */
  readonly additionalOutputFormats?: readonly OutputFormat[];
  readonly renewal: RenewalSpec;
  readonly exportPrivateKey: boolean;
  /** How long one `create` or `update` may take. */
  readonly timeout: Duration;
  /** Where it is to be served, and looked at after it was written. */
  readonly verify?: VerifySpec;
  readonly ownership: OwnershipSpec;
}

/** A TLS endpoint that is to serve the certificate. */
export interface VerifySpec {
  /** A host name, or an IP address. */
  readonly host: string;
  readonly port: number;
  /** The address to connect to, in place of what `host` resolves to. */
  readonly address?: string;
  /** The name to ask for, in place of `host`. */
  readonly sni?: string;
  /** How long to wait for it. */
  readonly within: Duration;
  /** PEM: what clients trust, in place of the issuer's own CA or the system's roots. */
  readonly caBundle?: string;
  /** Whether the CRLs and OCSP responders that the certificate names may have private addresses. */
  readonly allowPrivateAddresses: boolean;
}

export type Labels = Readonly<Record<string, string>>;

/** Where the Secret and its record are kept. */
export type StoreSpec =
  | { readonly kind: "directory"; readonly directory: string; readonly plaintext: boolean }
  | { readonly kind: "kubernetes"; readonly cluster: ClusterSpec };

/** One cluster; with neither field the one that kubectl would use. */
export interface ClusterSpec {
  /** The text of a kubeconfig, or the path of one. */
  readonly kubeconfig?: string;
  readonly context?: string;
}

/** Who signs. `issuerRef` means cert-manager; the others mean the provider itself. */
export type IssuerSpec =
  | { readonly kind: "selfSigned"; readonly addresses?: AuthorityAddresses }
  | {
      readonly kind: "ca";
      readonly ca: CaSpec;
      readonly addresses?: AuthorityAddresses;
      /** How many one `up` issues again for the CA's new key alone; absent where that is another input of the program. */
      readonly reissue?: { readonly atMost: number };
    }
  | { readonly kind: "acme"; readonly acme: AcmeSpec }
  | {
      readonly kind: "issuerRef";
      readonly ref: IssuerRef;
      /** The ACME directory that the issuer asks, where the program knows it. */
      readonly directory?: string;
    };

export type CaSpec =
  | {
      /** A `kubernetes.io/tls` Secret in the same store. */
      readonly secretName: string;
      readonly namespace: string;
      /** SHA-256 of the CA's certificate, when the program knows which one it means. */
      readonly fingerprint?: string;
    }
  | CaInputs;

/**
 * Where clients find what the CA publishes, as it stands in each certificate; sorted. The names are those of
 * cert-manager's CAIssuer.
 */
export interface AuthorityAddresses {
  readonly crlDistributionPoints?: readonly string[];
  readonly ocspServers?: readonly string[];
  readonly issuingCertificateURLs?: readonly string[];
}

/**
 * Which names a CA may sign for, in cert-manager's form. @see RFC 5280, 4.2.1.10
 */
export interface NameConstraints {
  readonly critical: boolean;
  readonly permitted: NameSubtrees;
  readonly excluded: NameSubtrees;
}

/** Each sorted, without duplicates, and empty where nothing is said of its kind. */
export interface NameSubtrees {
  /** A domain and everything below it; with a leading dot, only what is below. */
  readonly dnsDomains: readonly string[];
  /** CIDR, with the network's own address. */
  readonly ipRanges: readonly string[];
  /** A mailbox, all those of a host, or with a leading dot those of the hosts below. */
  readonly emailAddresses: readonly string[];
  /** A host, or with a leading dot the hosts below. */
  readonly uriDomains: readonly string[];
}

export interface IssuerRef {
  readonly name: string;
  readonly kind: string;
  readonly group: string;
}

/** RFC 5280 attribute names in cert-manager's spelling. */
export interface Subject {
  readonly organizations?: readonly string[];
  readonly countries?: readonly string[];
  readonly organizationalUnits?: readonly string[];
  readonly localities?: readonly string[];
  readonly provinces?: readonly string[];
  readonly streetAddresses?: readonly string[];
  readonly postalCodes?: readonly string[];
  readonly serialNumber?: string;
}

export interface PrivateKeySpec {
  readonly algorithm: "RSA" | "ECDSA" | "Ed25519";
  /** Bits: 2048-8192 for RSA; 256, 384 or 521 for ECDSA; 256 for Ed25519. */
  readonly size: number;
  readonly encoding: "PKCS1" | "PKCS8";
  /** Whether a new certificate gets a new key. */
  readonly rotationPolicy: "Always" | "Never";
}

export interface RenewalSpec {
  /** Any text; a change of it forces a renewal. */
  readonly trigger?: string;
  /** Who renews; `controller` only with `issuerRef`. `default`: Pulumi first, with cert-manager as the safety net. */
  readonly by: "pulumi" | "controller" | "default";
  /** Whether what the controller renewed is recorded by every `up`, or on refresh alone. */
  readonly record: "always" | "onRefresh";
  /** When Pulumi may renew what is due; absent: at any time. */
  readonly windows?: readonly RenewalWindow[];
}

/** A span of the day, each week anew, by the clocks of a place. */
export interface RenewalWindow {
  /** On which it opens; in the order of {@link weekdays}. */
  readonly days: readonly Weekday[];
  /** Minutes since midnight: 0 to 1440. */
  readonly start: number;
  /** Likewise; on the day after where it is not later than `start`. */
  readonly end: number;
  /** Of the IANA database, such as `Europe/Berlin`. */
  readonly timeZone: string;
}

export const weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"] as const;

export type Weekday = (typeof weekdays)[number];

/** @see https://cert-manager.io/docs/reference/api-docs/#cert-manager.io/v1.KeyUsage */
export const keyUsages = [
  "signing",
  "digital signature",
  "content commitment",
  "key encipherment",
  "key agreement",
  "data encipherment",
  "cert sign",
  "crl sign",
  "encipher only",
  "decipher only",
  "any",
  "server auth",
  "client auth",
  "code signing",
  "email protection",
  "s/mime",
  "ipsec end system",
  "ipsec tunnel",
  "ipsec user",
  "timestamping",
  "ocsp signing",
  "microsoft sgc",
  "netscape sgc",
] as const;

export type KeyUsage = (typeof keyUsages)[number];
