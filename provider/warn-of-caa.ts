import type { AcmeClient } from "./acme/client.js";
import { caaWarnings } from "./dns01/caa/caa-warnings.js";
import type { AcmeIssuance } from "./issue-by-acme.js";
import { challengeOf, resolversOf } from "./solvers.js";
import { chooseSolver } from "./spec/choose-solver.js";

/** Says what CAA records have against an order, and no more: what counts is what the CA sees. Never rejects. */
export async function warnOfCaa(
  { directory, account }: AcmeClient,
  { spec, acme, report }: AcmeIssuance,
): Promise<void> {
  const identities = directory.meta?.caaIdentities ?? [];
  if (identities.length === 0) return;
  const questions = spec.dnsNames.flatMap((name) => {
    const kind = chooseSolver(name, acme.solvers)?.kind;
    if (kind === undefined) return [];
    const [wildcard, bare] = [name.startsWith("*."), name.replace(/^\*\./, "")];
    return { name: bare, wildcard, issuers: identities, accountUri: account, method: challengeOf[kind] };
  });
  for (const warning of await caaWarnings(questions, resolversOf(acme.solvers)))
    await report("warning", warning);
}
