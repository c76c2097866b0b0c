import type { IssuerShape } from "../../sdk/issuer-shape.js";

/** As much of a CRD's schema as cert-manager uses of it. */
interface Schema {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly additionalProperties?: Schema;
  readonly "x-kubernetes-preserve-unknown-fields"?: boolean;
}

export interface Crd {
  readonly spec: {
    readonly versions: readonly {
      readonly name: string;
      readonly schema: {
        readonly openAPIV3Schema: { readonly properties: { readonly spec: Schema } };
      };
    }[];
  };
}

/** What is Kubernetes' own in it is left to Kubernetes. */
const open = new Set(["podTemplate", "ingressTemplate", "config"]);
/** The component has a default for it. */
const optional = new Set(["privateKeySecretRef"]);

/** The shape of the `spec` of a CRD, as `sdk/issuer-1.21.json` has it. */
export function crdShape(crd: Crd): IssuerShape {
  const version = crd.spec.versions.find(({ name }) => name === "v1");
  if (version === undefined) throw new Error("the CRD has no version v1");
  return shapeOf(version.schema.openAPIV3Schema.properties.spec, "spec");
}

function shapeOf(schema: Schema, name: string): IssuerShape {
  if (open.has(name)) return schema["x-kubernetes-preserve-unknown-fields"] ? "any" : "object";
  if (schema.enum !== undefined) return schema.enum.join(" | ");
  if (schema.properties !== undefined) {
    const isNeeded = (field: string) => schema.required?.includes(field) && !optional.has(field);
    const fields = Object.entries(schema.properties).map(([field, below]) => [
      isNeeded(field) ? `${field}!` : field,
      shapeOf(below, field),
    ]);
    return Object.fromEntries(fields);
  }
  if (schema.type === "array") return [shapeOf(schema.items ?? {}, "")];
  if (schema.additionalProperties !== undefined) return { "*": shapeOf(schema.additionalProperties, "") };
  if (schema["x-kubernetes-preserve-unknown-fields"]) return "any";
  return schema.type === "integer" ? "number" : (schema.type ?? "any");
}
