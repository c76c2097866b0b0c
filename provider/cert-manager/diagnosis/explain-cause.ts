import { formatInstant } from "../../spec/instant.js";
import type { Cause } from "./cause.js";
import { verdicts } from "./verdicts.js";

/** What failed, and in whose words. */
export function summary({ code, object, words }: Cause): string {
  return `${object} ${verdicts[code].what}${words === "" ? "" : `: ${words}`}`;
}

/** One paragraph: what failed, in whose words, what stands now, when it is tried again, and what to do. */
export function explainCause(cause: Cause): string {
  const { code, retryAt, stillValidUntil, todo } = cause;
  const { next } = verdicts[code];
  const sentences = [
    summary(cause),
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
