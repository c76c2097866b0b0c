import type { Fields } from "./fields.js";
import {
  type KeystoreKind,
  type KeystoresSpec,
  keystoreKinds,
  type OutputFormat,
  outputFormats,
  type PasswordSpec,
  pkcs12Profiles,
} from "./keystores-spec.js";
import { isDns1123Subdomain } from "./names.js";

/**
 * What else the Secret is to hold beside its PEM, in cert-manager's field names with its limits and defaults. A field
 * is absent where nothing of it is asked for.
 *
 * @see cert-manager, internal/apis/certmanager/validation/certificate.go
 */
export function parseKeystores(
  fields: Fields,
  byController: boolean,
): { keystores?: KeystoresSpec; additionalOutputFormats?: readonly OutputFormat[] } {
  const stores = fields.object("keystores");
  const parsed = keystoreKinds.map((kind) => [kind, parseKeystore(stores, kind, byController)] as const);
  stores?.done();
  const keystores = parsed.filter(([, keystore]) => keystore !== undefined);
  const formats = parseFormats(fields);
  return {
    ...(keystores.length === 0 ? {} : { keystores: Object.fromEntries(keystores) }),
    ...(formats.length === 0 ? {} : { additionalOutputFormats: formats }),
  };
}

function parseKeystore(stores: Fields | undefined, kind: KeystoreKind, byController: boolean) {
  const keystore = stores?.object(kind);
  if (keystore === undefined) return undefined;
  const create = keystore.boolean("create");
  if (!keystore.has("create")) keystore.fail("create", "is missing: true to have it written");
  const password = parsePassword(keystore, byController);
  const settings = kind === "pkcs12" ? parsePkcs12(keystore) : parseJks(keystore);
  keystore.done();
  return create === true && password !== undefined ? { ...settings, password } : undefined;
}

function parsePkcs12(keystore: Fields) {
  return { profile: keystore.choice("profile", pkcs12Profiles) ?? "LegacyRC2" };
}

function parseJks(keystore: Fields) {
  const alias = keystore.text("alias", "a name of 1 to 255 ASCII characters", (text) =>
    /^[\x20-\x7e]{1,255}$/.test(text) ? text : undefined,
  );
  return { alias: alias ?? "certificate" };
}

/** Exactly one of the two, also where nothing is created, as from cert-manager. A value is never shown. */
function parsePassword(keystore: Fields, byController: boolean): PasswordSpec | undefined {
  const byReference = keystore.has("passwordSecretRef");
  if (byReference === keystore.has("password"))
    return byReference
      ? keystore.fail("password", "cannot be given beside passwordSecretRef")
      : keystore.fail("passwordSecretRef", "is missing: { name, key } of a Secret, or the text as password");
  if (!byReference) {
    const value = keystore.raw("password");
    if (value === undefined) return undefined;
    const fault =
      typeof value !== "string" || value === ""
        ? "must be a text that is not empty"
        : byController
          ? undefined
          : passwordFault(value);
    return fault === undefined ? { value: value as string } : keystore.fail("password", fault);
  }
  const reference = keystore.object("passwordSecretRef");
  const name = reference?.text("name", "the name of a Secret", (text) =>
    isDns1123Subdomain(text) ? text : undefined,
  );
  const key = reference?.text("key", "the name of an entry in the Secret", (text) =>
    /^[-._a-zA-Z0-9]{1,253}$/.test(text) ? text : undefined,
  );
  for (const field of ["name", "key"])
    if (reference?.has(field) === false) reference.fail(field, "is missing");
  reference?.done();
  return name === undefined || key === undefined ? undefined : { secretRef: { name, key } };
}

/** Why a password opens no keystore that is written with it, as a predicate that does not show it. */
export function passwordFault(password: string): string | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a new line at the end of a Secret's entry is one of them
  if (/^[\x01-\x7f]+$/.test(password)) return undefined;
  return password === ""
    ? "is empty"
    : "holds characters beyond ASCII, which Java and OpenSSL do not read alike";
}

function parseFormats(fields: Fields): OutputFormat[] {
  const members = fields.objects("additionalOutputFormats") ?? [];
  const types = members.flatMap((member) => {
    const type = member.choice("type", outputFormats);
    if (!member.has("type")) member.fail("type", `is missing: one of ${outputFormats.join(", ")}`);
    member.done();
    return type ?? [];
  });
  if (new Set(types).size < types.length) fields.fail("additionalOutputFormats", "must name each type once");
  return types.sort();
}
