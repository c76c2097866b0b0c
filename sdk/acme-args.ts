import * as pulumi from "@pulumi/pulumi";
import {
  type CredentialRefArgs,
  type Dns01SolverArgs,
  type DnsPersist01SolverArgs,
  dns01Inputs,
} from "./dns01-args.js";
import type { Http01SolverArgs, TlsAlpn01SolverArgs } from "./http01-args.js";

/**
 * A CA that the provider itself asks by the ACME protocol (RFC 8555), such as Let's Encrypt. Giving it agrees to the
 * CA's terms of service. Names and their meaning are cert-manager's where it has them.
 *
 * @see https://cert-manager.io/docs/reference/api-docs/#acme.cert-manager.io/v1.ACMEIssuer
 */
export interface AcmeArgs {
  /** The directory's URL; `...letsEncrypt.production` is one. */
  server: pulumi.Input<string>;
  /** Where the CA writes to. */
  email?: pulumi.Input<string>;
  /**
   * The account's private key: a Secret of the certificate's store, which is made where it is not there; or the
   * environment or a file, which are only read.
   * @default a Secret named after `server`: another directory is another account
   */
  privateKeySecretRef?: pulumi.Input<AccountKeyRefArgs>;
  /** The same as a value; a Pulumi secret, which lies in the state. */
  privateKey?: pulumi.Input<string>;
  /** Uses the key that is there already, and makes none. @default false */
  disableAccountKeyGeneration?: pulumi.Input<boolean>;
  /**
   * Any text; a change of it gives the account a new key (RFC 8555, 7.3.5), and all its certificates name the same. The
   * key is one in a Secret, where the new one is kept before the CA is told of it.
   */
  accountKeyRollover?: pulumi.Input<string>;
  /** For a CA that opens accounts for its customers alone. */
  externalAccountBinding?: pulumi.Input<AcmeExternalAccountBindingArgs>;
  /** A profile that the CA offers, such as "shortlived". */
  profile?: pulumi.Input<string>;
  /**
   * Common name of a chain's last issuer, or SHA-256 of one of its certificates, where the CA offers several chains;
   * one that it does not offer is an error.
   */
  preferredChain?: pulumi.Input<string>;
  /** PEM: whom to trust as the directory. @default the roots that Node brings */
  caBundle?: pulumi.Input<string>;
  /** How control over a name is proven; of those that can, the most specific selector wins. */
  solvers: pulumi.Input<pulumi.Input<AcmeSolverArgs>[]>;
  /**
   * Proves the names to the CA's staging directory before the first certificate is ordered, so that a mistake costs
   * no attempt: `true` for Let's Encrypt and Google, else where it is. @default false
   */
  rehearse?: pulumi.Input<boolean | RehearsalArgs>;
}

/** As {@link CredentialRefArgs}; the entry of a Secret is "tls.key" where none is named. */
export type AccountKeyRefArgs =
  | { name: pulumi.Input<string>; key?: pulumi.Input<string>; namespace?: pulumi.Input<string> }
  | CredentialRefArgs;

/** @see RFC 8555, section 7.3.4 */
export interface AcmeExternalAccountBindingArgs {
  /** As the CA gave it. */
  keyID: pulumi.Input<string>;
  /** The MAC key, base64url as the CA gives it. */
  keySecretRef?: pulumi.Input<CredentialRefArgs>;
  /** The same as a value; a Pulumi secret, which lies in the state. */
  key?: pulumi.Input<string>;
  /** @default "HS256" */
  keyAlgorithm?: pulumi.Input<"HS256" | "HS384" | "HS512">;
}

export interface RehearsalArgs {
  /** The staging directory's URL. */
  server: pulumi.Input<string>;
  /** As for the directory itself. */
  caBundle?: pulumi.Input<string>;
}

/** One way to prove control; exactly one besides `selector`. */
export interface AcmeSolverArgs {
  /** Which names it is for. @default all that no other solver names */
  selector?: pulumi.Input<AcmeSelectorArgs>;
  dns01?: pulumi.Input<Dns01SolverArgs>;
  /** By a TXT record of your own that stands for as long as you permit the CA; see {@link validationPersist}. */
  dnsPersist01?: pulumi.Input<DnsPersist01SolverArgs>;
  http01?: pulumi.Input<Http01SolverArgs>;
  tlsAlpn01?: pulumi.Input<TlsAlpn01SolverArgs>;
}

export interface AcmeSelectorArgs {
  /** Names and addresses in full. */
  dnsNames?: pulumi.Input<pulumi.Input<string>[]>;
  /** These names and all below them; the longest wins. */
  dnsZones?: pulumi.Input<pulumi.Input<string>[]>;
}

/** The issuer as inputs, with what was given as a value and is secret made a Pulumi secret. */
export function acmeInputs(acme: pulumi.Input<AcmeArgs>): pulumi.Input<object> {
  return pulumi.output(acme).apply((given) => {
    if (typeof given !== "object" || given === null) return given; // the provider says what is wrong with it
    const { solvers } = given;
    return {
      ...given,
      ...accountSecrets(given),
      ...(Array.isArray(solvers) ? { solvers: solvers.map(solverInputs) } : {}),
    };
  });
}

/** Of an account what was given as a value and is secret, made a Pulumi secret. */
export function accountSecrets({
  privateKey,
  externalAccountBinding,
}: Pick<AcmeArgs, "privateKey" | "externalAccountBinding">): object {
  const binding = pulumi
    .output(externalAccountBinding)
    .apply((given) => (given?.key === undefined ? given : { ...given, key: pulumi.secret(given.key) }));
  return {
    ...(privateKey === undefined ? {} : { privateKey: pulumi.secret(privateKey) }),
    ...(externalAccountBinding === undefined ? {} : { externalAccountBinding: binding }),
  };
}

function solverInputs(solver: pulumi.Unwrap<AcmeSolverArgs>): object {
  return solver?.dns01 === undefined ? solver : { ...solver, dns01: dns01Inputs(solver.dns01) };
}
