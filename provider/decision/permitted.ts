import type { RetryAfter } from "../record/acme-notes.js";
import type { Observed } from "../record/observed.js";
import type { CertificateSpec } from "../spec/certificate-spec.js";
import { formatInstant, type Instant, truncateToSecond } from "../spec/instant.js";
import { requested } from "../spec/requested.js";
import { type Finding, orders, type Reason } from "./decision.js";
import { renewalTime } from "./renewal-time.js";
import { turnAwaited } from "./turn.js";
import { windowsAt } from "./windows.js";

/** Why what is asked for is not done now, and whether a run of `up` is to fail for it. */
export interface Hold {
  readonly reason: Reason;
  readonly wanted: boolean;
}

/**
 * Whether an order may be placed now, which is another question than whether one is needed. cert-manager's backoff
 * and the CA's Retry-After are obeyed to the end: asking earlier would be refused, and may prolong it. The user's
 * windows hold back what only time asks for, never a change of the user's own; and what only a CA's new key asks for
 * waits for its turn.
 */
export function holdOn(
  spec: CertificateSpec,
  observed: Observed,
  findings: readonly Finding[],
  now: Instant,
): Hold | undefined {
  const backoff = inBackoff(observed, findings, now);
  const wanted = findings.filter(({ action }) => orders(action));
  if (backoff !== undefined || wanted.length === 0) return backoff;
  const turn = turnAwaited(spec, observed);
  const others =
    turn === undefined ? wanted : wanted.filter(({ reason }) => reason.code !== "IncorrectIssuer");
  if (turn !== undefined && others.length === 0) return { reason: turn, wanted: false };
  return rateLimited(spec, observed, now) ?? outside(spec, observed, others, now);
}

/**
 * What cert-manager failed at is not forced past its backoff, which protects the CA's rate limits. Another
 * specification than the one that it failed at is another request: cert-manager takes that up at once.
 */
function inBackoff(observed: Observed, findings: readonly Finding[], now: Instant): Hold | undefined {
  if (observed.controller?.state !== "present") return undefined;
  const { failure, asked } = observed.controller;
  if (failure === undefined || now >= failure.retryAt) return undefined;
  const wanted = findings.filter(({ action }) => orders(action));
  const isUpToIt =
    wanted.length > 0
      ? asked !== undefined || wanted.every(({ action }) => action === "renew")
      : // A first issuance that did not succeed has no record, and is only gone on with.
        asked === "pending" && observed.state !== "present" && findings.length > 0;
  if (!isUpToIt) return undefined;
  const { message, since, retryAt } = failure;
  const reason = { code: "Backoff", observed: message, wanted: formatInstant(retryAt), since } as const;
  return { reason, wanted: true };
}

/**
 * The CA said when it takes the next order for these names. Other names, and another CA, are another order, which may
 * be within its limits: it is tried, and what the CA says of it is noted anew. Another key or duration is none.
 */
function rateLimited(spec: CertificateSpec, observed: Observed, now: Instant): Hold | undefined {
  const { until = now, detail = "", names, refusals, issuer } = refusalOf(observed) ?? {};
  if (now >= until || requested(spec).issuer !== issuer) return undefined;
  const ordered = [...spec.dnsNames, ...spec.ipAddresses].sort().join();
  if (names !== undefined && names.toSorted().join() !== ordered) return undefined;
  const wanted = formatInstant(until);
  const reason: Reason =
    refusals === undefined
      ? { code: "RateLimited", observed: detail, wanted }
      : { code: "RefusedRepeatedly", observed: `${refusals} times in a row: ${detail}`, wanted };
  return { reason, wanted: true };
}

/** What the record says was refused last, and of what was never issued the state. */
function refusalOf(observed: Observed): (Partial<RetryAfter> & { issuer?: unknown }) | undefined {
  if (observed.state !== "present") return observed.recorded?.refused;
  return { ...observed.record.acme?.retryAfter, issuer: observed.record.requested.issuer };
}

function outside(
  spec: CertificateSpec,
  observed: Observed,
  findings: readonly Finding[],
  now: Instant,
): Hold | undefined {
  const [due, ...others] = findings;
  if (observed.state !== "present" || due === undefined || others.length > 0 || !isOfTime(due.reason))
    return undefined;
  const opens = windowsAt(spec.renewal.windows ?? [], now);
  const margin = marginOf(spec, observed);
  if (opens === "open" || now >= margin) return undefined;
  const reason = {
    code: "OutsideWindow",
    field: "renewal.windows",
    observed: opens < margin ? "the next window opens" : "the last safety margin begins",
    wanted: formatInstant(Math.min(opens, margin)),
    ...(due.reason.since === undefined ? {} : { since: due.reason.since }),
  } as const;
  return { reason, wanted: false };
}

/** Whether the windows are shut and the certificate is renewed all the same, for the time that is left. */
export function overruled(
  spec: CertificateSpec,
  observed: Observed,
  findings: readonly Finding[],
  now: Instant,
): Reason | undefined {
  if (observed.state !== "present" || !findings.some(({ reason }) => isOfTime(reason))) return undefined;
  const opens = windowsAt(spec.renewal.windows ?? [], now);
  const margin = marginOf(spec, observed);
  if (opens === "open" || now < margin) return undefined;
  return {
    code: "WindowsOverruled",
    field: "renewal.windows",
    observed: formatInstant(opens),
    since: margin,
  };
}

function isOfTime({ code }: Reason): boolean {
  return code === "Renewing" || code === "RenewalInfo";
}

/**
 * From when on windows no longer count: two thirds of the time between due and end are theirs, the last third is
 * safety, ten days of a certificate's ninety, so that a daily pipeline has some runs left even of a week's life. A CA
 * whose own window has closed may be about to revoke, and is not kept waiting either.
 */
function marginOf(spec: CertificateSpec, observed: Observed & { readonly state: "present" }): Instant {
  const { certificate, record } = observed;
  const info = record.acme?.renewalInfo;
  const due = renewalTime(spec, certificate, info);
  const margin = truncateToSecond(certificate.notAfter - (certificate.notAfter - due.instant) / 3);
  return info !== undefined && due.rule === "renewalInfo" ? Math.min(margin, info.end) : margin;
}
