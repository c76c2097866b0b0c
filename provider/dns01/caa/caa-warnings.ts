import { foreignText, messageOf } from "../../errors.js";
import type { ServerAddress } from "../dns/exchange.js";
import { systemResolvers } from "../dns/first-answer.js";
import { type CaaQuestion, caaObjection } from "./caa-objection.js";
import { findCaa } from "./find-caa.js";

/**
 * What CAA records have against an order, a sentence for each name; empty where nothing is known against it. The CA
 * judges for itself, and may see other records than this machine does: never a reason to refuse. Rejects when the signal
 * aborts.
 */
export async function caaWarnings(
  questions: readonly CaaQuestion[],
  signal: AbortSignal,
  resolvers: readonly ServerAddress[] = systemResolvers(),
): Promise<string[]> {
  const warnings = await Promise.all(
    questions.map(async (question) => {
      const name = question.wildcard ? `*.${question.name}` : question.name;
      try {
        const objection = caaObjection(question, await findCaa(question.name, resolvers, signal));
        return objection === undefined ? [] : [`the CA will refuse ${name}: ${foreignText(objection)}`];
      } catch (error) {
        signal.throwIfAborted();
        return [`whether the CA may issue for ${name} is not known: ${messageOf(error)}`];
      }
    }),
  );
  return warnings.flat();
}
