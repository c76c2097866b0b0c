import type * as pulumi from "@pulumi/pulumi";
import type { ClusterArgs } from "./certificate.js";

/**
 * Who signs; exactly one. Field names and their meaning are cert-manager's.
 *
 * @see https://cert-manager.io/docs/reference/api-docs/#cert-manager.io/v1.IssuerSpec
 */
export interface IssuerSpecArgs {
  /** Each certificate is signed by its own key. */
  selfSigned?: SelfSignedArgs;
  /** A CA whose key pair lies in a Secret. */
  ca?: CaIssuerArgs;
  /** A CA that is asked by the ACME protocol (RFC 8555), such as Let's Encrypt. */
  acme?: AcmeArgs;
}

/** Names are the component's own unless `name` is given: an Ingress or a manifest elsewhere may refer to them. */
export interface ClusterIssuerArgs extends IssuerSpecArgs {
  /** @default the component's name */
  name?: pulumi.Input<string>;
  /** Where to wait for it; give it whenever an explicit Kubernetes provider is used. */
  cluster?: pulumi.Input<ClusterArgs>;
  /** How long cert-manager may take to call it ready. @default "5m" */
  timeout?: pulumi.Input<string>;
}

export interface NamespacedIssuerArgs extends ClusterIssuerArgs {
  /** @default "default" */
  namespace?: pulumi.Input<string>;
}

export interface SelfSignedArgs {
  crlDistributionPoints?: pulumi.Input<pulumi.Input<string>[]>;
}

export interface CaIssuerArgs {
  /** The `kubernetes.io/tls` Secret of the CA: beside an Issuer, in cert-manager's namespace for a ClusterIssuer. */
  secretName: pulumi.Input<string>;
  crlDistributionPoints?: pulumi.Input<pulumi.Input<string>[]>;
  ocspServers?: pulumi.Input<pulumi.Input<string>[]>;
  issuingCertificateURLs?: pulumi.Input<pulumi.Input<string>[]>;
}

/** @see https://cert-manager.io/docs/reference/api-docs/#acme.cert-manager.io/v1.ACMEIssuer */
export interface AcmeArgs {
  /** The directory's URL; `...letsEncrypt.production` is one. */
  server: pulumi.Input<string>;
  /** Where the CA writes to. */
  email?: pulumi.Input<string>;
  /**
   * The Secret of the account's key, which cert-manager makes.
   * @default a name made of the issuer's and of `server`: another directory is another account
   */
  privateKeySecretRef?: pulumi.Input<SecretKeyRefArgs>;
  /** Uses the account's key that lies there already, and makes none. @default false */
  disableAccountKeyGeneration?: pulumi.Input<boolean>;
  /** For a CA that opens accounts for its customers alone. */
  externalAccountBinding?: ExternalAccountBindingArgs;
  /** Common name of the root to prefer, where the CA offers several chains. */
  preferredChain?: pulumi.Input<string>;
  /** A profile that the CA offers, such as "shortlived"; cert-manager 1.18 and later. */
  profile?: pulumi.Input<string>;
  /** Whom to trust as the directory: PEM, or its base64. Not beside `skipTLSVerify`. @default the system's roots */
  caBundle?: pulumi.Input<string>;
  /** Trusts whoever answers for the directory; for tests. @default false */
  skipTLSVerify?: pulumi.Input<boolean>;
  /** Asks for the Certificate's `duration`; Let's Encrypt refuses that. @default false */
  enableDurationFeature?: pulumi.Input<boolean>;
  /** How control over a name is proven; the most specific selector wins. */
  solvers?: SolverArgs[];
}

export interface SecretKeyRefArgs {
  name: pulumi.Input<string>;
  key?: pulumi.Input<string>;
}

/** @see https://datatracker.ietf.org/doc/html/rfc8555#section-7.3.4 */
export interface ExternalAccountBindingArgs {
  keyID: pulumi.Input<string>;
  /** The Secret with the MAC key, base64url as the CA gives it; name and key. */
  keySecretRef: pulumi.Input<SecretKeyRefArgs>;
}

/** One way to prove control, by HTTP or by DNS; exactly one. Fields that are not named here are passed on as they are. */
export interface SolverArgs {
  /** Which names it is for. @default all that no other solver names */
  selector?: pulumi.Input<SolverSelectorArgs>;
  http01?: Http01Args;
  dns01?: Dns01Args;
  /** Only waits so long ("0s": not at all), where the cluster cannot see itself from outside; cert-manager 1.21 and later. */
  waitInsteadOfSelfCheck?: pulumi.Input<string>;
}

