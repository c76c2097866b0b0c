import { foreignText } from "../errors.js";
import type { Instant } from "../spec/instant.js";
import { NoHandshake } from "./handshake.js";
import type { Verdict } from "./verdict.js";
import type { Question, Verification } from "./verify-endpoint.js";

/** What the wait is made of. */
export interface Watcher {
  readonly verify: (question: Question, now: Instant) => Promise<Verification>;
  readonly now: () => Instant;
  /** Milliseconds. */
  readonly sleep: (time: number) => Promise<unknown>;
  /** Told once, when the first look was not enough. */
  readonly report: (line: string) => Promise<void>;
}

/** What the last look said: nothing is wrong, or what still is, as clauses. */
export type Served = { readonly verdicts: readonly Verdict[] } | { readonly faults: readonly string[] };

const pause = 1000;

/**
 * Looks until the endpoint serves what is wanted and nothing about it fails, or the time (in milliseconds) is over.
 * An ingress needs seconds to take up a Secret, a mounted volume a minute or more.
 */
export async function awaitServed(question: Question, within: number, watcher: Watcher): Promise<Served> {
  const end = watcher.now() + within;
  for (let first = true; ; first = false) {
    const served = await look(question, watcher);
    if ("verdicts" in served) return served;
    if (watcher.now() + pause > end) return served;
    const { host, port } = question.endpoint;
    if (first) await watcher.report(`waiting until ${host}:${port} serves it: ${served.faults.join("; ")}`);
    await watcher.sleep(pause);
  }
}

async function look(question: Question, { verify, now }: Watcher): Promise<Served> {
  try {
    const { verdicts } = await verify(question, now());
    const faults = verdicts.filter(({ result }) => result === "fail");
    if (faults.length === 0) return { verdicts };
    return { faults: faults.map(({ check, detail }) => `${check}: ${foreignText(detail)}`) };
  } catch (error) {
    if (!(error instanceof NoHandshake)) throw error;
    return { faults: [foreignText(error.message)] };
  }
}
