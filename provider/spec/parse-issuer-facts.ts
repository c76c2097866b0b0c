import { Fields, type Findings } from "./fields.js";
import type { IssuerFacts, SolverFacts } from "./issuer-facts.js";

/** What the SDK says of the issuer in the hidden input `__issuer`; undefined where it says nothing. */
export function parseIssuerFacts(value: unknown): IssuerFacts | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const findings: Findings = { failures: [], waitingOn: [] };
  const fields = new Fields(value as Readonly<Record<string, unknown>>, "__issuer", findings);
  const profile = fields.text("profile", "a text");
  const facts = {
    issuer: fields.text("issuer", "a text") ?? "the issuer",
    server: fields.text("server", "a text") ?? "",
    ...(profile === undefined ? {} : { profile }),
    takesDuration: fields.boolean("takesDuration") ?? true,
    solvers: (fields.objects("solvers") ?? []).map(parseSolver),
  };
  // Of another version of this package, or of somebody's hand: then nothing is known.
  return findings.failures.length > 0 || findings.waitingOn.length > 0 ? undefined : facts;
}

function parseSolver(solver: Fields): SolverFacts {
  const names = (name: string) => solver.sequence(name, (value) => ({ value })) ?? [];
  return {
    type: solver.choice("type", ["dns01", "http01"]) ?? "http01",
    dnsNames: names("dnsNames"),
    dnsZones: names("dnsZones"),
    hasLabels: solver.boolean("hasLabels") ?? false,
  };
}
