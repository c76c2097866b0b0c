import type { Instant } from "../spec/instant.js";
import { type IssuerObject, type Verdict, verdictOf } from "./verdict.js";

/** What the wait asks of the world around it. */
export interface Waiting {
  readonly get: () => Promise<Sighting>;
  /** Resolves when the Issuer has changed since it was seen so, and at the latest after so many milliseconds. */
  readonly changed: (since: Sighting, milliseconds: number) => Promise<void>;
  /** Makes cert-manager look at the Issuer again now. */
  readonly nudge: () => Promise<void>;
  readonly now: () => Instant;
  /** Called whenever there is something new to say. */
  readonly report: (line: string) => Promise<void>;
}

export type Sighting =
  | { readonly state: "present"; readonly issuer: IssuerObject }
  /** The cluster proves that there is none. */
  | { readonly state: "absent" }
  /** No answer; the message says why. */
  | { readonly state: "away"; readonly message: string };

/** `other`: another object of the same name, so another cluster or another life of it. */
export type Ending = Verdict | Exclude<Sighting, { state: "present" }> | { readonly state: "other" };

/** How long a failure may stand that cert-manager tries again: two tries of it, after 5 and 10 seconds. */
const forRetries = 16_000;
/** How long a final one may stand that was there before this wait: nobody says whether it is of after the nudge. */
const forNudge = 4_000;

/** Waits until cert-manager has said of this generation of the Issuer that it is ready, or that it is not. */
export async function awaitReady(
  waiting: Waiting,
  patience: { readonly uid?: string; readonly timeout: number },
): Promise<Ending> {
  const deadline = waiting.now() + patience.timeout;
  let said: string | undefined;
  let failing: { readonly since: Instant; readonly inherited: string | undefined } | undefined;
  for (let isFirst = true; ; isFirst = false) {
    const sighting = await waiting.get();
    const verdict = judge(sighting, patience.uid);
    if (verdict.state === "ready" || verdict.state === "absent" || verdict.state === "other") return verdict;
    const line = lineOf(verdict);
    if (verdict.state !== "failing") failing = undefined;
    else failing ??= { since: waiting.now(), inherited: isFirst ? line : undefined };
    if (isFirst && failing !== undefined) await waiting.nudge();
    const until = Math.min(deadline, endOf(verdict, failing?.since, failing?.inherited === line));
    if (waiting.now() >= until) return verdict;
    if (line !== said) await waiting.report(line);
    said = line;
    await waiting.changed(sighting, until - waiting.now());
  }
}

function judge(sighting: Sighting, uid: string | undefined): Ending {
  if (sighting.state !== "present") return sighting;
  const { issuer } = sighting;
  return uid !== undefined && issuer.metadata.uid !== uid ? { state: "other" } : verdictOf(issuer);
}

/** Until when a verdict may stand. */
function endOf(verdict: Ending, since: Instant | undefined, isInherited: boolean): Instant {
  if (verdict.state !== "failing" || since === undefined) return Number.POSITIVE_INFINITY;
  if (!verdict.final) return since + forRetries;
  return isInherited ? since + forNudge : since;
}

function lineOf(verdict: Extract<Ending, { state: "unseen" | "away" | "failing" }>): string {
  if (verdict.state === "unseen") return "waiting: cert-manager has not looked at it yet";
  if (verdict.state === "away") return `waiting: ${verdict.message}`;
  return `waiting: ${verdict.reason}: ${verdict.message}`;
}
