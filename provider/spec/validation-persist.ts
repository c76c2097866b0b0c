/** Who may issue for a name for as long as a TXT record stands (draft-ietf-acme-dns-persist-01, section 3). */
export interface PersistentPermission {
  /** The domain that is permitted, without "*.". */
  readonly domain: string;
  /** The CA's name, one of its directory's `caaIdentities`: "letsencrypt.org". */
  readonly issuer: string;
  /** The URL of the account at the CA. */
  readonly accountUri: string;
  /** Whether wildcards are permitted, too. */
  readonly wildcard: boolean;
  /** Seconds since 1970 after which the CA no longer takes it; absent: for ever. */
  readonly persistUntil?: number;
}

/** The label below which such records stand. */
export const persistLabel = "_validation-persist";

/** The TXT record that says so: its name without the dot at the end, and its value. */
export function validationPersistRecord(permission: PersistentPermission): {
  readonly name: string;
  readonly value: string;
} {
  const { domain, issuer, accountUri, wildcard, persistUntil } = permission;
  const parameters = [
    `accounturi=${accountUri}`,
    ...(wildcard ? ["policy=wildcard"] : []),
    ...(persistUntil === undefined ? [] : [`persistUntil=${persistUntil}`]),
  ];
  return { name: `${persistLabel}.${domain}`, value: [issuer, ...parameters].join("; ") };
}

/** Why such a record cannot be made, by the field that is wrong; empty where it can. */
export function permissionFaults(
  permission: PersistentPermission,
): Partial<Record<keyof PersistentPermission, string>> {
  const { domain, issuer, accountUri, persistUntil } = permission;
  const name = /^([a-z0-9_](-*[a-z0-9_])*)(\.[a-z0-9_](-*[a-z0-9_])*)*$/;
  return {
    ...(name.test(domain)
      ? {}
      : { domain: `"${domain.slice(0, 60)}" is not a domain in lower case, without "*."` }),
    ...(name.test(issuer) && !issuer.includes("_")
      ? {}
      : { issuer: `"${issuer.slice(0, 60)}" is not the domain name of a CA` }),
    ...(URL.canParse(accountUri) && /^[\x21-\x3a\x3c-\x7e]+$/.test(accountUri)
      ? {}
      : { accountUri: "is not the URL of an account" }),
    ...(persistUntil === undefined || (Number.isSafeInteger(persistUntil) && persistUntil > 0)
      ? {}
      : { persistUntil: "must be whole seconds since 1970" }),
  };
}
