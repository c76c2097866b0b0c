import type * as pulumi from "@pulumi/pulumi";
import type { IssuerCredentialArgs, IssuerServiceAccountRefArgs } from "./issuer-secret-ref-args.js";

/**
 * Where the TXT record is written; exactly one besides `cnameStrategy`.
 *
 * @see https://cert-manager.io/docs/configuration/acme/dns01/
 */
export interface IssuerDns01SolverArgs {
  /** Whether a CNAME at `_acme-challenge` is followed. @default "None" */
  cnameStrategy?: pulumi.Input<"None" | "Follow">;
  rfc2136?: IssuerRfc2136SolverArgs;
  cloudflare?: IssuerCloudflareSolverArgs;
  route53?: IssuerRoute53SolverArgs;
  cloudDNS?: IssuerCloudDNSSolverArgs;
  azureDNS?: IssuerAzureDNSSolverArgs;
  digitalocean?: IssuerDigitalOceanSolverArgs;
  akamai?: IssuerAkamaiSolverArgs;
  acmeDNS?: IssuerAcmeDNSSolverArgs;
  webhook?: IssuerWebhookSolverArgs;
}

/** @see https://datatracker.ietf.org/doc/html/rfc2136 */
export interface IssuerRfc2136SolverArgs {
  /** `host` or `host:port`; an address, for cert-manager asks no DNS for it. */
  nameserver: pulumi.Input<string>;
  tsigKeyName?: pulumi.Input<string>;
  /** @default "HMACSHA256"; cert-manager's own is HMACMD5, which BIND 9.18 and later may not know */
  tsigAlgorithm?: pulumi.Input<"HMACMD5" | "HMACSHA1" | "HMACSHA256" | "HMACSHA512">;
  tsigSecretSecretRef?: IssuerCredentialArgs;
  /** cert-manager 1.19 and later. @default "UDP" */
  protocol?: pulumi.Input<"UDP" | "TCP">;
}

/** One of the two references. */
export interface IssuerCloudflareSolverArgs {
  apiTokenSecretRef?: IssuerCredentialArgs;
  apiKeySecretRef?: IssuerCredentialArgs;
  /** Of the account, with `apiKeySecretRef`. */
  email?: pulumi.Input<string>;
}

/** Without keys, whatever identity cert-manager's Pod has. */
export interface IssuerRoute53SolverArgs {
  region?: pulumi.Input<string>;
  hostedZoneID?: pulumi.Input<string>;
  /** The ARN of a role to take on. */
  role?: pulumi.Input<string>;
  auth?: IssuerRoute53AuthArgs;
  accessKeyID?: pulumi.Input<string>;
  accessKeyIDSecretRef?: IssuerCredentialArgs;
  secretAccessKeySecretRef?: IssuerCredentialArgs;
}

export interface IssuerRoute53AuthArgs {
  kubernetes: IssuerRoute53KubernetesAuthArgs;
}

export interface IssuerRoute53KubernetesAuthArgs {
  serviceAccountRef: pulumi.Input<IssuerServiceAccountRefArgs>;
}

/** Google's; without a key, whatever identity cert-manager's Pod has. */
export interface IssuerCloudDNSSolverArgs {
  project: pulumi.Input<string>;
  /** The JSON key of a service account. */
  serviceAccountSecretRef?: IssuerCredentialArgs;
  /** @default the zone that fits the name best */
  hostedZoneName?: pulumi.Input<string>;
}

/** A client's ID, secret and tenant together, or a managed identity. */
export interface IssuerAzureDNSSolverArgs {
  subscriptionID: pulumi.Input<string>;
  resourceGroupName: pulumi.Input<string>;
  hostedZoneName?: pulumi.Input<string>;
  clientID?: pulumi.Input<string>;
  clientSecretSecretRef?: IssuerCredentialArgs;
  tenantID?: pulumi.Input<string>;
  managedIdentity?: IssuerAzureManagedIdentityArgs;
  /** @default "AzurePublicCloud" */
  environment?: pulumi.Input<
    "AzurePublicCloud" | "AzureChinaCloud" | "AzureGermanCloud" | "AzureUSGovernmentCloud"
  >;
  /** cert-manager 1.20 and later. @default "AzurePublicZone" */
  zoneType?: pulumi.Input<"AzurePublicZone" | "AzurePrivateZone">;
}

/** By client or by resource, not both. */
export interface IssuerAzureManagedIdentityArgs {
  clientID?: pulumi.Input<string>;
  resourceID?: pulumi.Input<string>;
  tenantID?: pulumi.Input<string>;
}

export interface IssuerDigitalOceanSolverArgs {
  tokenSecretRef: IssuerCredentialArgs;
}

/** Akamai's EdgeDNS. */
export interface IssuerAkamaiSolverArgs {
  serviceConsumerDomain: pulumi.Input<string>;
  clientTokenSecretRef: IssuerCredentialArgs;
  clientSecretSecretRef: IssuerCredentialArgs;
  accessTokenSecretRef: IssuerCredentialArgs;
}

/** @see https://github.com/joohoi/acme-dns */
export interface IssuerAcmeDNSSolverArgs {
  host: pulumi.Input<string>;
  /** The accounts by name, in the JSON that acme-dns answers a registration with. */
  accountSecretRef: IssuerCredentialArgs;
}

/** A solver of somebody else, which runs as an API service in the cluster. */
export interface IssuerWebhookSolverArgs {
  groupName: pulumi.Input<string>;
  solverName: pulumi.Input<string>;
  /** Whatever that solver wants. */
  config?: pulumi.Inputs;
}
