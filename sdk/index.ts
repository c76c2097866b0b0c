export type { AuthorityAddressesArgs, CaArgs } from "./ca-args.js";
export { CertManager } from "./cert-manager.js";
export type {
  CertManagerArgs,
  CrdsArgs,
  RepositoryArgs,
} from "./cert-manager-args.js";
export {
  Certificate,
  type CertificateArgs,
  type ClusterArgs,
  type IssuerArgs,
  type IssuerRefArgs,
  type NameConstraintsArgs,
  type NameSubtreesArgs,
  type PrivateKeyArgs,
  type RenewalArgs,
  type SecretTemplateArgs,
  type StoreArgs,
  type SubjectArgs,
  type VerifyArgs,
} from "./certificate.js";
export type {
  DeploymentArgs,
  ImageArgs,
  LeaderElectionArgs,
  NetworkPolicyArgs,
  PodDisruptionBudgetArgs,
  PrometheusArgs,
  WebhookArgs,
} from "./chart-args.js";
export { letsEncrypt } from "./directories.js";
export type {
  AcmeDNSSolverArgs,
  AzureDNSSolverArgs,
  CloudDNSSolverArgs,
  CloudflareSolverArgs,
  CommandSolverArgs,
  CredentialRefArgs,
  DigitalOceanSolverArgs,
  Dns01SolverArgs,
  HetznerSolverArgs,
  PropagationArgs,
  Rfc2136SolverArgs,
  Route53SolverArgs,
  WebhookSolverArgs,
} from "./dns01-args.js";
export { ClusterIssuer, Issuer, type IssuerRef } from "./issuer.js";
export type {
  AcmeArgs,
  CaIssuerArgs,
  CloudflareArgs,
  ClusterIssuerArgs,
  Dns01Args,
  ExternalAccountBindingArgs,
  Http01Args,
  Http01IngressArgs,
  IssuerSpecArgs,
  NamespacedIssuerArgs,
  Rfc2136Args,
  Route53Args,
  SecretKeyRefArgs,
  SelfSignedArgs,
  SolverArgs,
  SolverSelectorArgs,
} from "./issuer-args.js";
