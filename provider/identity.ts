import { createHash } from "node:crypto";
import type { Properties } from "./outputs.js";
import type { Owner } from "./record/record.js";

/**
 * Whose certificate this is: the project, stack and logical name of its URN, and the types of the components that
 * it is part of, where it is part of any. The id is made once and carried from old inputs to new ones, so that an
 * alias or a renamed stack keeps it.
 *
 * @see https://www.pulumi.com/docs/concepts/resources/names/#urns
 */
export function ownerOf(inputs: Properties, olds: Properties = {}): Owner {
  const [stack = "", project = "", types = "", ...names] = String(inputs.__urn ?? "")
    .replace(/^urn:pulumi:/, "")
    .split("::");
  const name = names.join("::");
  const components = types.includes("$") ? [types] : [];
  const inherited = typeof olds.__owner === "string" ? olds.__owner : inputs.__owner;
  const id = typeof inherited === "string" ? inherited : hash([project, stack, ...components, name]);
  return { id, project, stack, name };
}

/** The URN, under which the engine shows a resource's row; the SDK hands it on, for the engine does not. */
export function urnOf({ __urn }: Properties): string | undefined {
  return typeof __urn === "string" ? __urn : undefined;
}

function hash(parts: readonly string[]): string {
  return createHash("sha256").update(parts.join("\0")).digest("hex").slice(0, 16);
}
