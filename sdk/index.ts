export type { KeyUsage, Weekday } from "../provider/spec/certificate-spec.js";
export { AcmeAccount, type AcmeAccountArgs } from "./acme-account.js";
export type {
  AccountKeyRefArgs,
  AcmeIssuerArgs,
  AcmeSelectorArgs,
  AcmeSolverArgs,
  ExternalAccountBindingArgs as AcmeExternalAccountBindingArgs,
  RehearsalArgs,
} from "./acme-issuer-args.js";
export type { AuthorityAddressesArgs, CaArgs, CaSecretRefArgs, ReissueArgs } from "./ca-args.js";
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
  type OwnershipArgs,
  type PrivateKeyArgs,
  type RenewalArgs,
  type RenewalWindowArgs,
  type SecretTemplateArgs,
  type StoreArgs,
  type SubjectArgs,
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
export type { CopyArgs, NamespaceExpressionArgs, NamespaceSelectorArgs } from "./copy-args.js";
export type { CrlArgs, RevokedArgs } from "./crl-args.js";
export {
  digiCert,
  googleTrustServices,
  letsEncrypt,
  sectigo,
  sslCom,
  zeroSsl,
} from "./directories.js";
export type {
  AcmeDNSSolverArgs,
  AzureDNSSolverArgs,
  CloudDNSSolverArgs,
  CloudflareSolverArgs,
  CommandSolverArgs,
  CredentialRefArgs,
  DigitalOceanSolverArgs,
  Dns01SolverArgs,
  DnsPersist01SolverArgs,
  HetznerSolverArgs,
  PropagationArgs,
  Rfc2136SolverArgs,
  Route53SolverArgs,
  WebhookSolverArgs,
} from "./dns01-args.js";
export type {
  Http01SolverArgs,
  IngressSolverArgs,
  ListenArgs,
  SelfCheckArgs,
  TlsAlpn01SolverArgs,
  WebrootArgs,
} from "./http01-args.js";
export { ClusterIssuer, Issuer, type IssuerRef } from "./issuer.js";
export type {
  AcmeArgs,
  ExternalAccountBindingArgs,
  SolverArgs,
  SolverSelectorArgs,
} from "./issuer-acme-args.js";
export type {
  CaIssuerArgs,
  ClusterIssuerArgs,
  IssuerSpecArgs,
  NamespacedIssuerArgs,
  SelfSignedArgs,
} from "./issuer-args.js";
export type {
  AcmeDnsArgs,
  AkamaiArgs,
  AzureDnsArgs,
  AzureManagedIdentityArgs,
  CloudDnsArgs,
  CloudflareArgs,
  DigitalOceanArgs,
  Dns01Args,
  Dns01WebhookArgs,
  Rfc2136Args,
  Route53Args,
  Route53AuthArgs,
  Route53KubernetesAuthArgs,
} from "./issuer-dns01-args.js";
export type {
  GatewayParentRefArgs,
  Http01Args,
  Http01GatewayArgs,
  Http01IngressArgs,
} from "./issuer-http01-args.js";
export type {
  VaultAppRoleArgs,
  VaultArgs,
  VaultAuthArgs,
  VaultAwsAuthArgs,
  VaultClientCertificateArgs,
  VaultKubernetesAuthArgs,
} from "./issuer-vault-args.js";
export type { VenafiArgs, VenafiCloudArgs, VenafiNgtsArgs, VenafiTppArgs } from "./issuer-venafi-args.js";
export type {
  JksKeystoreArgs,
  KeystorePasswordArgs,
  KeystoresArgs,
  OutputFormatArgs,
  Pkcs12KeystoreArgs,
} from "./keystores-args.js";
export type { NameConstraintsArgs, NameSubtreesArgs } from "./name-constraints-args.js";
export type {
  CredentialArgs,
  CredentialsArgs,
  SecretKeyRefArgs,
  SecretNameArgs,
  SecretValueArgs,
  SecretValuesArgs,
  ServiceAccountRefArgs,
} from "./secret-ref-args.js";
export {
  TrustBundle,
  type TrustBundleArgs,
  type TrustBundleBundleArgs,
  type TrustBundleConfigMapArgs,
} from "./trust-bundle.js";
export { type ValidationPersistArgs, validationPersist } from "./validation-persist.js";
export type { VerifyArgs } from "./verify-args.js";
