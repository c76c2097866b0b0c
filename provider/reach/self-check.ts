import { setMaxListeners } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import type { Challenge } from "../acme/solver.js";
import { CertificateError } from "../errors.js";
import type { Duration } from "../spec/certificate-spec.js";
import type { SelfCheckSpec } from "../spec/http01-spec.js";

/** What was found where the CA will look: the answer, or what stands there instead, as a clause. */
export type Seen =
  | { readonly answered: true }
  /** `hopeless`: waiting will not mend it. */
  | { readonly answered: false; readonly seen: string; readonly hopeless?: boolean };

const pause = { afterPass: 200, afterMiss: 500, atMost: 2_000 };

/**
 * Looks as the CA will, until every challenge was answered `passes` times in a row; or only waits, where that is
 * asked for. Where several servers stand behind a name, more than one pass meets the one that lags.
 *
 * @throws a {@link CertificateError} with what was seen last, when the signal aborts or waiting is hopeless
 */
export async function selfCheck(
  challenges: readonly Challenge[],
  spec: SelfCheckSpec,
  look: (challenge: Challenge, signal: AbortSignal) => Promise<Seen>,
  signal: AbortSignal,
  passes = 1,
): Promise<void> {
  if (spec.waitInstead !== undefined) return await wait(spec.waitInstead, signal);
  // One that may have a listener for each challenge; those of the caller's are counted, and warned about.
  const own = AbortSignal.any([signal]);
  setMaxListeners(0, own);
  const until = (challenge: Challenge) => untilAnswered(challenge, look, passes, own);
  const missing = await Promise.all(challenges.map(until));
  const faults = [...new Set(missing.filter((fault) => fault !== undefined))];
  if (faults.length === 0) return;
  const more = faults.length > 3 ? `; and ${faults.length - 3} more` : "";
  throw new CertificateError(
    `the CA would not see the proof: ${faults.slice(0, 3).join("; ")}${more}`,
    "The CA was not told to look, so that no attempt is spent",
    "Mend that and run pulumi up again; where only the CA can see it (split DNS, no way back in), set waitInsteadOfSelfCheck",
  );
}

/** What was seen last, where it was not the answer. */
async function untilAnswered(
  challenge: Challenge,
  look: (challenge: Challenge, signal: AbortSignal) => Promise<Seen>,
  passes: number,
  signal: AbortSignal,
): Promise<string | undefined> {
  let last = "there was no time to look";
  let afterMiss = pause.afterMiss;
  const fault = () => `${challenge.identifier.value}: ${last}`;
  try {
    for (let passed = 0; passed < passes; ) {
      const found = await look(challenge, signal);
      passed = found.answered ? passed + 1 : 0;
      if (!found.answered) last = found.seen;
      if (!found.answered && found.hopeless === true) return fault();
      if (passed === passes) break;
      await sleep(found.answered ? pause.afterPass : afterMiss, undefined, { signal });
      if (!found.answered) afterMiss = Math.min(afterMiss * 1.5, pause.atMost);
    }
    return undefined;
  } catch (error) {
    if (signal.aborted) return fault();
    throw error;
  }
}

async function wait(duration: Duration, signal: AbortSignal): Promise<void> {
  await sleep(duration, undefined, { signal }).catch((error: unknown) => {
    throw new CertificateError(
      `the ${duration / 1000} s of waitInsteadOfSelfCheck did not pass in time`,
      "The CA was not told to look, so that no attempt is spent",
      "Give the certificate a longer timeout, or the solver a shorter wait",
      { cause: error },
    );
  });
}
