import type * as pulumi from "@pulumi/pulumi";
import type { IssuerCredentialArgs, IssuerServiceAccountRefArgs } from "./issuer-secret-ref-args.js";

/** @see https://cert-manager.io/docs/configuration/vault/ */
export interface IssuerVaultArgs {
  auth: IssuerVaultAuthArgs;
  /** Such as "https://vault.example.com:8200". */
  server: pulumi.Input<string>;
  /** What signs a request, with the role: "pki_int/sign/example-dot-com". */
  path: pulumi.Input<string>;
  /** Of Vault Enterprise. */
  namespace?: pulumi.Input<string>;
  /** The name that the server's certificate must be for. @default the host of `server` */
  serverName?: pulumi.Input<string>;
  /** Whom to trust as the server: PEM, or its base64. Not beside `caBundleSecretRef`. @default the system's roots */
  caBundle?: pulumi.Input<string>;
  caBundleSecretRef?: IssuerCredentialArgs;
  /** The client's certificate and key, where the server asks for them. */
  clientCertSecretRef?: IssuerCredentialArgs;
  clientKeySecretRef?: IssuerCredentialArgs;
}

/** How cert-manager logs in; exactly one. */
export interface IssuerVaultAuthArgs {
  tokenSecretRef?: IssuerCredentialArgs;
  appRole?: IssuerVaultAppRoleArgs;
  clientCertificate?: IssuerVaultClientCertificateArgs;
  kubernetes?: IssuerVaultKubernetesAuthArgs;
  /** cert-manager 1.21 and later. */
  aws?: IssuerVaultAwsAuthArgs;
}

export interface IssuerVaultAppRoleArgs {
  /** Where the method is mounted, such as "approle". */
  path: pulumi.Input<string>;
  roleId: pulumi.Input<string>;
  /** The secret ID. */
  secretRef: IssuerCredentialArgs;
}

export interface IssuerVaultClientCertificateArgs {
  /** @default "/v1/auth/cert" */
  mountPath?: pulumi.Input<string>;
  /** A `kubernetes.io/tls` Secret. */
  secretName?: pulumi.Input<string>;
  /** The role to log in with. @default whichever the certificate fits */
  name?: pulumi.Input<string>;
}

/** One of the two references. */
export interface IssuerVaultKubernetesAuthArgs {
  /** @default "/v1/auth/kubernetes" */
  mountPath?: pulumi.Input<string>;
  role: pulumi.Input<string>;
  /** A token of a ServiceAccount that does not expire. */
  secretRef?: IssuerCredentialArgs;
  serviceAccountRef?: pulumi.Input<IssuerServiceAccountRefArgs>;
}

export interface IssuerVaultAwsAuthArgs {
  /** @default "/v1/auth/aws" */
  mountPath?: pulumi.Input<string>;
  role: pulumi.Input<string>;
  region?: pulumi.Input<string>;
  iamRoleArn?: pulumi.Input<string>;
  serviceAccountRef?: pulumi.Input<IssuerServiceAccountRefArgs>;
  vaultHeaderValue?: pulumi.Input<string>;
}
