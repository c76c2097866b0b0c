import type { Reason } from "../rest/rest-api.js";

/** The contents of every element of a name, where none holds another of its own name, as in AWS's answers. */
export function elements(xml: string, name: string): string[] {
  const found = xml.matchAll(new RegExp(`<${name}(?:\\s[^>]*)?>([\\s\\S]*?)</${name}>`, "g"));
  return [...found].map(([, content = ""]) => content);
}

/** The text of the first element of a name. */
export function textAt(xml: string, name: string): string | undefined {
  const [content] = elements(xml, name);
  return content?.replaceAll(/&(lt|gt|quot|apos|amp|#x?[0-9a-fA-F]+);/g, (_, entity: string) => {
    if (entity.startsWith("#x")) return String.fromCodePoint(Number.parseInt(entity.slice(2), 16));
    if (entity.startsWith("#")) return String.fromCodePoint(Number(entity.slice(1)));
    return entities[entity] ?? "";
  });
}

const entities: Readonly<Record<string, string>> = { lt: "<", gt: ">", quot: '"', apos: "'", amp: "&" };

export function escaped(text: string): string {
  const names: Readonly<Record<string, string>> = {
    "<": "lt",
    ">": "gt",
    '"': "quot",
    "'": "apos",
    "&": "amp",
  };
  return text.replaceAll(/[<>"'&]/g, (character) => `&${names[character]};`);
}

/**
 * What AWS says of a refusal, its first line: the rest of one about a signature holds the whole request. An invalid
 * change batch has a form of its own.
 */
export function awsReason(xml: string): Reason {
  const code = textAt(xml, "Code") ?? /<(InvalidChangeBatch)\b/.exec(xml)?.[1];
  return { code, message: textAt(xml, "Message")?.split("\n")[0] };
}
