import type * as pulumi from "@pulumi/pulumi";

/**
 * A credential: where it lies in a Secret that is there, or the value itself. Of a value the component makes a
 * Secret, where cert-manager looks for it, named after the issuer and what the credential is for; the value is a
 * Pulumi secret, also where the program did not say so.
 */
export type IssuerCredentialArgs = pulumi.Input<IssuerSecretKeyRefArgs> | IssuerSecretValueArgs;

/** A field of a Secret: beside an Issuer, in `clusterResourceNamespace` for a ClusterIssuer. */
export interface IssuerSecretKeyRefArgs {
  name: pulumi.Input<string>;
  key?: pulumi.Input<string>;
}

export interface IssuerSecretValueArgs {
  /** It lies in the state, encrypted; prefer `name` and `key` where something else keeps it. */
  value: pulumi.Input<string>;
}

/** A whole Secret, or what is to stand in one. */
export type IssuerCredentialsArgs = pulumi.Input<IssuerSecretNameArgs> | IssuerSecretValuesArgs;

export interface IssuerSecretNameArgs {
  name: pulumi.Input<string>;
}

export interface IssuerSecretValuesArgs {
  values: Record<string, pulumi.Input<string>>;
}

/** A token of this ServiceAccount is asked for each time; cert-manager must be allowed to (`serviceaccounts/token`). */
export interface IssuerServiceAccountRefArgs {
  name: pulumi.Input<string>;
  /** Besides those that cert-manager always asks for. */
  audiences?: pulumi.Input<pulumi.Input<string>[]>;
}
