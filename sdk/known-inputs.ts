import { inspect } from "node:util";
import * as pulumi from "@pulumi/pulumi";
import { Fields, type Findings, unknownValue } from "../provider/spec/fields.js";

/**
 * Reads what a program gives a component, as the provider reads its inputs: what is an Output or a promise is
 * not known yet, and is left to the cluster to judge.
 *
 * @throws pulumi.InputPropertiesError with everything that `read` finds wrong, also in its message, which is all
 *   that the CLI prints of it.
 */
export function checkInputs(component: string, args: object, read: Reader): void {
  const findings: Findings = { failures: [], waitingOn: [] };
  read(new Fields(known(args) as Record<string, unknown>, "", findings), findings);
  const { failures } = findings;
  if (failures.length === 0) return;
  const lines = failures.map(({ property, reason }) => `  ${property} ${reason}`);
  const errors = failures.map(({ property, reason }) => ({ propertyPath: property, reason }));
  const error = new pulumi.InputPropertiesError({
    message: [`${component}: its inputs are wrong, so nothing was declared:`, ...lines].join("\n"),
    errors,
  });
  // The CLI prints the stack and the object's inner form; neither tells the reader of a preview anything.
  error.stack = error.message;
  Object.defineProperty(error, inspect.custom, { value: () => error.message });
  throw error;
}

/** Reads the fields and reports what is wrong; the findings are for fields of objects that lie in lists. */
export type Reader = (fields: Fields, findings: Findings) => void;

/** The same with the sign of an unknown value in place of everything that is not known yet. */
export function known(value: unknown): unknown {
  if (pulumi.Output.isInstance(value) || value instanceof Promise || pulumi.Resource.isInstance(value))
    return unknownValue;
  if (Array.isArray(value)) return value.map(known);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, known(field)]));
}
