import { controllerWishes } from "../decision/renewal-time.js";
import type { CertificateSpec, Duration, NameConstraints } from "../spec/certificate-spec.js";
import type { PasswordSpec } from "../spec/keystores-spec.js";
import type { Marks } from "./marks.js";
import type { CertificateObject } from "./objects.js";

/** What an old cert-manager does not know, left out one by one when its API refuses it. */
export interface Dialect {
  /** `spec.renewBeforePercentage`, from 1.16 on. */
  readonly percentage: boolean;
}

/**
 * cert-manager's Certificate for a specification. Its renewal is the safety net below Pulumi's (docs/design.md,
 * section 3); with `renewal.by: pulumi` it has none.
 *
 * @see https://cert-manager.io/docs/reference/api-docs/#cert-manager.io/v1.CertificateSpec
 */
export function certificateManifest(
  spec: CertificateSpec,
  marks: Marks,
  dialect: Dialect,
): { readonly spec: CertificateObject["spec"]; readonly [field: string]: unknown } {
  if (spec.issuer.kind !== "issuerRef") throw new Error("certificateManifest: without issuerRef"); // a bug in the shell
  const { secretName, namespace, commonName, privateKey, usages, isCA, secretTemplate } = spec;
  return {
    apiVersion: "cert-manager.io/v1",
    kind: "Certificate",
    metadata: { name: secretName, namespace, ...marks },
    spec: {
      secretName,
      issuerRef: spec.issuer.ref,
      ...(commonName === undefined ? {} : { commonName }),
      ...(Object.keys(spec.subject).length === 0 ? {} : { subject: spec.subject }),
      ...given({
        dnsNames: spec.dnsNames,
        ipAddresses: spec.ipAddresses,
        uris: spec.uris,
        emailAddresses: spec.emailAddresses,
      }),
      duration: goDuration(spec.duration),
      ...renewal(spec, dialect),
      privateKey: { ...privateKey },
      // cert-manager adds "cert sign" to a CA itself, and would find it different if it were asked for here.
      usages: usages.filter((usage) => !(isCA && usage === "cert sign")),
      ...(isCA ? { isCA } : {}),
      ...(spec.nameConstraints === undefined ? {} : { nameConstraints: constraints(spec.nameConstraints) }),
      ...keystores(spec),
      secretTemplate: {
        ...(Object.keys(secretTemplate.annotations).length === 0
          ? {}
          : { annotations: secretTemplate.annotations }),
        labels: { ...marks.labels, ...secretTemplate.labels },
      },
    },
  };
}

function constraints({ critical, permitted, excluded }: NameConstraints): object {
  const subtrees = { permitted: given({ ...permitted }), excluded: given({ ...excluded }) };
  const said = Object.entries(subtrees).filter(([, kinds]) => Object.keys(kinds).length > 0);
  return { critical, ...Object.fromEntries(said) };
}

/** Without their defaults, which old releases have no field for: a profile before 1.14, an alias before 1.15. */
function keystores({ keystores = {}, additionalOutputFormats: formats }: CertificateSpec): object {
  const { pkcs12, jks } = keystores;
  const unless = (value: string, usual: string, name: string) => (value === usual ? {} : { [name]: value });
  const stores = {
    ...(jks && { jks: { ...created(jks.password), ...unless(jks.alias, "certificate", "alias") } }),
    ...(pkcs12 && {
      pkcs12: { ...created(pkcs12.password), ...unless(pkcs12.profile, "LegacyRC2", "profile") },
    }),
  };
  return {
    ...(Object.keys(stores).length === 0 ? {} : { keystores: stores }),
    ...(formats && { additionalOutputFormats: formats.map((type) => ({ type })) }),
  };
}

function created(password: PasswordSpec): object {
  return {
    create: true,
    ...("value" in password ? { password: password.value } : { passwordSecretRef: password.secretRef }),
  };
}

function renewal(spec: CertificateSpec, dialect: Dialect): object {
  if (spec.renewal.by === "pulumi") return { renewal: { policy: "Disabled" } };
  const { renewBefore, renewBeforePercentage: percentage } = controllerWishes(spec);
  if (renewBefore !== undefined) return { renewBefore: goDuration(renewBefore) };
  if (percentage === undefined) return {};
  if (dialect.percentage) return { renewBeforePercentage: percentage };
  // Of the life that is asked for: an issuer that grants less makes it come earlier, never later.
  return { renewBefore: goDuration(Math.floor((spec.duration * percentage) / 100)) };
}

function given(lists: Readonly<Record<string, readonly string[]>>): object {
  return Object.fromEntries(Object.entries(lists).filter(([, list]) => list.length > 0));
}

/** The form in which Go prints it, so that an apply of the same value changes nothing: 2160h0m0s. */
export function goDuration(duration: Duration): string {
  const seconds = Math.floor(duration / 1000);
  return `${Math.floor(seconds / 3600)}h${Math.floor((seconds % 3600) / 60)}m${seconds % 60}s`;
}
