import { type JsonObject, textIn } from "./json.js";

/** A token and how long it may be used, in milliseconds since 1970. */
export interface TokenUntil {
  readonly token: string;
  readonly until: number;
}

/** What a token endpoint answers (RFC 6749, 5.1). */
export function tokenIn(answer: JsonObject, now: number): TokenUntil {
  const token = textIn(answer.access_token);
  if (token === undefined) throw new Error("a token endpoint answers without a token");
  return { token, until: now + 1000 * Number(answer.expires_in ?? 0) };
}

/** Milliseconds before its end at which a token is asked for anew. */
const margin = 60_000;

/** Keeps a token until shortly before its end. */
export function keptToken(
  obtain: (signal: AbortSignal) => Promise<TokenUntil>,
  now: () => number,
): (signal: AbortSignal) => Promise<string> {
  let kept: TokenUntil | undefined;
  return async (signal) => {
    if (kept === undefined || now() >= kept.until - margin) kept = await obtain(signal);
    return kept.token;
  };
}
