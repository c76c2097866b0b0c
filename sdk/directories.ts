import { directories as known } from "../provider/spec/public-cas.js";

/**
 * The directories of Let's Encrypt. Production limits how many certificates a name may get in a week; staging
 * hardly limits, and no browser trusts it. They know nothing of each other's accounts: an Issuer's default
 * `privateKeySecretRef` follows its directory, so that switching is a new account and never a key of the other.
 *
 * @see https://letsencrypt.org/docs/acme-protocol-updates/
 * @see https://letsencrypt.org/docs/staging-environment/
 */
export const letsEncrypt = {
  production: { server: known.letsEncrypt.production },
  staging: { server: known.letsEncrypt.staging },
} as const;

/**
 * ZeroSSL; wants `externalAccountBinding`.
 *
 * @see https://zerossl.com/documentation/acme/
 */
export const zeroSsl = { server: known.zeroSsl } as const;

/**
 * Google Trust Services; both want `externalAccountBinding`, each its own, and each can be used for one account.
 *
 * @see https://cloud.google.com/certificate-manager/docs/public-ca-tutorial
 */
export const googleTrustServices = {
  production: { server: known.googleTrustServices.production },
  staging: { server: known.googleTrustServices.staging },
} as const;

/**
 * DigiCert's CertCentral; wants `externalAccountBinding`. Which product is issued follows from it. Where CertCentral
 * shows another URL beside the key, that one is the account's.
 *
 * @see https://dev.digicert.com/certcentral-apis/services-api/api-keys/acme-external-account-binding.html
 */
export const digiCert = { server: known.digiCert } as const;

/**
 * Sectigo's for domain validation; wants `externalAccountBinding`. Those for organization and extended validation are
 * other ones, which the account shows.
 *
 * @see https://docs.sectigo.com/caas/caas-api-guide/quick-start-api.html
 */
export const sectigo = { server: known.sectigo } as const;

/**
 * SSL.com, by the kind of key that is signed; both want `externalAccountBinding`.
 *
 * @see https://www.ssl.com/guide/ssl-tls-certificate-issuance-and-revocation-with-acme/
 */
export const sslCom = {
  rsa: { server: known.sslCom.rsa },
  ecc: { server: known.sslCom.ecc },
} as const;
