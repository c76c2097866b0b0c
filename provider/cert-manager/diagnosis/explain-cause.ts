import { formatInstant } from "../../spec/instant.js";
import type { Cause } from "./cause.js";
import { verdicts } from "./verdicts.js";

/** One paragraph: what failed, in whose words, what stands now, when it is tried again, and what to do. */
export function explainCause({ code, object, words, retryAt, stillValidUntil, todo }: Cause): string {
  const { what, next } = verdicts[code];
  const sentences = [
    `${object} ${what}${words === "" ? "" : `: ${words}`}`,
    ...(stillValidUntil === undefined || code === "Ready"
      ? []
      : [`The certificate that is there stays valid until ${formatInstant(stillValidUntil)}`]),
    ...(retryAt === undefined
      ? [next].filter((clause) => clause !== undefined)
      : [`cert-manager tries again at ${formatInstant(retryAt)}, unless it was given another backoff`]),
    todo,
  ];
  return sentences.map((sentence) => (/[.!?]$/.test(sentence) ? sentence : `${sentence}.`)).join(" ");
}
