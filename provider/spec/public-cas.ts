/** The URLs of ACME directories that are known here. */
export const directories = {
  letsEncrypt: {
    production: "https://acme-v02.api.letsencrypt.org/directory",
    staging: "https://acme-staging-v02.api.letsencrypt.org/directory",
  },
  zeroSsl: "https://acme.zerossl.com/v2/DV90",
  googleTrustServices: {
    production: "https://dv.acme-v02.api.pki.goog/directory",
    staging: "https://dv.acme-v02.test-api.pki.goog/directory",
  },
  digiCert: "https://acme.digicert.com/v2/acme/directory/",
  sectigo: "https://acme.sectigo.com/v2/DV",
  sslCom: { rsa: "https://acme.ssl.com/sslcom-dv-rsa", ecc: "https://acme.ssl.com/sslcom-dv-ecc" },
} as const;

/** A CA whose certificates browsers trust. */
interface PublicCa {
  readonly name: string;
  readonly domains: readonly string[];
  readonly directories: readonly string[];
  /** The directory for tries, whose certificates nobody trusts and whose limits are wide. */
  readonly staging?: string;
  /** Opens accounts with an external account binding alone. */
  readonly bindsAccounts?: true;
  /** Refuses an order with `notAfter`. */
  readonly takesNoDuration?: true;
  /** The profile by which alone it issues for addresses. */
  readonly addressProfile?: string;
  /** Grants `server auth` and no `client auth`. */
  readonly isForServersAlone?: true;
  /** How many certificates for exactly the same names it issues, as it publishes it. */
  readonly sameNames?: Limit;
}

export interface Limit {
  readonly certificates: number;
  readonly days: number;
}

const { letsEncrypt, zeroSsl, googleTrustServices, digiCert, sectigo, sslCom } = directories;

const cas: readonly PublicCa[] = [
  {
    name: "Let's Encrypt",
    domains: ["letsencrypt.org"],
    directories: [letsEncrypt.production],
    staging: letsEncrypt.staging,
    takesNoDuration: true,
    addressProfile: "shortlived", // @see https://letsencrypt.org/docs/profiles/
    isForServersAlone: true, // @see https://letsencrypt.org/2025/05/14/ending-tls-client-authentication/
    // @see https://letsencrypt.org/docs/rate-limits/#new-certificates-per-exact-set-of-identifiers
    sameNames: { certificates: 5, days: 7 },
  },
  { name: "ZeroSSL", domains: ["zerossl.com"], directories: [zeroSsl], bindsAccounts: true },
  {
    name: "Google Trust Services",
    domains: ["pki.goog"],
    directories: [googleTrustServices.production],
    staging: googleTrustServices.staging,
    bindsAccounts: true,
  },
  { name: "DigiCert", domains: ["digicert.com"], directories: [digiCert], bindsAccounts: true },
  { name: "Sectigo", domains: ["sectigo.com"], directories: [sectigo], bindsAccounts: true },
  { name: "SSL.com", domains: ["ssl.com"], directories: Object.values(sslCom), bindsAccounts: true },
  { name: "Buypass", domains: ["buypass.com", "buypass.no"], directories: [] },
];

/** The CA of a directory that is on the host of one of those above; an account's own may be elsewhere and be otherwise. */
export function caOf(server: string): PublicCa | undefined {
  const host = URL.canParse(server) ? new URL(server).hostname : "";
  return cas.find(({ directories, staging }) =>
    [...directories, ...(staging === undefined ? [] : [staging])].some(
      (known) => new URL(known).hostname === host,
    ),
  );
}

/** Where a CA that issues by this directory has tries made. */
export function stagingOf(server: string): string | undefined {
  return cas.find(({ directories }) => directories.includes(server))?.staging;
}

/** What the CA of this directory issues for exactly the same names; undefined where it is not known. */
export function limitOf(server: string): Limit | undefined {
  return cas.find(({ directories }) => directories.includes(server))?.sameNames;
}

/**
 * Whether the directory is one of a publicly trusted CA, as far as we know them: those sign RSA and ECDSA keys alone.
 *
 * @see CA/Browser Forum, Baseline Requirements for TLS server certificates, section 6.1.5
 */
export function isPublicCa(server: string): boolean {
  const { hostname } = new URL(server);
  return cas
    .flatMap(({ domains }) => domains)
    .some((domain) => hostname === domain || hostname.endsWith(`.${domain}`));
}
