import type { Reason } from "./rest-api.js";

/** An object of an API's answer whose fields are looked at one by one; anything else reads as one without fields. */
export type JsonObject = Readonly<Record<string, unknown>>;

export function objectOf(value: unknown): JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A text or a number as text; else undefined. */
export function textIn(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  return typeof value === "number" ? String(value) : undefined;
}

/** The JSON of a text; of a text that is none, an object without fields. */
export function parsed(text: string): JsonObject {
  try {
    return objectOf(JSON.parse(text));
  } catch {
    return {};
  }
}

/** Reads a refusal whose code and message are fields of an object at the top or below `error`. */
export function reasonAt(codeField: string, messageField: string): (text: string) => Reason {
  return (text) => {
    const top = parsed(text);
    const fields = typeof top.error === "object" ? objectOf(top.error) : top;
    return { code: textIn(fields[codeField]), message: textIn(fields[messageField]) };
  };
}
