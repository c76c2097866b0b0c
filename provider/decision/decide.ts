import type { Observed, Present, Recorded, Seen } from "../record/observed.js";
import type { CertificateSpec } from "../spec/certificate-spec.js";
import type { Instant } from "../spec/instant.js";
import { besides, requested } from "../spec/requested.js";
import { accountRules } from "./account.js";
import { acmeWarnings } from "./acme-warnings.js";
import { anothersIn, notOwner, taken } from "./adoption.js";
import { copyRules, copyWarnings } from "./copies.js";
import { type Decision, type Finding, orders, type Reason, type Reasons, rank } from "./decision.js";
import { dueRules } from "./due.js";
import { materialRules } from "./material.js";
import { differingFields, mismatchRules } from "./mismatches.js";
import { holdOn, overruled } from "./permitted.js";
import { revocationListRules } from "./revocation-list.js";
import { recordRules } from "./rules.js";
import { unchangeableRule, unwritableRule } from "./unchangeable.js";
import { warningsOf } from "./warnings.js";

/**
 * Given the specification, what was observed, and the time: what should happen to this certificate, and every
 * reason why. Preview, apply and the text they print come from this one value; nothing else has an opinion.
 *
 *     whose is it?        somebody else's, and adopt does not take it ........... defer
 *     can it be seen?     unreachable, another cluster .......................... defer
 *     is anything there?  proven absent ........................................ issue
 *     can it be written?  the API never changes it, and recreate is not given .... defer
 *     can it be read?     key, certificate or record beyond repair ............. reissue
 *     does it match?      names, key, issuer, what was requested ............... reissue
 *     is it due?          the instant has come, or a renewal is forced ......... renew
 *     may it be now?      cert-manager's backoff, the CA's Retry-After, windows .. defer
 *     could it be written? an immutable Secret that cert-manager would write ..... defer
 *     is all around it?   Secret, record or a copy drifted, the key is good .... repair
 *     does the state know it?  renewed by somebody else, another renewal time .. record
 *     does the CA know it?  another contact, another key of the account ........ record
 *     otherwise ................................................................ keep
 *
 * All but the first three add up: every rule that finds something gives its reason, and the largest action wins.
 * Pure and total: no clock, no I/O, and no observation makes it throw. The laws are in test/decision/laws.test.ts.
 */
export function decide(spec: CertificateSpec, seen: Observed, now: Instant): Decision {
  const observed = taken(spec, seen);
  const anothers = anothersIn(observed);
  if (anothers !== undefined) return defer(true, notOwner(spec, anothers));
  switch (observed.state) {
    case "unreachable":
      return defer(anythingWanted(spec, observed.recorded, now), {
        code: "Unreachable",
        observed: observed.cause,
      });
    case "wrong cluster":
      return defer(true, { code: "WrongCluster", observed: observed.observed, wanted: observed.wanted });
    case "unreadable":
      // What cannot be read proves nothing: it is only ours where the state says so.
      if (observed.recorded === undefined)
        return defer(true, { code: "NotOwner", observed: `nobody known: ${observed.what}` });
      return settle(spec, observed, [unusable(spec, observed, observed)], now);
    case "absent":
      return settle(spec, observed, [unusable(spec, observed, observed)], now);
    case "present":
      return judge(spec, observed, now);
    case "foreign":
      throw new Error("decide: a foreign Secret that is nobody else's"); // a bug in anothersIn
  }
}

function judge(spec: CertificateSpec, observed: Observed & Present, now: Instant): Decision {
  const unchangeable = unchangeableRule(spec, observed);
  if (unchangeable !== undefined) return defer(true, ...unchangeable);
  const findings = [
    ...materialRules(spec, observed),
    ...mismatchRules(spec, observed),
    ...dueRules(spec, observed, now),
    ...recordRules(spec, observed),
    ...accountRules(spec, observed),
    ...revocationListRules(spec, observed, now),
    ...copyRules(observed),
  ];
  return settle(spec, observed, findings, now);
}

