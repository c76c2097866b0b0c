import type * as pulumi from "@pulumi/pulumi";
import type { CredentialArgs, CredentialsArgs } from "./secret-ref-args.js";

/**
 * A zone, and exactly one place where it is.
 *
 * @see https://cert-manager.io/docs/configuration/venafi/
 */
export interface VenafiArgs {
  /** The policy folder or application that says what may be issued. */
  zone: pulumi.Input<string>;
  tpp?: VenafiTppArgs;
  cloud?: VenafiCloudArgs;
  /** cert-manager 1.21 and later. */
  ngts?: VenafiNgtsArgs;
}

/** Trust Protection Platform, on the user's own servers. */
export interface VenafiTppArgs {
  /** Of its vedsdk: "https://tpp.example.com/vedsdk". */
  url: pulumi.Input<string>;
  /** `access-token`, or `username` and `password`. */
  credentialsRef: CredentialsArgs;
  /** PEM, or its base64. Not beside `caBundleSecretRef`. @default the system's roots */
  caBundle?: pulumi.Input<string>;
  caBundleSecretRef?: CredentialArgs;
}

export interface VenafiCloudArgs {
  /** @default "https://api.venafi.cloud/" */
  url?: pulumi.Input<string>;
  apiTokenSecretRef: CredentialArgs;
}

export interface VenafiNgtsArgs {
  url?: pulumi.Input<string>;
  tokenEndpoint?: pulumi.Input<string>;
  tsgID: pulumi.Input<string>;
  /** `client-id` and `client-secret`. */
  credentialsRef: CredentialsArgs;
}
