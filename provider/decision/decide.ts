import type { Observed, Present, Recorded, Seen } from "../record/observed.js";
import type { CertificateSpec } from "../spec/certificate-spec.js";
import { formatInstant, type Instant } from "../spec/instant.js";
import { besides, requested } from "../spec/requested.js";
import { type Decision, type Finding, orders, type Reasons, rank } from "./decision.js";
import { dueRules } from "./due.js";
import { differingFields, mismatchRules } from "./mismatches.js";
import { materialRules, recordRules, warningsOf } from "./rules.js";

/**
 * Given the specification, what was observed, and the time: what should happen to this certificate, and every
 * reason why. Preview, apply and the text they print come from this one value; nothing else has an opinion.
 *
 *     can it be seen?     unreachable, another cluster, somebody else's ........ defer
 *     is anything there?  proven absent ........................................ issue
 *     can it be read?     key, certificate or record beyond repair ............. reissue
 *     does it match?      names, key, issuer, what was requested ............... reissue
 *     is it due?          the instant has come, or a renewal is forced ......... renew
 *     is all around it?   Secret, labels or record drifted, the key is good .... repair
 *     does the state know it?  renewed by somebody else, another renewal time .. record
 *     otherwise ................................................................ keep
 *
 * The last five add up: every rule that finds something gives its reason, and the largest action wins.
 * Pure and total: no clock, no I/O, and no observation makes it throw. The laws are in test/decision/laws.test.ts.
 */
export function decide(spec: CertificateSpec, observed: Observed, now: Instant): Decision {
  switch (observed.state) {
    case "unreachable":
      return defer(anythingWanted(spec, observed.recorded, now), {
        code: "Unreachable",
        observed: observed.cause,
      });
    case "wrong cluster":
      return defer(true, { code: "WrongCluster", observed: observed.observed, wanted: observed.wanted });
    case "foreign":
      return defer(true, { code: "NotOwner", observed: observed.owned });
    case "unreadable":
      // What cannot be read proves nothing: it is only ours where the state says so.
      if (observed.recorded === undefined)
        return defer(true, { code: "NotOwner", observed: `nobody known: ${observed.what}` });
      return settle(spec, observed, [unusable(spec, observed, observed.controller)], now);
    case "absent":
      return settle(spec, observed, [unusable(spec, observed, observed.controller)], now);
    case "present":
      return judge(spec, observed, now);
  }
}

function judge(spec: CertificateSpec, observed: Observed & Present, now: Instant): Decision {
  const { owner } = observed.record;
  if (owner.id !== observed.owner.id)
    return defer(true, { code: "NotOwner", observed: `${owner.name} of ${owner.project}/${owner.stack}` });
  const findings = [
    ...materialRules(observed),
    ...mismatchRules(spec, observed),
    ...dueRules(spec, observed, now),
    ...recordRules(spec, observed),
  ];
  return settle(spec, observed, findings, now);
}

function settle(
  spec: CertificateSpec,
  observed: Observed,
  findings: readonly Finding[],
  now: Instant,
): Decision {
  return heldBack(observed, findings, now) ?? act(spec, observed, findings);
}

/** Why what is there is no beginning: nothing is, or it cannot be read. */
function unusable(
  spec: CertificateSpec,
  seen: Extract<Seen, { state: "absent" | "unreadable" }>,
  controller: Observed["controller"],
): Finding {
  // An issuance that was not finished, or whose record somebody deleted: it goes on from there.
  if (controller?.state === "present")
    return {
      action: "repair",
      reason: { code: "RecordMissing", observed: "cert-manager's Certificate is there without it" },
    };
  const place = `${spec.namespace}/${spec.secretName}`;
  return seen.state === "absent"
    ? { action: "issue", reason: { code: "DoesNotExist", observed: "nothing", wanted: place } }
    : { action: "reissue", reason: { code: "RecordUnreadable", observed: seen.what, wanted: "a record" } };
}

/** A renewal that cert-manager failed at is not forced past its backoff, which protects the CA's rate limits. */
function heldBack(observed: Observed, findings: readonly Finding[], now: Instant): Decision | undefined {
  const failure = observed.controller?.state === "present" ? observed.controller.failure : undefined;
  if (failure === undefined || now >= failure.retryAt) return undefined;
  // Another specification is another request: cert-manager takes it up at once.
  if (
    !findings.some(({ action }) => action === "renew") ||
    findings.some(({ action }) => action === "reissue")
  )
    return undefined;
  const { message, since, retryAt } = failure;
  return defer(true, { code: "Backoff", observed: message, wanted: formatInstant(retryAt), since });
}

function act(spec: CertificateSpec, observed: Observed, findings: readonly Finding[]): Decision {
  const warnings = warningsOf(spec, observed);
  const [first, ...others] = findings.toSorted((a, b) => rank[b.action] - rank[a.action]);
  if (first === undefined) return { action: "keep", reasons: [], warnings };
  return {
    action: first.action,
    reasons: [first.reason, ...others.map((finding) => finding.reason)],
    warnings,
    revision: Math.max(1, revisionOf(observed) + (orders(first.action) ? 1 : 0)),
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
    (recorded.besides !== undefined && differingFields(besides(spec), recorded.besides).length > 0) ||
    (recorded.renewalTime !== undefined && now >= recorded.renewalTime)
  );
}