function settle(
  spec: CertificateSpec,
  observed: Observed,
  findings: readonly Finding[],
  now: Instant,
): Decision {
  const hold = holdOn(spec, observed, findings, now);
  if (hold === undefined) {
    const warning = overruled(spec, observed, findings, now);
    const asking = findings.some(({ action }) => orders(action)) ? acmeWarnings(spec, observed, now) : [];
    return act(spec, observed, findings, [...(warning === undefined ? [] : [warning]), ...asking]);
  }
  if (hold.wanted) return defer(true, hold.reason);
  // What needs no order need not wait for a window.
  const others = findings.filter(({ action }) => !orders(action));
  return others.length === 0 ? defer(false, hold.reason) : act(spec, observed, others, [hold.reason]);
}

/** Why what is there is no beginning: nothing is, or it cannot be read. */
function unusable(
  spec: CertificateSpec,
  seen: Extract<Seen, { state: "absent" | "unreadable" }>,
  { controller, recorded }: Pick<Observed, "controller" | "recorded">,
): Finding {
  // An issuance that was not finished, or whose record somebody deleted: it goes on from there.
  if (controller?.state === "present")
    return {
      action: "repair",
      reason: { code: "Unfinished", observed: "no record of what came of it" },
    };
  const place = `${spec.namespace}/${spec.secretName}`;
  const found = (recorded?.revision ?? 0) > 0 ? "nothing any more" : "nothing";
  const byCsr = spec.csr === undefined ? {} : { field: "csr" };
  return seen.state === "absent"
    ? { action: "issue", reason: { code: "DoesNotExist", observed: found, wanted: place, ...byCsr } }
    : { action: "reissue", reason: { code: "RecordUnreadable", observed: seen.what, wanted: "a record" } };
}

function act(
  spec: CertificateSpec,
  observed: Observed,
  findings: readonly Finding[],
  more: readonly Reason[],
): Decision {
  const unwritable = observed.state === "present" ? unwritableRule(spec, observed, findings) : undefined;
  if (unwritable !== undefined) return defer(true, ...unwritable);
  const warnings = [...warningsOf(spec, observed), ...copyWarnings(observed), ...more];
  const [first, ...others] = findings.toSorted((a, b) => rank[b.action] - rank[a.action]);
  if (first === undefined) return { action: "keep", reasons: [], warnings };
  return {
    action: first.action,
    reasons: [first.reason, ...others.map((finding) => finding.reason)],
    warnings,
    revision: Math.max(1, revisionOf(observed) + (orders(first.action) ? 1 : 0)),
    ...(isGuessed(observed) ? { isGuess: true } : {}),
  };
}

function revisionOf(observed: Observed): number {
  const { recorded } = observed;
  const known = recorded?.revision ?? 0;
  if (observed.state !== "present") return known;
  // Without facts the state's revision is only the one last decided on, which may never have been reached.
  return recorded?.fingerprint === undefined
    ? observed.record.revision
    : Math.max(observed.record.revision, known);
}

/** Old inputs alone hold the revision that was decided on last, which an `up` that failed has not reached. */
function isGuessed({ state, recorded }: Observed): boolean {
  return (
    state !== "present" &&
    recorded !== undefined &&
    recorded.fingerprint === undefined &&
    recorded.revision > 0
  );
}

function defer(wanted: boolean, ...reasons: Reasons): Decision {
  return { action: "defer", reasons, warnings: [], wanted };
}

/** Whether the state alone tells that something is to be done: another specification, or an instant that has come. */
function anythingWanted(spec: CertificateSpec, recorded: Recorded | undefined, now: Instant): boolean {
  if (recorded?.requested === undefined) return true;
  return (
    differingFields(requested(spec), recorded.requested).length > 0 ||
    (spec.renewal.trigger !== undefined && spec.renewal.trigger !== recorded.trigger) ||
    (recorded.outdated ?? []).length > 0 ||
    (recorded.otherPasswords ?? []).length > 0 ||
    (recorded.besides !== undefined && differingFields(besides(spec), recorded.besides).length > 0) ||
    (recorded.renewalTime !== undefined && now >= recorded.renewalTime)
  );
}
