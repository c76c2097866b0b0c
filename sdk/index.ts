export {
  type CaArgs,
  Certificate,
  type CertificateArgs,
  type ClusterArgs,
  type IssuerArgs,
  type IssuerRefArgs,
  type PrivateKeyArgs,
  type RenewalArgs,
  type SecretTemplateArgs,
  type StoreArgs,
  type SubjectArgs,
} from "./certificate.js";
