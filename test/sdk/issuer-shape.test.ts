import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import shape from "../../sdk/issuer-1.21.json";
import type { IssuerShape } from "../../sdk/issuer-shape.js";

interface Field {
  readonly isOptional: boolean;
  readonly type: string;
}

const folder = join(__dirname, "../../sdk");

/** Every interface of the arguments: its fields, by name, each of them on a line. */
const interfaces = new Map(
  readdirSync(folder)
    .filter((file) => /^issuer.*-args\.ts$/.test(file))
    .flatMap((file) => {
      const text = readFileSync(join(folder, file), "utf8");
      return [...text.matchAll(/^export interface (\w+)[^{]*\{\n(.*?)^\}/gms)].map(
        ([, name = "", body = ""]) => [name, fieldsOf(body)] as const,
      );
    }),
);

function fieldsOf(body: string): Map<string, Field> {
  const lines = body.matchAll(/^ {2}(\w+)(\??): ([^;]*);$/gms);
  return new Map(
    [...lines].map(([, name = "", mark, type = ""]) => [name, { isOptional: mark === "?", type }]),
  );
}

/** Where the arguments and the CRD's fields differ, by name and by whether a field must be there. */
function driftOf(name: string, below: IssuerShape, path: string): string[] {
  if (typeof below === "string") return [];
  if (Array.isArray(below)) return driftOf(name, below[0]!, path);
  const fields = interfaces.get(name);
  const known = below as Readonly<Record<string, IssuerShape>>;
  if (Object.hasOwn(known, "*") || name === "IssuerSecretKeyRefArgs" || name === "IssuerSecretNameArgs")
    return [];
  if (fields === undefined) return [`${path}: there is no interface ${name}`];
  const wanted = new Map(
    Object.entries(known).map(([one, shape]) => [one.replace("!", ""), { shape, needed: one.endsWith("!") }]),
  );
  const strays = [...fields.keys()]
    .filter((field) => !wanted.has(field))
    .map((field) => `${path}.${field} is typed and no field`);
  return [
    ...strays,
    ...[...wanted].flatMap(([field, { shape, needed }]) => {
      const typed = fields.get(field);
      if (typed === undefined) return [`${path}.${field} is a field and not typed`];
      const drift = needed === typed.isOptional ? [`${path}.${field}: is it needed or not?`] : [];
      const next = /(\w+Args)\b/.exec(typed.type)?.[1];
      const isReference = next === "IssuerCredentialArgs" || next === "IssuerCredentialsArgs";
      return next === undefined || isReference
        ? drift
        : [...drift, ...driftOf(next, shape, `${path}.${field}`)];
    }),
  ];
}

describe("the types of an issuer's arguments", () => {
  it("have the fields of cert-manager's CRD, and no others", () => {
    expect(driftOf("IssuerSpecArgs", shape as IssuerShape, "spec")).toEqual([]);
  });
});
