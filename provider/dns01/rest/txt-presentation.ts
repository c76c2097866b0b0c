/** A value as zone files write it: strings of at most 255 octets in quotes (RFC 1035, 5.1). */
export function quoted(value: string): string {
  const parts = value.match(/[\s\S]{1,255}/g) ?? [""];
  return parts.map((part) => `"${part.replaceAll(/["\\]/g, "\\$&")}"`).join(" ");
}

/** The value of what a zone file writes, its strings joined as a CA joins them; a text without quotes is itself. */
export function unquoted(text: string): string {
  if (!text.startsWith('"')) return text;
  const strings = text.matchAll(/"((?:[^"\\]|\\.)*)"/gs);
  return [...strings].map(([, inner = ""]) => inner.replaceAll(/\\(\d{3}|.)/gs, unescaped)).join("");
}

function unescaped(_: string, after: string): string {
  return /^\d{3}$/.test(after) ? String.fromCharCode(Number(after)) : after;
}
