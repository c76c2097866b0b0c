import * as pulumi from "@pulumi/pulumi";

/**
 * Proves names and wildcards by TXT records at `_acme-challenge` (RFC 8555, section 8.4), which the provider itself
 * writes and takes away; exactly one of the fields from `rfc2136` to `command`. The names are cert-manager's where it
 * has a solver for the same DNS; docs/dns01.md says what each is permitted to do.
 */
export interface Dns01SolverArgs {
  /**
   * Whether a CNAME at `_acme-challenge` is followed to where the record is then written.
   * @default "None"; "Follow" with `acmeDNS`, which works by that CNAME
   */
  cnameStrategy?: pulumi.Input<"None" | "Follow">;
  /** What is waited for before the CA is told to look. */
  propagation?: pulumi.Input<PropagationArgs>;
  /** A name server that takes dynamic updates: BIND, Knot DNS, PowerDNS, Windows. */
  rfc2136?: pulumi.Input<Rfc2136SolverArgs>;
  cloudflare?: pulumi.Input<CloudflareSolverArgs>;
  route53?: pulumi.Input<Route53SolverArgs>;
  cloudDNS?: pulumi.Input<CloudDNSSolverArgs>;
  azureDNS?: pulumi.Input<AzureDNSSolverArgs>;
  digitalocean?: pulumi.Input<DigitalOceanSolverArgs>;
  hetzner?: pulumi.Input<HetznerSolverArgs>;
  /** A server for nothing but challenges (github.com/joohoi/acme-dns), to which CNAMEs at `_acme-challenge` point. */
  acmeDNS?: pulumi.Input<AcmeDNSSolverArgs>;
  /** A service of your own, told by HTTPS; not cert-manager's webhook, which is an API of the cluster. */
  webhook?: pulumi.Input<WebhookSolverArgs>;
  /** A program on the machine that runs `pulumi up`. */
  command?: pulumi.Input<CommandSolverArgs>;
}

/**
 * Proves names and wildcards by a TXT record at `_validation-persist` that is your own and stays
 * (draft-ietf-acme-dns-persist-01): nothing is written, and no credential for the DNS is needed.
 */
export interface DnsPersist01SolverArgs {
  /** What is waited for before the CA is told to look. */
  propagation?: pulumi.Input<PropagationArgs>;
}

export interface PropagationArgs {
  /** Recursive servers, `address` or `address:port`. @default the system's */
  resolvers?: pulumi.Input<pulumi.Input<string>[]>;
  /** Asks every authoritative server of the zone, as the CA will; false asks `resolvers` alone. @default true */
  authoritative?: pulumi.Input<boolean>;
  /** What is waited besides, once the record is seen. @default "0s" */
  delay?: pulumi.Input<string>;
}

/** Where a secret text is read from when it is needed: it stands neither in the program nor in its state. */
export type CredentialRefArgs =
  | {
      /** A Secret in the certificate's store. */
      name: pulumi.Input<string>;
      /** The Secret's entry. */
      key: pulumi.Input<string>;
      /** @default the certificate's own */
      namespace?: pulumi.Input<string>;
    }
  /** An environment variable of the process that runs `pulumi up`. */
  | { env: pulumi.Input<string> }
  /** A file, relative to the program's folder. */
  | { file: pulumi.Input<string> };

export interface Rfc2136SolverArgs {
  /** `host` or `host:port`. */
  nameserver: pulumi.Input<string>;
  /** @default "TCP" */
  protocol?: pulumi.Input<"TCP" | "UDP">;
  /** Without it updates are not signed. */
  tsigKeyName?: pulumi.Input<string>;
  /** @default "HMACSHA256" */
  tsigAlgorithm?: pulumi.Input<"HMACSHA1" | "HMACSHA224" | "HMACSHA256" | "HMACSHA384" | "HMACSHA512">;
  /** Base64, as `tsig-keygen` prints it. */
  tsigSecretSecretRef?: pulumi.Input<CredentialRefArgs>;
  /** The same as a value; a Pulumi secret, which lies in the state. */
  tsigSecret?: pulumi.Input<string>;
}

export interface CloudflareSolverArgs {
  /** An API token that may read zones and edit DNS. */
  apiTokenSecretRef?: pulumi.Input<CredentialRefArgs>;
  /** The same as a value; a Pulumi secret, which lies in the state. */
  apiToken?: pulumi.Input<string>;
}

/**
 * Without keys the identity of the process: a web identity (`AWS_WEB_IDENTITY_TOKEN_FILE` with `role` or
 * `AWS_ROLE_ARN`) first, the keys in `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY` second.
 */
export interface Route53SolverArgs {
  /** Of the security token service; names the partition, too. @default `AWS_REGION`, else "us-east-1" */
  region?: pulumi.Input<string>;
  /** @default the public hosted zone whose name is that of the record's zone */
  hostedZoneID?: pulumi.Input<string>;
  /** The ARN of a role to take on. @default `AWS_ROLE_ARN` where there is a web identity, else none */
  role?: pulumi.Input<string>;
  accessKeyID?: pulumi.Input<string>;
  accessKeyIDSecretRef?: pulumi.Input<CredentialRefArgs>;
  secretAccessKeySecretRef?: pulumi.Input<CredentialRefArgs>;
  /** The same as a value; a Pulumi secret, which lies in the state. */
  secretAccessKey?: pulumi.Input<string>;
}

