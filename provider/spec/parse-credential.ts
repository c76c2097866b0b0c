import type { CredentialSpec } from "./credential-spec.js";
import type { Fields } from "./fields.js";
import { isDns1123Label, isDns1123Subdomain } from "./names.js";

/**
 * The credential `field`, which a program gives as `<field>SecretRef` - `{ name, key }`, `{ env }` or
 * `{ file }` - or, as a value, as `field` itself; undefined when it is neither, wrong or not known yet. What is
 * wrong with a value is said without showing it.
 */
export function parseCredential(fields: Fields, field: string): CredentialSpec | undefined {
  const reference = `${field}SecretRef`;
  const byValue = fields.has(field);
  if (!fields.has(reference)) return byValue ? readValue(fields, field) : undefined;
  if (byValue) return fields.fail(field, `cannot be given beside ${reference}`);
  return readReference(fields, reference);
}

/** The same, where it must be there. */
export function requireCredential(fields: Fields, field: string): CredentialSpec | undefined {
  if (!fields.has(field) && !fields.has(`${field}SecretRef`))
    fields.fail(
      `${field}SecretRef`,
      `is missing: { name, key } of a Secret, { env }, { file }, or the value as ${field}`,
    );
  return parseCredential(fields, field);
}

function readValue(fields: Fields, field: string): CredentialSpec | undefined {
  const value = fields.raw(field);
  if (value === undefined) return undefined;
  return typeof value === "string" && value.trim() !== ""
    ? { value }
    : fields.fail(field, "must be a text that is not empty");
}

function readReference(fields: Fields, name: string): CredentialSpec | undefined {
  const reference = fields.object(name);
  if (reference === undefined) return undefined;
  const given = (["name", "env", "file"] as const).filter((form) => reference.has(form));
  const [form] = given;
  const result =
    given.length !== 1 || form === undefined
      ? fields.fail(name, "must hold exactly one of name (of a Secret), env and file")
      : read[form](reference);
  reference.done();
  return result;
}

const read: Readonly<Record<"name" | "env" | "file", (reference: Fields) => CredentialSpec | undefined>> = {
  name(reference) {
    const name = reference.text("name", "the name of a Secret", (text) =>
      isDns1123Subdomain(text) ? text : undefined,
    );
    const key = reference.text("key", "the name of an entry in the Secret", (text) =>
      /^[-._a-zA-Z0-9]{1,253}$/.test(text) ? text : undefined,
    );
    if (!reference.has("key")) reference.fail("key", "is missing: the Secret's entry");
    const namespace = reference.text("namespace", "the name of a namespace", (text) =>
      isDns1123Label(text) ? text : undefined,
    );
    if (name === undefined || key === undefined) return undefined;
    return { secretRef: { name, key, ...(namespace === undefined ? {} : { namespace }) } };
  },
  env(reference) {
    const env = reference.text("env", "the name of an environment variable", (text) =>
      /^[A-Za-z_][A-Za-z0-9_]*$/.test(text) ? text : undefined,
    );
    return env === undefined ? undefined : { env };
  },
  file(reference) {
    const file = reference.text("file", "the path of a file", (text) =>
      text.trim() === "" ? undefined : text,
    );
    return file === undefined ? undefined : { file };
  },
};
