import { CertificateError, foreignText } from "../errors.js";
import { formatInstant, type Instant, parseInstant } from "../spec/instant.js";
import type { Leaving } from "./leaving-challenges.js";

/** What the wait asks of the world around it. */
export interface Waiting {
  /** Undefined where it may not be looked at. */
  readonly see: () => Promise<readonly Leaving[] | undefined>;
  /** Whether a Pod of cert-manager's controller runs; undefined where that cannot be known. */
  readonly controllerRuns: () => Promise<boolean | undefined>;
  /** Takes the finalizers of a Challenge away, which the user has agreed to. */
  readonly giveUp: (challenge: Leaving) => Promise<void>;
  readonly now: () => Instant;
  readonly sleep: (milliseconds: number) => Promise<void>;
  readonly report: (severity: "info" | "warning", line: string) => Promise<void>;
}

export interface Patience {
  /** Milliseconds. */
  readonly timeout: number;
  /** Whether finalizers may be taken away that nobody else will. */
  readonly mayGiveUp: boolean;
}

/** What is being deleted, and what of it stands when it was not. */
export interface Subject {
  readonly what: string;
  readonly stands: string;
}

/** The environment variable by which a run of `pulumi destroy` agrees to leave behind what a challenge presented. */
export const consent = "KUBECERTS_REMOVE_FINALIZERS";

/** A minute: cert-manager tries to clean up again after 5, 10, 20 and 40 seconds. */
const longest = 60_000;
/** Without a controller nothing will happen; a Pod that is just being replaced gets so long. */
const withoutController = 10_000;
const pause = 500;

/**
 * Waits until no Challenge is on its way out any more. What waits for a controller that does not run, or that fails to
 * clean up, is given up by consent, or is an error that names it, and the subject that was not deleted for it.
 */
export async function awaitChallenges(subject: Subject, waiting: Waiting, patience: Patience): Promise<void> {
  const { what } = subject;
  const began = waiting.now();
  let [said, hasGivenUp] = ["", false];
  for (;;) {
    const leaving = await waiting.see();
    if (leaving === undefined)
      return await waiting.report(
        "warning",
        `whether a Challenge is on its way out was not looked at, for Challenges may not be listed: one that is may hang when ${what} is gone`,
      );
    const [first] = leaving;
    if (first === undefined) return;
    const runs = await waiting.controllerRuns();
    const line = `waiting: ${describe(first, leaving.length, runs)}`;
    if (line !== said) await waiting.report("info", line);
    said = line;
    const passed = waiting.now() - began;
    const allowed = runs === false ? withoutController : longest;
    if (passed >= Math.min(patience.timeout, allowed)) {
      if (!patience.mayGiveUp || hasGivenUp) throw failure(subject, first, leaving.length, runs);
      for (const challenge of leaving) await giveUp(waiting, challenge);
      hasGivenUp = true;
    }
    await waiting.sleep(pause);
  }
}

async function giveUp(waiting: Waiting, challenge: Leaving): Promise<void> {
  await waiting.giveUp(challenge);
  await waiting.report(
    "warning",
    `${nameOf(challenge)} was given up: ${presented(challenge)} may stay behind`,
  );
}

function failure(
  { what, stands }: Subject,
  challenge: Leaving,
  count: number,
  controllerRuns: boolean | undefined,
): CertificateError {
  return new CertificateError(
    `${what} was not deleted: ${describe(challenge, count, controllerRuns)}`,
    stands,
    `${controllerRuns === false ? "Let the controller run" : "Mend that"} and run pulumi destroy again, or set ${consent}=true for one run: then the finalizer is taken away, and ${presented(challenge)} may stay behind`,
  );
}

function describe(challenge: Leaving, count: number, controllerRuns: boolean | undefined): string {
  const { deletionTimestamp } = challenge.metadata;
  const since = deletionTimestamp === undefined ? undefined : parseInstant(deletionTimestamp);
  const more = count === 1 ? "" : ` (and ${count - 1} more)`;
  const reason = foreignText(challenge.status?.reason ?? "");
  const why =
    controllerRuns === false
      ? "no Pod of cert-manager's controller runs"
      : /clean/i.test(reason)
        ? `cert-manager says: ${reason}`
        : "cert-manager is at it";
  return `${nameOf(challenge)}${more} is being deleted${since === undefined ? "" : ` since ${formatInstant(since)}`} and waits for its finalizer ${(challenge.metadata.finalizers ?? []).join(" and ")}: ${why}`;
}

function nameOf({ metadata, spec }: Leaving): string {
  return `Challenge ${metadata.namespace}/${metadata.name} of ${foreignText(spec.dnsName)}`;
}

function presented({ spec }: Leaving): string {
  return spec.type === "DNS-01"
    ? `its TXT record at _acme-challenge.${foreignText(spec.dnsName).replace(/^\*\./, "")}`
    : "its solver's Pod, Service and Ingress";
}
