import { Fields } from "../../provider/spec/fields.js";
import type { Http01Spec, IngressSolverSpec, SelfCheckSpec } from "../../provider/spec/http01-spec.js";
import { parseHttp01 } from "../../provider/spec/parse-http01.js";
import { sandboxFacts } from "../sandbox/facts.js";

/** What a program's `http01: { ingress }` becomes; names are looked up where the ACME server does. */
export function spec(
  ingress: Partial<IngressSolverSpec> = {},
  selfCheck: Partial<SelfCheckSpec> = {},
): Http01Spec {
  const sandbox = sandboxFacts();
  if (sandbox === undefined) throw new Error("The sandbox is not up.");
  const findings = { failures: [], waitingOn: [] };
  const http01 = { ingress, selfCheck: { resolvers: [sandbox.nameserver], ...selfCheck } };
  const parsed = parseHttp01(new Fields({ http01 }, "", findings));
  if (parsed === undefined || findings.failures.length > 0) throw new Error(JSON.stringify(findings));
  return parsed;
}