/** Without `serviceAccount` and `metadataServer` the file that `GOOGLE_APPLICATION_CREDENTIALS` names. */
export interface CloudDNSSolverArgs {
  /** The project of the managed zones. */
  project: pulumi.Input<string>;
  /** A managed zone by its name. @default the public one whose DNS name is that of the record's zone */
  hostedZoneName?: pulumi.Input<string>;
  /** The JSON of a credential: a service account's key, or a configuration of workload identity federation. */
  serviceAccountSecretRef?: pulumi.Input<CredentialRefArgs>;
  /** The same as a value; a Pulumi secret, which lies in the state. */
  serviceAccount?: pulumi.Input<string>;
  /** Takes the service account of the machine or Pod. @default false */
  metadataServer?: pulumi.Input<boolean>;
}

/**
 * Without a client secret the federated token in `AZURE_FEDERATED_TOKEN_FILE`, for `clientID` and `tenantID`, else for
 * `AZURE_CLIENT_ID` and `AZURE_TENANT_ID`.
 */
export interface AzureDNSSolverArgs {
  subscriptionID: pulumi.Input<string>;
  resourceGroupName: pulumi.Input<string>;
  /** A DNS zone by its name. @default the one of the resource group that holds the record's name, the longest */
  hostedZoneName?: pulumi.Input<string>;
  /** @default "AzurePublicCloud" */
  environment?: pulumi.Input<"AzurePublicCloud" | "AzureChinaCloud" | "AzureUSGovernmentCloud">;
  tenantID?: pulumi.Input<string>;
  clientID?: pulumi.Input<string>;
  clientSecretSecretRef?: pulumi.Input<CredentialRefArgs>;
  /** The same as a value; a Pulumi secret, which lies in the state. */
  clientSecret?: pulumi.Input<string>;
}

export interface DigitalOceanSolverArgs {
  /** A token with the scopes `domain:read`, `domain:create` and `domain:delete`. */
  tokenSecretRef?: pulumi.Input<CredentialRefArgs>;
  /** The same as a value; a Pulumi secret, which lies in the state. */
  token?: pulumi.Input<string>;
}

export interface HetznerSolverArgs {
  /** A Read & Write token of the project that holds the zones, made in the Hetzner Console. */
  tokenSecretRef?: pulumi.Input<CredentialRefArgs>;
  /** The same as a value; a Pulumi secret, which lies in the state. */
  token?: pulumi.Input<string>;
}

export interface AcmeDNSSolverArgs {
  /** The server's URL; `https:` unless it is on this machine. */
  host: pulumi.Input<string>;
  /** JSON that maps each domain to what `/register` answered for it: username, password, fulldomain, subdomain. */
  accountSecretRef?: pulumi.Input<CredentialRefArgs>;
  /** The same as a value; a Pulumi secret, which lies in the state. */
  account?: pulumi.Input<string>;
}

/** Exactly one of a key and a token. */
export interface WebhookSolverArgs {
  /** `https:`; redirections are not followed. */
  url: pulumi.Input<string>;
  /** A key that signs each request (HMAC-SHA256). */
  hmacKeySecretRef?: pulumi.Input<CredentialRefArgs>;
  /** The same as a value; a Pulumi secret, which lies in the state. */
  hmacKey?: pulumi.Input<string>;
  /** A token that is sent with each request. */
  bearerTokenSecretRef?: pulumi.Input<CredentialRefArgs>;
  /** The same as a value; a Pulumi secret, which lies in the state. */
  bearerToken?: pulumi.Input<string>;
}

export interface CommandSolverArgs {
  /** The program and its arguments, given to no shell. What is to be done is told on its standard input, in JSON. */
  command: pulumi.Input<pulumi.Input<string>[]>;
  /** Names of the environment variables that it is given; no others. @default PATH alone */
  environment?: pulumi.Input<pulumi.Input<string>[]>;
  /** After which it is killed. @default "1m" */
  timeout?: pulumi.Input<string>;
}

/** The fields that hold a secret where it is given as a value, by the solver's field. */
const secretFields: Readonly<Partial<Record<keyof Dns01SolverArgs, readonly string[]>>> = {
  rfc2136: ["tsigSecret"],
  cloudflare: ["apiToken"],
  route53: ["secretAccessKey"],
  cloudDNS: ["serviceAccount"],
  azureDNS: ["clientSecret"],
  digitalocean: ["token"],
  hetzner: ["token"],
  acmeDNS: ["account"],
  webhook: ["hmacKey", "bearerToken"],
};

/** The same solver, with each secret that was given as a value made a Pulumi secret. */
export function dns01Inputs(dns01: pulumi.Input<Dns01SolverArgs>): pulumi.Input<Dns01SolverArgs> {
  return pulumi.output(dns01).apply((solver) => {
    const kept: Record<string, unknown> = { ...solver };
    for (const [provider, fields] of Object.entries(secretFields)) {
      const given = kept[provider] as Record<string, unknown> | null | undefined;
      if (given === undefined || given === null || typeof given !== "object") continue;
      const secrets = fields.filter((field) => given[field] !== undefined && given[field] !== null);
      const made = secrets.map((field) => [field, pulumi.secret(given[field])]);
      kept[provider] = { ...given, ...Object.fromEntries(made) };
    }
    return kept as pulumi.Unwrap<Dns01SolverArgs>;
  }) as pulumi.Input<Dns01SolverArgs>;
}
