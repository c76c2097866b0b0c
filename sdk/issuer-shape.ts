import { type CheckFailure, isTypo, shorten, unknownValue } from "../provider/spec/fields.js";

/**
 * What stands in an Issuer's `spec`, as cert-manager's CRD says it: a type's name, the values of an enumeration
 * with ` | ` between them, a list of something, or the fields below, where `!` ends the name of one that must be
 * there and `*` stands for any name.
 */
export type IssuerShape = string | readonly IssuerShape[] | { readonly [name: string]: IssuerShape };

/** Everything in the value that has another form; what is not known yet, or null, has every form. */
export function issuerShapeFaults(shape: IssuerShape, value: unknown, path: string): CheckFailure[] {
  if (value === unknownValue || value === undefined || value === null || shape === "any") return [];
  // What stands there may be a credential: no message repeats it.
  const is = Array.isArray(value) ? "list" : typeof value === "object" ? "object" : typeof value;
  const wrong = (wanted: string) => [{ property: path, reason: `must be ${wanted}, not ${article(is)}` }];
  if (typeof shape === "string") {
    const choices = shape.split(" | ");
    if (choices.length === 1) return is === shape ? [] : wrong(article(shape));
    if (is === "string" && choices.includes(value as string)) return [];
    return [{ property: path, reason: `must be one of ${choices.join(", ")}, not ${shorten(value)}` }];
  }
  if (Array.isArray(shape)) {
    if (!Array.isArray(value)) return wrong("a list");
    return value.flatMap((member, index) => issuerShapeFaults(shape[0]!, member, `${path}[${index}]`));
  }
  if (is !== "object") return wrong("an object");
  const fields = value as Readonly<Record<string, unknown>>;
  const known = (isCredential(shape, fields) ? credential : shape) as Readonly<Record<string, IssuerShape>>;
  return [...strays(known, fields, path), ...missing(known, fields, path)];
}

/** In place of the reference to a Secret, the value that the component makes one of. */
const credential: IssuerShape = { value: "string", values: { "*": "string" } };

function isCredential(shape: object, fields: object): boolean {
  const names = Object.keys(shape).sort().join(" ");
  return (names === "key name!" && "value" in fields) || (names === "name!" && "values" in fields);
}

function strays(
  shape: Readonly<Record<string, IssuerShape>>,
  fields: Readonly<Record<string, unknown>>,
  path: string,
): CheckFailure[] {
  return Object.entries(fields).flatMap(([name, below]) => {
    const property = `${path}.${name}`;
    const known = shape[name] ?? shape[`${name}!`] ?? shape["*"];
    if (known !== undefined) return issuerShapeFaults(known, below, property);
    if (below === undefined) return [];
    const near = Object.keys(shape)
      .map((one) => one.replace("!", ""))
      .find((one) => one.toLowerCase() === name.toLowerCase() || isTypo(one, name));
    const hint = near === undefined ? "" : `; did you mean ${near}?`;
    return [{ property, reason: `is not a field that cert-manager 1.21 knows${hint}` }];
  });
}

function missing(
  shape: Readonly<Record<string, IssuerShape>>,
  fields: Readonly<Record<string, unknown>>,
  path: string,
): CheckFailure[] {
  return Object.keys(shape)
    .filter((name) => name.endsWith("!") && (fields[name.slice(0, -1)] ?? null) === null)
    .map((name) => ({ property: `${path}.${name.slice(0, -1)}`, reason: "is missing" }));
}

function article(type: string): string {
  if (type === "string") return "a text";
  if (type === "boolean") return "true or false";
  return type === "object" ? "an object" : `a ${type}`;
}
