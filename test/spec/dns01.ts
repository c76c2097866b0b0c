import { Fields, type Findings } from "../../provider/spec/fields.js";
import { parseDns01 } from "../../provider/spec/parse-dns01.js";

/** What is made of the input `dns01`, and everything that was found wrong with it or is waited for. */
export function parse(dns01: Record<string, unknown>) {
  const findings: Findings = { failures: [], waitingOn: [] };
  return { spec: parseDns01(new Fields(dns01, "dns01", findings)), ...findings };
}

/** What is wrong, with which provider, in which of its fields, and what is said of it. */
export type Mistake = readonly [what: string, kind: string, fields: object, field: string, reason: string];
