import type { Fields } from "../provider/spec/fields.js";
import { isDns1123Subdomain } from "../provider/spec/names.js";

/** For {@link Fields.text}: a DNS-1123 subdomain, as most names in Kubernetes are. */
export const subdomain = (text: string) => (isDns1123Subdomain(text) ? text : undefined);

/** A reference to a Secret, which must name one, and the field of it unless there is a usual one. */
export function checkSecretRef(fields: Fields, name: string, usualKey?: string): void {
  const reference = fields.object(name);
  if (reference === undefined || reference.has("value")) return;
  reference.text("name", "the name of a Secret", subdomain);
  if (usualKey === undefined && !reference.has("key"))
    reference.fail("key", "is missing: the name of a field in the Secret");
}

/** The names that are given, of which there must be one; reports under the first when there are more. */
export function exactlyOne(fields: Fields, names: readonly string[]): string[] {
  const given = names.filter((name) => fields.has(name));
  if (given.length === 0) fields.fail(names.join(" | "), "one of them must be given");
  return atMostOne(fields, names);
}

/** The names that are given, of which there may be one. */
export function atMostOne(fields: Fields, names: readonly string[]): string[] {
  const given = names.filter((name) => fields.has(name));
  for (const name of given.slice(1)) fields.fail(name, `cannot be given beside ${given[0]}`);
  return given;
}

/** Reports each of the fields that is missing while another one of them is given. */
export function allOrNone(fields: Fields, names: readonly string[]): void {
  const given = names.filter((name) => fields.has(name));
  if (given.length === 0) return;
  for (const name of names)
    if (!given.includes(name)) fields.fail(name, `is missing: it goes with ${given.join(" and ")}`);
}
