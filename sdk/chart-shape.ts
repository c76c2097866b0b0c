import { type CheckFailure, shorten, unknownValue } from "../provider/spec/fields.js";

/** What a chart takes as values: a type's name, or the values below it, where `*` says that it takes others too. */
export type Shape = ShapeName | { readonly [name: string]: Shape };
type ShapeName = "any" | "array" | "boolean" | "number" | "object" | "string";

/** As much of a JSON schema as charts use of it. @see https://json-schema.org/draft-07 */
interface Schema {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: unknown;
}

/** The shape that a chart's `values.schema.json` describes. What it says in other words is left to Helm, which knows them all. */
export function shapeOf(schema: Schema, definitions = schema.$defs ?? {}): Shape {
  if (schema.$ref !== undefined) {
    const definition = definitions[schema.$ref.replace("#/$defs/", "")];
    return definition === undefined ? "any" : shapeOf(definition, definitions);
  }
  if (schema.properties !== undefined) {
    const below = Object.entries(schema.properties).map(
      ([name, one]) => [name, shapeOf(one, definitions)] as const,
    );
    return Object.fromEntries(schema.additionalProperties === false ? below : [...below, ["*", "any"]]);
  }
  return names.find((name) => name === (schema.type === "integer" ? "number" : schema.type)) ?? "any";
}

const names: readonly ShapeName[] = ["array", "boolean", "number", "object", "string"];

/** Everything in the values that does not have the shape; what is not known yet, or null, has every shape. */
export function shapeFaults(shape: Shape, value: unknown, path = ""): CheckFailure[] {
  if (value === unknownValue || value === undefined || value === null || shape === "any") return [];
  const is = Array.isArray(value) ? "array" : typeof value;
  if (typeof shape === "string")
    return is === shape
      ? []
      : [{ property: path, reason: `must be ${article(shape)}, not ${shorten(value)}` }];
  if (is !== "object") return [{ property: path, reason: `must be an object, not ${shorten(value)}` }];
  return Object.entries(value).flatMap(([name, below]) => {
    const at = path === "" ? name : `${path}.${name}`;
    const known = Object.hasOwn(shape, name) ? shape[name] : shape["*"];
    return known === undefined
      ? [{ property: at, reason: "is not a value of this chart, and Helm would refuse it" }]
      : shapeFaults(known, below, at);
  });
}

function article(shape: ShapeName): string {
  if (shape === "boolean") return "true or false";
  return /^[ao]/.test(shape) ? `an ${shape}` : `a ${shape}`;
}
