import type { Instant } from "../spec/instant.js";
import { type Cause, causeOf } from "./cause.js";
import type { Observation } from "./observation.js";

/** What the wait asks of the world around it. */
export interface Waiting {
  readonly look: () => Promise<Observation>;
  readonly now: () => Instant;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** Called whenever the cause becomes another one. */
  readonly report: (cause: Cause) => Promise<void>;
}

export interface Patience {
  readonly namespace: string;
  readonly namespaceUid?: string | undefined;
  /** Milliseconds. */
  readonly timeout: number;
}

/** From a quarter of a second up to two seconds: the slowest step, the cainjector's, takes some seconds. */
const pause = { first: 250, factor: 1.3, longest: 2000 };

/**
 * How many looks in a row must find it usable: an API server keeps connections to a webhook that is going, and
 * where there are several, each learns of its CA by itself.
 */
const steady = 2;

/** Looks again and again until the API is usable, which is undefined, or gives up with the last cause. */
export async function awaitUsable(waiting: Waiting, patience: Patience): Promise<Cause | undefined> {
  const deadline = waiting.now() + patience.timeout;
  let reported: string | undefined;
  let passed = 0;
  for (let wait = pause.first; ; wait = Math.min(wait * pause.factor, pause.longest)) {
    const observation = await waiting.look();
    const cause = causeOf(observation, { ...patience, now: waiting.now() });
    passed = cause === undefined ? passed + 1 : 0;
    if (passed === steady || cause?.final) return cause;
    if (cause !== undefined && waiting.now() + wait > deadline) return cause;
    if (cause !== undefined && cause.text !== reported) await waiting.report(cause);
    reported = cause?.text ?? reported;
    await waiting.sleep(passed > 0 ? pause.first : wait);
  }
}
