import type { CertificateSpec, IssuerSpec, NameConstraints, NameSubtrees } from "./certificate-spec.js";
import { formatInstant } from "./instant.js";
import { type KeystoreKind, keystoreKinds } from "./keystores-spec.js";

/**
 * What a specification asks of its issuer, in a readable form that compares by value: one text or list a
 * field, the field's property path as its name. What only matters later (`renewBefore`) or elsewhere
 * (`secretTemplate`) is not in it.
 *
 * The same fields that cert-manager compares before it issues again, and for the same reason: an issuer that
 * does not grant what it was asked for is asked once, not for ever.
 *
 * @see cert-manager, pkg/util/pki/match.go, RequestMatchesSpec
 */
export type Requested = Readonly<Record<string, string | readonly string[]>>;

export function requested(spec: CertificateSpec): Requested {
  const fields: Record<string, string | readonly string[] | undefined> = {
    [spec.issuer.kind === "issuerRef" ? "issuerRef" : "issuer"]: issuerName(spec.issuer),
    // A request's subject holds its common name, and more than fields have words for.
    commonName: spec.csr === undefined ? spec.commonName : undefined,
    "csr.subject": spec.csr?.subject,
    [csrKey]: spec.csr?.publicKeyHash,
    dnsNames: spec.dnsNames,
    ipAddresses: spec.ipAddresses,
    uris: spec.uris,
    emailAddresses: spec.emailAddresses,
    "privateKey.algorithm": spec.privateKey.algorithm,
    "privateKey.size": String(spec.privateKey.size),
    duration: `${spec.duration / 1000}s`,
    usages: spec.usages,
    isCA: spec.isCA ? "true" : undefined,
    pathLenConstraint: spec.pathLenConstraint === undefined ? undefined : String(spec.pathLenConstraint),
    ...constraints(spec.nameConstraints),
  };
  if (spec.issuer.kind === "acme") fields["issuer.acme.profile"] = spec.issuer.acme.profile;
  if ("addresses" in spec.issuer)
    for (const [name, value] of Object.entries(spec.issuer.addresses ?? {}))
      fields[`issuer.${spec.issuer.kind}.${name}`] = value;
  for (const [name, value] of Object.entries(spec.subject)) fields[`subject.${name}`] = value;
  const given = Object.entries(fields).filter(([, value]) => value !== undefined && value.length > 0);
  return Object.fromEntries(given) as Requested;
}

const csrKey = "csr.publicKey";

/** Whether what was asked for is for the user's own key, which is not here. */
export function isOfCsr(asked: Requested): boolean {
  return asked[csrKey] !== undefined;
}

/** Which keystores and formats the Secret holds beside its PEM: only what is asked for. */
function besidesPem({ keystores = {}, additionalOutputFormats }: CertificateSpec): Requested {
  const { pkcs12, jks } = keystores;
  const passwordOf = (kind: KeystoreKind): Requested => {
    const password = keystores[kind]?.password;
    if (password === undefined || "value" in password) return {}; // compared by its hash, elsewhere
    const { name, key } = password.secretRef;
    return { [`keystores.${kind}.passwordSecretRef`]: `${name}/${key}` };
  };
  return {
    ...(pkcs12 === undefined ? {} : { "keystores.pkcs12.profile": pkcs12.profile }),
    ...(jks === undefined ? {} : { "keystores.jks.alias": jks.alias }),
    ...Object.assign({}, ...keystoreKinds.map(passwordOf)),
    ...(additionalOutputFormats === undefined ? {} : { additionalOutputFormats }),
  };
}

/** The revocation list that a CA is to issue, each certificate with all that it says of it. */
function revocations({ crl }: CertificateSpec): Requested {
  if (crl === undefined) return {};
  const revoked = crl.revoked.map(({ serialNumber, revocationDate, reason }) =>
    [serialNumber, formatInstant(revocationDate), ...(reason === undefined ? [] : [reason])].join(" "),
  );
  return {
    "crl.duration": `${crl.duration / 1000}s`,
    ...(revoked.length === 0 ? {} : { "crl.revoked": revoked }),
  };
}

/** What else cert-manager's Certificate is told, in the same form: a change of it is applied, and issues nothing. */
export function applied(spec: CertificateSpec): Requested {
  const { renewBefore, renewBeforePercentage, renewal, privateKey } = spec;
  return {
    "renewal.by": renewal.by,
    "privateKey.encoding": privateKey.encoding,
    "privateKey.rotationPolicy": privateKey.rotationPolicy,
    ...(renewBefore === undefined ? {} : { renewBefore: `${renewBefore / 1000}s` }),
    ...(renewBeforePercentage === undefined ? {} : { renewBeforePercentage: `${renewBeforePercentage} %` }),
    ...besidesPem(spec),
  };
}

function constraints(
  nameConstraints: NameConstraints | undefined,
): Record<string, string | readonly string[]> {
  if (nameConstraints === undefined) return {};
  const { critical, ...lists } = nameConstraints;
  const subtrees = Object.entries(lists).flatMap(([which, kinds]) =>
    Object.entries(kinds as NameSubtrees).map(([kind, bases]) => [`nameConstraints.${which}.${kind}`, bases]),
  );
  return { "nameConstraints.critical": critical ? "true" : "false", ...Object.fromEntries(subtrees) };
}

/**
 * In which form the Secret is to hold what was issued, where the provider writes it: only what is not the default,
 * so that a record without it says the default. A change of it is written, and issues nothing.
 */
export function secretForm(spec: CertificateSpec): Requested {
  if (spec.issuer.kind === "issuerRef") return {};
  const { encoding } = spec.privateKey;
  return {
    ...(encoding === "PKCS1" ? {} : { "privateKey.encoding": encoding }),
    ...besidesPem(spec),
    ...revocations(spec),
  };
}

/** All of a specification that issues nothing when it changes, and is to be carried out all the same. */
export function besides(spec: CertificateSpec): Requested {
  return { ...applied(spec), ...secretForm(spec), secretTemplate: JSON.stringify(spec.secretTemplate) };
}

/** The issuer as it is named, not as it is: which key signs is compared by the key. */
export function issuerName(issuer: IssuerSpec): string {
  switch (issuer.kind) {
    case "selfSigned":
      return "selfSigned";
    case "ca":
      return "secretName" in issuer.ca ? `ca ${issuer.ca.namespace}/${issuer.ca.secretName}` : "ca";
    case "acme":
      return `acme ${issuer.acme.server}`;
    case "issuerRef":
      return `${issuer.ref.group}/${issuer.ref.kind}/${issuer.ref.name}`;
  }
}
