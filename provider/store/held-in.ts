import type { FieldManager, Held } from "../record/held.js";
import { isOfKubecerts } from "./owner-marks.js";

/** Who has a hand on the Secret of a manifest, besides kubecerts. What is not of the API's form says nothing. */
export function heldIn(manifest: Readonly<Record<string, unknown>>): Held {
  const metadata = objectIn(manifest, "metadata");
  const ownerReferences = listIn(metadata, "ownerReferences").map(
    (reference) => `${textIn(reference, "kind")} ${textIn(reference, "name")}`,
  );
  const managers = listIn(metadata, "managedFields").flatMap(managerIn);
  return {
    ...(manifest.immutable === true ? { immutable: true } : {}),
    ...(ownerReferences.length === 0 ? {} : { ownerReferences }),
    ...(managers.length === 0 ? {} : { managers }),
  };
}

function managerIn(entry: Readonly<Record<string, unknown>>): FieldManager[] {
  const name = textIn(entry, "manager");
  if (isOfKubecerts(name)) return [];
  const held = objectIn(entry, "fieldsV1");
  const metadata = objectIn(held, "f:metadata");
  const fields = [
    ...namesIn(objectIn(held, "f:data")),
    ...namesIn(objectIn(held, "f:stringData")),
    ...("f:type" in held ? ["type"] : []),
    ...("f:immutable" in held ? ["immutable"] : []),
    ...("f:ownerReferences" in metadata ? ["metadata.ownerReferences"] : []),
    ...["labels", "annotations"].flatMap((kind) =>
      namesIn(objectIn(metadata, `f:${kind}`)).map((field) => `metadata.${kind}.${field}`),
    ),
  ];
  return [{ name, applies: entry.operation === "Apply", fields }];
}

function namesIn(fields: Readonly<Record<string, unknown>>): string[] {
  return Object.keys(fields).flatMap((name) => (name.startsWith("f:") ? [name.slice(2)] : []));
}

function objectIn(of: Readonly<Record<string, unknown>>, name: string): Readonly<Record<string, unknown>> {
  return isObject(of[name]) ? of[name] : {};
}

function listIn(of: Readonly<Record<string, unknown>>, name: string): Readonly<Record<string, unknown>>[] {
  return Array.isArray(of[name]) ? of[name].filter(isObject) : [];
}

function textIn(of: Readonly<Record<string, unknown>>, name: string): string {
  return typeof of[name] === "string" ? of[name] : "unknown";
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
