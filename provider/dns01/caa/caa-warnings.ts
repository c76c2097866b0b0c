import { foreignText, messageOf } from "../../errors.js";
import { serverNamed } from "../dns/exchange.js";
import { systemResolvers } from "../dns/first-answer.js";
import { type CaaQuestion, caaObjection } from "./caa-objection.js";
import { findCaa } from "./find-caa.js";

/** Milliseconds that all of a certificate's names may take. */
const patience = 2_000;

/**
 * What CAA records have against an order, a sentence for each name, and one for all that cannot be looked up; empty
 * where nothing is known against it. Never rejects. The CA judges for itself, and may see other records than this machine does: never
 * a reason to refuse. `resolvers` are recursive servers, `address` or `address:port`; none means the system's.
 */
export async function caaWarnings(
  questions: readonly CaaQuestion[],
  resolvers: readonly string[] = [],
): Promise<string[]> {
  const servers = resolvers.length > 0 ? resolvers.map(serverNamed) : systemResolvers();
  const signal = AbortSignal.timeout(patience);
  const failed: { readonly name: string; readonly why: string }[] = [];
  const warnings = await Promise.all(
    questions.map(async (question) => {
      const name = question.wildcard ? `*.${question.name}` : question.name;
      try {
        const objection = caaObjection(question, await findCaa(question.name, servers, signal));
        return objection === undefined ? [] : [`the CA will refuse ${name}: ${objection}`];
      } catch (error) {
        failed.push({ name, why: messageOf(error) });
        return [];
      }
    }),
  );
  return [...warnings.flat(), ...unknown(failed)];
}

function unknown([first, ...others]: readonly { readonly name: string; readonly why: string }[]): string[] {
  if (first === undefined) return [];
  const more = others.length === 0 ? "" : ` and ${others.length} more`;
  return [
    `whether CAA records permit the CA is not known for ${first.name}${more}: ${foreignText(first.why)}`,
  ];
}
