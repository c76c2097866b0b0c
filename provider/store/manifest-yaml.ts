import { Document, LineCounter, parseDocument, visit } from "yaml";
import type { Manifest } from "./manifests.js";

interface Unreadable {
  /** A clause that fits after "the Secret ...". It cites nothing of the text, which may hold a key. */
  readonly unreadable: string;
}

/** What `read` finds in the one document of a YAML text. */
export function parseYaml<T>(text: string, read: (value: unknown) => T): T | Unreadable {
  const lines = new LineCounter();
  const document = parseDocument(text, { prettyErrors: false, logLevel: "error", lineCounter: lines });
  const fault = document.errors[0];
  if (fault !== undefined)
    return { unreadable: `is not YAML (${fault.code} in line ${lines.linePos(fault.pos[0]).line})` };
  try {
    return read(document.toJS());
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    return { unreadable: "is YAML whose aliases cannot be resolved" };
  }
}

/** The manifest in YAML 1.1, which is what kubectl reads: there `yes` and `012` are no texts unless they are quoted. */
export function formatYaml(manifest: Manifest): string {
  const document = new Document(manifest, { version: "1.1", aliasDuplicateObjects: false });
  visit(document, {
    Scalar(_, node) {
      if (typeof node.value === "string" && /^[\d.+-][^\n]*$/.test(node.value)) node.type = "QUOTE_DOUBLE";
    },
  });
  return document.toString({ lineWidth: 0 });
}
