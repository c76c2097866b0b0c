import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";

/** A Secret that the component makes: of one object of the arguments, every value that was given in it. */
export interface CredentialSecret {
  /** Ends its name, after the issuer's: `cloudflare`, `external-account-binding`, `cloudflare-2`. */
  readonly suffix: string;
  readonly stringData: Record<string, pulumi.Output<string>>;
}

/** The arguments with a reference in place of each value that was given, and the Secrets that the references name. */
export interface Referred<T> {
  readonly args: T;
  readonly secrets: readonly CredentialSecret[];
}

/**
 * Takes the credentials out of an issuer's arguments: `apiTokenSecretRef: { value }` of `cloudflare` becomes
 * `{ name: "<issuer>-cloudflare", key: "api-token" }`, and `credentialsRef: { values }` the name of a Secret with
 * those values. What is named twice gets a number.
 */
export function referredCredentials<T extends object>(issuer: pulumi.Input<string>, args: T): Referred<T> {
  const secrets: CredentialSecret[] = [];
  const secretOf = (path: readonly string[]): CredentialSecret => {
    const base = kebab(path.findLast((name) => !/^\d+$/.test(name)) ?? "credentials");
    const count = secrets.filter(({ suffix }) => suffix.replace(/-\d+$/, "") === base).length;
    const made = { suffix: count === 0 ? base : `${base}-${count + 1}`, stringData: {} };
    secrets.push(made);
    return made;
  };
  const walk = (value: unknown, path: readonly string[]): unknown => {
    if (Array.isArray(value)) return value.map((member, index) => walk(member, [...path, `${index}`]));
    if (!isPlain(value)) return value;
    let secret: CredentialSecret | undefined;
    const fields = Object.entries(value).map(([name, below]) => {
      const values = valuesOf(name, below);
      if (values === undefined)
        return [
          name,
          isReference(name) ? withoutValue(below, [...path, name]) : walk(below, [...path, name]),
        ];
      secret ??= secretOf(path);
      Object.assign(secret.stringData, values);
      const reference = { name: secretName(issuer, secret) };
      return [name, "value" in below ? { ...reference, key: Object.keys(values)[0] } : reference];
    });
    return Object.fromEntries(fields);
  };
  return { args: walk(args, []) as T, secrets };
}

/** `<issuer>-<suffix>`, cut so that Kubernetes takes it. */
export function secretName(
  issuer: pulumi.Input<string>,
  { suffix }: CredentialSecret,
): pulumi.Output<string> {
  return pulumi.output(issuer).apply((name) => `${name.slice(0, 180)}-${suffix}`);
}

/** Whose it is, in the labels of everything that this package makes. */
export function ownerLabels(kind: string, component: string): Record<string, string> {
  const owner = [pulumi.getProject(), pulumi.getStack(), kind, component].join("\0");
  return {
    "app.kubernetes.io/managed-by": "pulumi-kubecerts",
    "kubecerts.io/owner": createHash("sha256").update(owner).digest("hex").slice(0, 32),
  };
}

const isReference = (name: string) => name === "secretRef" || /SecretRef$|^credentialsRef$/.test(name);

/** The values of a reference that is none, by the keys that they get. */
function valuesOf(name: string, below: unknown): Record<string, pulumi.Output<string>> | undefined {
  if (!isReference(name) || !isPlain(below)) return undefined;
  const { value, values } = below as { value?: pulumi.Input<string>; values?: Record<string, unknown> };
  if (value !== undefined) return { [keyOf(name)]: pulumi.secret(value) };
  if (values === undefined) return undefined;
  const entries = Object.entries(values as Record<string, pulumi.Input<string>>);
  return Object.fromEntries(entries.map(([key, one]) => [key, pulumi.secret(one)]));
}

/** The key of an account is looked for under `tls.key`. */
function keyOf(name: string): string {
  if (name === "privateKeySecretRef") return "tls.key";
  return kebab(name.replace(/(Secret)?Ref$/, "")) || "secret";
}

/** A reference that is only known later must be one: a value in it would stand in the issuer for all to read. */
function withoutValue(reference: unknown, path: readonly string[]): unknown {
  if (!pulumi.Output.isInstance(reference) && !(reference instanceof Promise)) return reference;
  return pulumi.output(reference).apply((known) => {
    if (isPlain(known) && ("value" in known || "values" in known))
      throw new pulumi.RunError(
        `${path.join(".")} holds a value that was not known when the issuer was declared. Nothing of it was sent. Give { value: ... } itself, with the Output inside of it.`,
      );
    return known;
  });
}

function isPlain(value: unknown): value is object {
  return (
    typeof value === "object" &&
    value !== null &&
    !pulumi.Output.isInstance(value) &&
    !(value instanceof Promise)
  );
}

function kebab(name: string): string {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1-$2")
    .replaceAll(/([A-Z])([A-Z][a-z])/g, "$1-$2")
    .toLowerCase();
}
