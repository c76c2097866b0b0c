export type { KeyUsage, Weekday } from "../provider/spec/certificate-spec.js";
export { AcmeAccount, type AcmeAccountArgs } from "./acme-account.js";
export type {
  AccountKeyRefArgs,
  AcmeArgs,
  AcmeExternalAccountBindingArgs,
  AcmeSelectorArgs,
  AcmeSolverArgs,
  RehearsalArgs,
} from "./acme-args.js";
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
  type CertificateIssuerArgs,
  type ClusterArgs,
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
  IssuerAcmeArgs,
  IssuerAcmeExternalAccountBindingArgs,
  IssuerAcmeSelectorArgs,
  IssuerAcmeSolverArgs,
} from "./issuer-acme-args.js";
export type {
  ClusterIssuerArgs,
  IssuerArgs,
  IssuerCaArgs,
  IssuerSelfSignedArgs,
  IssuerSpecArgs,
} from "./issuer-args.js";
export type {
  IssuerAcmeDNSSolverArgs,
  IssuerAkamaiSolverArgs,
  IssuerAzureDNSSolverArgs,
  IssuerAzureManagedIdentityArgs,
  IssuerCloudDNSSolverArgs,
  IssuerCloudflareSolverArgs,
  IssuerDigitalOceanSolverArgs,
  IssuerDns01SolverArgs,
  IssuerRfc2136SolverArgs,
  IssuerRoute53AuthArgs,
  IssuerRoute53KubernetesAuthArgs,
  IssuerRoute53SolverArgs,
  IssuerWebhookSolverArgs,
} from "./issuer-dns01-args.js";
export type {
  IssuerGatewayParentRefArgs,
  IssuerGatewaySolverArgs,
  IssuerHttp01SolverArgs,
  IssuerIngressSolverArgs,
} from "./issuer-http01-args.js";
export type {
  IssuerCredentialArgs,
  IssuerCredentialsArgs,
  IssuerSecretKeyRefArgs,
  IssuerSecretNameArgs,
  IssuerSecretValueArgs,
  IssuerSecretValuesArgs,
  IssuerServiceAccountRefArgs,
} from "./issuer-secret-ref-args.js";
export type {
  IssuerVaultAppRoleArgs,
  IssuerVaultArgs,
  IssuerVaultAuthArgs,
  IssuerVaultAwsAuthArgs,
  IssuerVaultClientCertificateArgs,
  IssuerVaultKubernetesAuthArgs,
} from "./issuer-vault-args.js";
export type {
  IssuerVenafiArgs,
  IssuerVenafiCloudArgs,
  IssuerVenafiNgtsArgs,
  IssuerVenafiTppArgs,
} from "./issuer-venafi-args.js";
export type {
  JksKeystoreArgs,
  KeystorePasswordArgs,
  KeystoresArgs,
  OutputFormatArgs,
  Pkcs12KeystoreArgs,
} from "./keystores-args.js";
export type { NameConstraintsArgs, NameSubtreesArgs } from "./name-constraints-args.js";
export {
  TrustBundle,
  type TrustBundleArgs,
  type TrustBundleBundleArgs,
  type TrustBundleConfigMapArgs,
} from "./trust-bundle.js";
export { type ValidationPersistArgs, validationPersist } from "./validation-persist.js";
export type { VerifyArgs } from "./verify-args.js";
