import type * as pulumi from "@pulumi/pulumi";
import type { CredentialArgs, ServiceAccountRefArgs } from "./secret-ref-args.js";

/** @see https://cert-manager.io/docs/configuration/vault/ */
export interface VaultArgs {
  auth: VaultAuthArgs;
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
  caBundleSecretRef?: CredentialArgs;
  /** The client's certificate and key, where the server asks for them. */
  clientCertSecretRef?: CredentialArgs;
  clientKeySecretRef?: CredentialArgs;
}

/** How cert-manager logs in; exactly one. */
export interface VaultAuthArgs {
  tokenSecretRef?: CredentialArgs;
  appRole?: VaultAppRoleArgs;
  clientCertificate?: VaultClientCertificateArgs;
  kubernetes?: VaultKubernetesAuthArgs;
  /** cert-manager 1.21 and later. */
  aws?: VaultAwsAuthArgs;
}

export interface VaultAppRoleArgs {
  /** Where the method is mounted, such as "approle". */
  path: pulumi.Input<string>;
  roleId: pulumi.Input<string>;
  /** The secret ID. */
  secretRef: CredentialArgs;
}

export interface VaultClientCertificateArgs {
  /** @default "/v1/auth/cert" */
  mountPath?: pulumi.Input<string>;
  /** A `kubernetes.io/tls` Secret. */
  secretName?: pulumi.Input<string>;
  /** The role to log in with. @default whichever the certificate fits */
  name?: pulumi.Input<string>;
}

/** One of the two references. */
export interface VaultKubernetesAuthArgs {
  /** @default "/v1/auth/kubernetes" */
  mountPath?: pulumi.Input<string>;
  role: pulumi.Input<string>;
  /** A token of a ServiceAccount that does not expire. */
  secretRef?: CredentialArgs;
  serviceAccountRef?: pulumi.Input<ServiceAccountRefArgs>;
}

export interface VaultAwsAuthArgs {
  /** @default "/v1/auth/aws" */
  mountPath?: pulumi.Input<string>;
  role: pulumi.Input<string>;
  region?: pulumi.Input<string>;
  iamRoleArn?: pulumi.Input<string>;
  serviceAccountRef?: pulumi.Input<ServiceAccountRefArgs>;
  vaultHeaderValue?: pulumi.Input<string>;
}
