import { serverNamed } from "../dns/exchange.js";
import { systemResolvers } from "../dns/first-answer.js";
import { type CaaQuestion, caaObjection } from "./caa-objection.js";
import { findCaa } from "./find-caa.js";

/** Milliseconds that all of a certificate's names may take. */
const patience = 2_000;

/**
 * What CAA records have against an order, a sentence for each name; empty where nothing is known against it, and what
 * cannot be looked up is passed over. The CA judges for itself, and may see other records than this machine does: never
 * a reason to refuse. `resolvers` are recursive servers, `address` or `address:port`; none means the system's.
 */
export async function caaWarnings(
  questions: readonly CaaQuestion[],
  resolvers: readonly string[] = [],
): Promise<string[]> {
  const servers = resolvers.length > 0 ? resolvers.map(serverNamed) : systemResolvers();
  const signal = AbortSignal.timeout(patience);
  const warnings = await Promise.all(
    questions.map(async (question) => {
      const name = question.wildcard ? `*.${question.name}` : question.name;
      const found = await findCaa(question.name, servers, signal).catch(() => undefined);
      const objection = caaObjection(question, found);
      return objection === undefined ? [] : [`the CA will refuse ${name}: ${objection}`];
    }),
  );
  return warnings.flat();
}
