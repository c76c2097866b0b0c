import type * as pulumi from "@pulumi/pulumi";
import type { IssuerDns01SolverArgs } from "./issuer-dns01-args.js";
import type { IssuerHttp01SolverArgs } from "./issuer-http01-args.js";
import type { IssuerCredentialArgs } from "./issuer-secret-ref-args.js";

/** @see https://cert-manager.io/docs/reference/api-docs/#acme.cert-manager.io/v1.ACMEIssuer */
export interface IssuerAcmeArgs {
  /** The directory's URL; `...letsEncrypt.production` is one. */
  server: pulumi.Input<string>;
  /** Where the CA writes to. */
  email?: pulumi.Input<string>;
  /**
   * The Secret of the account's key, which cert-manager makes.
   * @default a name made of the issuer's and of `server`: another directory is another account
   */
  privateKeySecretRef?: IssuerCredentialArgs;
  /** Uses the account's key that lies there already, and makes none. @default false */
  disableAccountKeyGeneration?: pulumi.Input<boolean>;
  /** For a CA that opens accounts for its customers alone. */
  externalAccountBinding?: IssuerAcmeExternalAccountBindingArgs;
  /** Common name of the root to prefer, where the CA offers several chains. */
  preferredChain?: pulumi.Input<string>;
  /** A profile that the CA offers, such as "shortlived"; cert-manager 1.18 and later. */
  profile?: pulumi.Input<string>;
  /** Whom to trust as the directory: PEM, or its base64. Not beside `skipTLSVerify`. @default the system's roots */
  caBundle?: pulumi.Input<string>;
  /** Trusts whoever answers for the directory; for tests. @default false */
  skipTLSVerify?: pulumi.Input<boolean>;
  /** Asks for the Certificate's `duration`; Let's Encrypt refuses that. @default false */
  enableDurationFeature?: pulumi.Input<boolean>;
  /** How control over a name is proven; the most specific selector wins. */
  solvers?: IssuerAcmeSolverArgs[];
}

/** @see https://datatracker.ietf.org/doc/html/rfc8555#section-7.3.4 */
export interface IssuerAcmeExternalAccountBindingArgs {
  keyID: pulumi.Input<string>;
  /** The MAC key, base64url as the CA gives it. */
  keySecretRef: IssuerCredentialArgs;
  /** Deprecated by cert-manager, which always takes HS256. */
  keyAlgorithm?: pulumi.Input<"HS256" | "HS384" | "HS512">;
}

/** One way to prove control, by HTTP or by DNS; exactly one. */
export interface IssuerAcmeSolverArgs {
  /** Which names it is for. @default all that no other solver names */
  selector?: pulumi.Input<IssuerAcmeSelectorArgs>;
  http01?: IssuerHttp01SolverArgs;
  dns01?: IssuerDns01SolverArgs;
  /** Only waits so long ("0s": not at all), where the cluster cannot see itself from outside; cert-manager 1.21 and later. */
  waitInsteadOfSelfCheck?: pulumi.Input<string>;
}

export interface IssuerAcmeSelectorArgs {
  /** Names in full. */
  dnsNames?: pulumi.Input<pulumi.Input<string>[]>;
  /** These names and all below them; the longest wins. */
  dnsZones?: pulumi.Input<pulumi.Input<string>[]>;
  /** Labels of the Certificate. */
  matchLabels?: pulumi.Input<Record<string, pulumi.Input<string>>>;
}
