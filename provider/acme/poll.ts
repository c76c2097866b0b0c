import { setTimeout as sleep } from "node:timers/promises";
import type { Instant } from "../spec/instant.js";
import type { AcmeClient } from "./client.js";
import { retryAfterIn } from "./problem.js";
import type { HttpAnswer } from "./transport.js";

/** Milliseconds until the first look and at most between two, where the CA names no time. */
const firstPause = 50;
const longestPause = 5_000;

export interface Patience {
  readonly now: () => Instant;
  readonly signal: AbortSignal;
  /** Counts a look that found it not done. */
  readonly looked?: () => void;
}

/**
 * Asks for an object until it is in another state than `while` names, after the time that the CA names each time
 * (RFC 8555, section 7.5.1). Rejects when the signal aborts.
 */
export async function poll<T extends { readonly status: string }>(
  client: AcmeClient,
  url: string,
  pending: readonly string[],
  patience: Patience,
  before?: HttpAnswer,
): Promise<T> {
  let pause = firstPause;
  let answer = before;
  for (;;) {
    if (answer !== undefined) {
      const object = answer.data as T;
      if (!pending.includes(object.status)) return object;
      const { now, signal } = patience;
      const named = retryAfterIn(answer.headers["retry-after"], now());
      await sleep(named === undefined ? pause : Math.max(named - now(), firstPause), undefined, { signal });
      pause = Math.min(pause * 2, longestPause);
      patience.looked?.();
    }
    patience.signal.throwIfAborted();
    answer = await client.read(url);
  }
}
