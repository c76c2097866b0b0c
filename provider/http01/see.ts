import type { Challenge } from "../acme/solver.js";
import { ask } from "../reach/ask.js";
import { lookupAt } from "../reach/lookup.js";
import type { Seen } from "../reach/self-check.js";
import type { SelfCheckSpec } from "../spec/http01-spec.js";
import { challengeFolder, challengeUrl } from "./challenge-url.js";

/** Asks for the key authorization by the name itself, as the CA will. */
export function seeByHttp({
  resolvers,
  port,
}: SelfCheckSpec): (challenge: Challenge, signal: AbortSignal) => Promise<Seen> {
  const lookup = lookupAt(resolvers);
  return async (challenge, signal) => {
    const url = challengeUrl(challenge, port);
    const { body, seen } = await ask(url, lookup, signal);
    // The CA, too, passes over white space at the end (RFC 8555, section 8.3).
    if (body.trimEnd() === challenge.keyAuthorization) return { answered: true };
    return { answered: false, seen: `at http://${url.host}${challengeFolder}/ ${seen}` };
  };
}
