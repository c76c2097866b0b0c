/** A token and how long it may be used, in milliseconds since 1970. */
export interface TokenUntil {
  readonly token: string;
  readonly until: number;
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
