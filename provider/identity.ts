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
  const { stack, project, name, ...own } = namesIn(inputs);
  return { id: idIn(olds) ?? idIn(inputs) ?? own.id, project, stack, name };
}

/** The hidden inputs that say whose a certificate is, as the state holds them: the URN in short, and the id where that does not tell it. */
export function ownerInputs(inputs: Properties, olds: Properties): Properties {
  const { id } = ownerOf(inputs, olds);
  return {
    ...(typeof inputs.__urn === "string" ? { __urn: shortened(inputs.__urn) } : {}),
    ...(id === namesIn(inputs).id ? {} : { __owner: id }),
  };
}

const urnPrefix = "urn:pulumi:";
const type = "pulumi-nodejs:dynamic/kubecerts:Certificate";

/** The URN, under which the engine shows a resource's row; the SDK hands it on, for the engine does not. Undefined where there is none. */
export function urnOf({ __urn: urn }: Properties): string | undefined {
  if (typeof urn !== "string" || urn.startsWith(urnPrefix)) return urn as string | undefined;
  const [stack, project, components, ...name] = urn.split("::");
  return `${urnPrefix}${[stack, project, `${components}${type}`, ...name].join("::")}`;
}

/** Without what all certificates have in common, since it lies in the state of each: `dev::shop::::web`. */
function shortened(urn: string): string {
  const [stack = "", project = "", types = "", ...name] = urn.split("::");
  if (!stack.startsWith(urnPrefix) || !types.endsWith(type)) return urn;
  return [stack.slice(urnPrefix.length), project, types.slice(0, -type.length), ...name].join("::");
}

function idIn({ __owner: id, __urn: urn }: Properties): string | undefined {
  if (typeof id === "string") return id;
  return typeof urn === "string" ? namesIn({ __urn: urn }).id : undefined;
}

function namesIn(inputs: Properties): Owner {
  const [stack = "", project = "", types = "", ...names] = (urnOf(inputs) ?? "")
    .replace(urnPrefix, "")
    .split("::");
  const name = names.join("::");
  const components = types.includes("$") ? [types] : [];
  return { id: hash([project, stack, ...components, name]), project, stack, name };
}

function hash(parts: readonly string[]): string {
  return createHash("sha256").update(parts.join("\0")).digest("hex").slice(0, 16);
}
