import type * as pulumi from "@pulumi/pulumi";
import type { IssuerCredentialArgs, IssuerCredentialsArgs } from "./issuer-secret-ref-args.js";

/**
 * A zone, and exactly one place where it is.
 *
 * @see https://cert-manager.io/docs/configuration/venafi/
 */
export interface IssuerVenafiArgs {
  /** The policy folder or application that says what may be issued. */
  zone: pulumi.Input<string>;
  tpp?: IssuerVenafiTppArgs;
  cloud?: IssuerVenafiCloudArgs;
  /** cert-manager 1.21 and later. */
  ngts?: IssuerVenafiNgtsArgs;
}

/** Trust Protection Platform, on the user's own servers. */
export interface IssuerVenafiTppArgs {
  /** Of its vedsdk: "https://tpp.example.com/vedsdk". */
  url: pulumi.Input<string>;
  /** `access-token`, or `username` and `password`. */
  credentialsRef: IssuerCredentialsArgs;
  /** PEM, or its base64. Not beside `caBundleSecretRef`. @default the system's roots */
  caBundle?: pulumi.Input<string>;
  caBundleSecretRef?: IssuerCredentialArgs;
}

export interface IssuerVenafiCloudArgs {
  /** @default "https://api.venafi.cloud/" */
  url?: pulumi.Input<string>;
  apiTokenSecretRef: IssuerCredentialArgs;
}

export interface IssuerVenafiNgtsArgs {
  url?: pulumi.Input<string>;
  tokenEndpoint?: pulumi.Input<string>;
  tsgID: pulumi.Input<string>;
  /** `client-id` and `client-secret`. */
  credentialsRef: IssuerCredentialsArgs;
}
