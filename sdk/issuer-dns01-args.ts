import type * as pulumi from "@pulumi/pulumi";
import type { CredentialArgs, ServiceAccountRefArgs } from "./secret-ref-args.js";

/**
 * Where the TXT record is written; exactly one besides `cnameStrategy`.
 *
 * @see https://cert-manager.io/docs/configuration/acme/dns01/
 */
export interface Dns01Args {
  /** Whether a CNAME at `_acme-challenge` is followed. @default "None" */
  cnameStrategy?: pulumi.Input<"None" | "Follow">;
  rfc2136?: Rfc2136Args;
  cloudflare?: CloudflareArgs;
  route53?: Route53Args;
  cloudDNS?: CloudDnsArgs;
  azureDNS?: AzureDnsArgs;
  digitalocean?: DigitalOceanArgs;
  akamai?: AkamaiArgs;
  acmeDNS?: AcmeDnsArgs;
  webhook?: Dns01WebhookArgs;
}

/** @see https://datatracker.ietf.org/doc/html/rfc2136 */
export interface Rfc2136Args {
  /** `host` or `host:port`; an address, for cert-manager asks no DNS for it. */
  nameserver: pulumi.Input<string>;
  tsigKeyName?: pulumi.Input<string>;
  /** @default "HMACSHA256"; cert-manager's own is HMACMD5, which BIND 9.18 and later may not know */
  tsigAlgorithm?: pulumi.Input<"HMACMD5" | "HMACSHA1" | "HMACSHA256" | "HMACSHA512">;
  tsigSecretSecretRef?: CredentialArgs;
  /** cert-manager 1.19 and later. @default "UDP" */
  protocol?: pulumi.Input<"UDP" | "TCP">;
}

/** One of the two references. */
export interface CloudflareArgs {
  apiTokenSecretRef?: CredentialArgs;
  apiKeySecretRef?: CredentialArgs;
  /** Of the account, with `apiKeySecretRef`. */
  email?: pulumi.Input<string>;
}

/** Without keys, whatever identity cert-manager's Pod has. */
export interface Route53Args {
  region?: pulumi.Input<string>;
  hostedZoneID?: pulumi.Input<string>;
  /** The ARN of a role to take on. */
  role?: pulumi.Input<string>;
  auth?: Route53AuthArgs;
  accessKeyID?: pulumi.Input<string>;
  accessKeyIDSecretRef?: CredentialArgs;
  secretAccessKeySecretRef?: CredentialArgs;
}

export interface Route53AuthArgs {
  kubernetes: Route53KubernetesAuthArgs;
}

export interface Route53KubernetesAuthArgs {
  serviceAccountRef: pulumi.Input<ServiceAccountRefArgs>;
}

/** Google's; without a key, whatever identity cert-manager's Pod has. */
export interface CloudDnsArgs {
  project: pulumi.Input<string>;
  /** The JSON key of a service account. */
  serviceAccountSecretRef?: CredentialArgs;
  /** @default the zone that fits the name best */
  hostedZoneName?: pulumi.Input<string>;
}

/** A client's ID, secret and tenant together, or a managed identity. */
export interface AzureDnsArgs {
  subscriptionID: pulumi.Input<string>;
  resourceGroupName: pulumi.Input<string>;
  hostedZoneName?: pulumi.Input<string>;
  clientID?: pulumi.Input<string>;
  clientSecretSecretRef?: CredentialArgs;
  tenantID?: pulumi.Input<string>;
  managedIdentity?: AzureManagedIdentityArgs;
  /** @default "AzurePublicCloud" */
  environment?: pulumi.Input<
    "AzurePublicCloud" | "AzureChinaCloud" | "AzureGermanCloud" | "AzureUSGovernmentCloud"
  >;
  /** cert-manager 1.20 and later. @default "AzurePublicZone" */
  zoneType?: pulumi.Input<"AzurePublicZone" | "AzurePrivateZone">;
}

/** By client or by resource, not both. */
export interface AzureManagedIdentityArgs {
  clientID?: pulumi.Input<string>;
  resourceID?: pulumi.Input<string>;
  tenantID?: pulumi.Input<string>;
}

export interface DigitalOceanArgs {
  tokenSecretRef: CredentialArgs;
}

/** Akamai's EdgeDNS. */
export interface AkamaiArgs {
  serviceConsumerDomain: pulumi.Input<string>;
  clientTokenSecretRef: CredentialArgs;
  clientSecretSecretRef: CredentialArgs;
  accessTokenSecretRef: CredentialArgs;
}

/** @see https://github.com/joohoi/acme-dns */
export interface AcmeDnsArgs {
  host: pulumi.Input<string>;
  /** The accounts by name, in the JSON that acme-dns answers a registration with. */
  accountSecretRef: CredentialArgs;
}

/** A solver of somebody else, which runs as an API service in the cluster. */
export interface Dns01WebhookArgs {
  groupName: pulumi.Input<string>;
  solverName: pulumi.Input<string>;
  /** Whatever that solver wants. */
  config?: pulumi.Inputs;
}
