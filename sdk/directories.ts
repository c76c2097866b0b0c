/**
 * The directories of Let's Encrypt. Production limits how many certificates a name may get in a week; staging
 * hardly limits, and no browser trusts it. They know nothing of each other's accounts: an Issuer's default
 * `privateKeySecretRef` follows its directory, so that switching is a new account and never a key of the other.
 *
 * @see https://letsencrypt.org/docs/acme-protocol-updates/
 * @see https://letsencrypt.org/docs/staging-environment/
 */
export const letsEncrypt = {
  production: { server: "https://acme-v02.api.letsencrypt.org/directory" },
  staging: { server: "https://acme-staging-v02.api.letsencrypt.org/directory" },
} as const;

/**
 * ZeroSSL; wants `externalAccountBinding`.
 *
 * @see https://zerossl.com/documentation/acme/
 */
export const zeroSsl = { server: "https://acme.zerossl.com/v2/DV90" } as const;

/**
 * Google Trust Services; both want `externalAccountBinding`, each its own, and each can be used for one account.
 *
 * @see https://cloud.google.com/certificate-manager/docs/public-ca-tutorial
 */
export const googleTrustServices = {
  production: { server: "https://dv.acme-v02.api.pki.goog/directory" },
  staging: { server: "https://dv.acme-v02.test-api.pki.goog/directory" },
} as const;

/**
 * DigiCert's CertCentral; wants `externalAccountBinding`. Which product is issued follows from it. Where CertCentral
 * shows another URL beside the key, that one is the account's.
 *
 * @see https://dev.digicert.com/certcentral-apis/services-api/api-keys/acme-external-account-binding.html
 */
export const digiCert = { server: "https://acme.digicert.com/v2/acme/directory/" } as const;

/**
 * Sectigo's for domain validation; wants `externalAccountBinding`. Those for organization and extended validation are
 * other ones, which the account shows.
 *
 * @see https://docs.sectigo.com/caas/caas-api-guide/quick-start-api.html
 */
export const sectigo = { server: "https://acme.sectigo.com/v2/DV" } as const;

/**
 * SSL.com, by the kind of key that is signed; both want `externalAccountBinding`.
 *
 * @see https://www.ssl.com/guide/ssl-tls-certificate-issuance-and-revocation-with-acme/
 */
export const sslCom = {
  rsa: { server: "https://acme.ssl.com/sslcom-dv-rsa" },
  ecc: { server: "https://acme.ssl.com/sslcom-dv-ecc" },
} as const;

/** What is known of a CA by its directory's host. */
export interface KnownCa {
  readonly name: string;
  /** Opens accounts with an external account binding alone. */
  readonly bindsAccounts?: true;
  /** Refuses an order with `notAfter`. */
  readonly takesNoDuration?: true;
}

const isLetsEncrypt = { name: "Let's Encrypt", takesNoDuration: true } as const;

const cas: Readonly<Record<string, KnownCa>> = {
  "acme-v02.api.letsencrypt.org": isLetsEncrypt,
  "acme-staging-v02.api.letsencrypt.org": isLetsEncrypt,
  "acme.zerossl.com": { name: "ZeroSSL", bindsAccounts: true },
  "dv.acme-v02.api.pki.goog": { name: "Google Trust Services", bindsAccounts: true },
  "dv.acme-v02.test-api.pki.goog": { name: "Google Trust Services", bindsAccounts: true },
  "acme.digicert.com": { name: "DigiCert", bindsAccounts: true },
  "acme.sectigo.com": { name: "Sectigo", bindsAccounts: true },
  "acme.ssl.com": { name: "SSL.com", bindsAccounts: true },
};

/** The CA of a directory, where it is one of those above. */
export function caOf(server: string): KnownCa | undefined {
  return URL.canParse(server) ? cas[new URL(server).hostname] : undefined;
}
