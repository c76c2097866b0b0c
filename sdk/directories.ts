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