export interface SolverSelectorArgs {
  /** Names in full. */
  dnsNames?: pulumi.Input<pulumi.Input<string>[]>;
  /** These names and all below them; the longest wins. */
  dnsZones?: pulumi.Input<pulumi.Input<string>[]>;
  /** Labels of the Certificate. */
  matchLabels?: pulumi.Input<Record<string, pulumi.Input<string>>>;
}

export interface Http01Args {
  ingress?: Http01IngressArgs;
  /** Through the Gateway API, which cert-manager must be told to use (`gatewayApi` of `CertManager`). */
  gatewayHTTPRoute?: Http01GatewayArgs;
}

/** Which Gateways the HTTPRoute of the challenge is attached to. */
export interface Http01GatewayArgs {
  /** Names a Gateway; the listener must be for port 80. @see https://gateway-api.sigs.k8s.io/api-types/httproute/#attaching-to-gateways */
  parentRefs?: pulumi.Input<pulumi.Input<GatewayParentRefArgs>[]>;
  /** Of the HTTPRoute. */
  labels?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /** @default "NodePort" */
  serviceType?: pulumi.Input<"NodePort" | "ClusterIP">;
  podTemplate?: pulumi.Inputs;
}

export interface GatewayParentRefArgs {
  name: pulumi.Input<string>;
  /** @default that of the Certificate */
  namespace?: pulumi.Input<string>;
  /** A listener of the Gateway. */
  sectionName?: pulumi.Input<string>;
  port?: pulumi.Input<number>;
  /** @default "Gateway" */
  kind?: pulumi.Input<string>;
  /** @default "gateway.networking.k8s.io" */
  group?: pulumi.Input<string>;
}

/** Which ingress controller answers for the CA's question; at most one of class and name. */
export interface Http01IngressArgs {
  ingressClassName?: pulumi.Input<string>;
  /** The annotation that came before `ingressClassName`. */
  class?: pulumi.Input<string>;
  /** An Ingress that is there, to which the path is added. */
  name?: pulumi.Input<string>;
  /** @default "NodePort" */
  serviceType?: pulumi.Input<"NodePort" | "ClusterIP">;
  podTemplate?: pulumi.Inputs;
  ingressTemplate?: pulumi.Inputs;
}

/** Where the TXT record is written; exactly one besides `cnameStrategy`. */
export interface Dns01Args {
  /** Whether a CNAME at `_acme-challenge` is followed. @default "None" */
  cnameStrategy?: pulumi.Input<"None" | "Follow">;
  rfc2136?: Rfc2136Args;
  cloudflare?: CloudflareArgs;
  route53?: Route53Args;
  akamai?: pulumi.Inputs;
  cloudDNS?: pulumi.Inputs;
  azureDNS?: pulumi.Inputs;
  digitalocean?: pulumi.Inputs;
  acmeDNS?: pulumi.Inputs;
  webhook?: pulumi.Inputs;
}

/** @see https://datatracker.ietf.org/doc/html/rfc2136 */
export interface Rfc2136Args {
  /** `host` or `host:port`; an address, for cert-manager asks no DNS for it. */
  nameserver: pulumi.Input<string>;
  tsigKeyName?: pulumi.Input<string>;
  /** @default "HMACSHA256"; cert-manager's own is HMACMD5, which BIND 9.18 and later may not know */
  tsigAlgorithm?: pulumi.Input<"HMACMD5" | "HMACSHA1" | "HMACSHA256" | "HMACSHA512">;
  tsigSecretSecretRef?: pulumi.Input<SecretKeyRefArgs>;
  /** cert-manager 1.19 and later. @default "UDP" */
  protocol?: pulumi.Input<"UDP" | "TCP">;
}

/** One of the two references. */
export interface CloudflareArgs {
  apiTokenSecretRef?: pulumi.Input<SecretKeyRefArgs>;
  apiKeySecretRef?: pulumi.Input<SecretKeyRefArgs>;
  /** Of the account, with `apiKeySecretRef`. */
  email?: pulumi.Input<string>;
}

/** Without keys, whatever identity cert-manager's Pod has. */
export interface Route53Args {
  region?: pulumi.Input<string>;
  hostedZoneID?: pulumi.Input<string>;
  /** The ARN of a role to take on. */
  role?: pulumi.Input<string>;
  auth?: pulumi.Inputs;
  accessKeyID?: pulumi.Input<string>;
  accessKeyIDSecretRef?: pulumi.Input<SecretKeyRefArgs>;
  secretAccessKeySecretRef?: pulumi.Input<SecretKeyRefArgs>;
}
