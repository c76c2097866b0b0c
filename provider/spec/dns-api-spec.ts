import type { Duration } from "./certificate-spec.js";
import type { CredentialSpec } from "./credential-spec.js";

/** The DNS providers that are told by an API of their own, by the field that names them. */
export type DnsApiSpec =
  | ({ readonly kind: "cloudflare" } & CloudflareSpec)
  | ({ readonly kind: "route53" } & Route53Spec)
  | ({ readonly kind: "cloudDNS" } & CloudDNSSpec)
  | ({ readonly kind: "azureDNS" } & AzureDNSSpec)
  | ({ readonly kind: "digitalocean" } & DigitalOceanSpec)
  | ({ readonly kind: "hetzner" } & HetznerSpec)
  | ({ readonly kind: "acmeDNS" } & AcmeDNSSpec)
  | ({ readonly kind: "webhook" } & WebhookSpec)
  | ({ readonly kind: "command" } & CommandSpec);

export interface CloudflareSpec {
  readonly apiToken: CredentialSpec;
}

export interface Route53Spec {
  /** Of the security token service; without it the environment's. */
  readonly region?: string;
  readonly hostedZoneID?: string;
  /** ARN of a role to take on. */
  readonly role?: string;
  /** Without it the identity of the process. */
  readonly accessKey?: AccessKeySpec;
}

export interface AccessKeySpec {
  readonly id: CredentialSpec;
  readonly secret: CredentialSpec;
}

export interface CloudDNSSpec {
  readonly project: string;
  readonly hostedZoneName?: string;
  readonly identity: GoogleIdentitySpec;
}

export type GoogleIdentitySpec =
  /** The JSON of a service account's key, or of a configuration of workload identity federation. */
  | { readonly kind: "json"; readonly json: CredentialSpec }
  /** The file that GOOGLE_APPLICATION_CREDENTIALS names. */
  | { readonly kind: "environment" }
  | { readonly kind: "metadataServer" };

export interface AzureDNSSpec {
  readonly subscriptionID: string;
  readonly resourceGroupName: string;
  readonly hostedZoneName?: string;
  readonly environment: AzureEnvironment;
  /** Without them the environment's. */
  readonly tenantID?: string;
  readonly clientID?: string;
  /** Without it the federated token of the process. */
  readonly clientSecret?: CredentialSpec;
}

export const azureEnvironments = ["AzurePublicCloud", "AzureChinaCloud", "AzureUSGovernmentCloud"] as const;

export type AzureEnvironment = (typeof azureEnvironments)[number];

export interface DigitalOceanSpec {
  readonly token: CredentialSpec;
}

export interface HetznerSpec {
  readonly token: CredentialSpec;
}

export interface AcmeDNSSpec {
  /** The server's URL without a slash at its end. */
  readonly host: string;
  /** JSON by domain, as cert-manager and acme-dns-client keep it. */
  readonly account: CredentialSpec;
}

export interface WebhookSpec {
  readonly url: string;
  readonly signs: { readonly hmacKey: CredentialSpec } | { readonly bearerToken: CredentialSpec };
}

export interface CommandSpec {
  /** The program first. */
  readonly command: readonly string[];
  /** Names of the variables that it is given. */
  readonly environment: readonly string[];
  readonly timeout: Duration;
}
