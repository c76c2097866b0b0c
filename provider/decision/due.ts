import type { RenewalInfo } from "../record/acme-notes.js";
import type { Observed, Present } from "../record/observed.js";
import type { CertificateSpec } from "../spec/certificate-spec.js";
import { formatInstant, type Instant } from "../spec/instant.js";
import type { Finding, Reason } from "./decision.js";
import { type RenewalTime, renewalTime, renewsBy } from "./renewal-time.js";

/** Whether the certificate is to be renewed: once true it stays true, for all later instants, until something else is observed. */
export function dueRules(spec: CertificateSpec, observed: Observed & Present, now: Instant): Finding[] {
  const reasons: Reason[] = [];
  const trigger = spec.renewal.trigger;
  if (trigger !== undefined && trigger !== observed.record.trigger)
    reasons.push({
      code: "RenewalForced",
      field: "renewal.trigger",
      observed: observed.record.trigger ?? "none",
      wanted: trigger,
    });
  const { certificate } = observed;
  const info = observed.record.acme?.renewalInfo;
  const due = renewalTime(spec, certificate, info);
  const byPulumi = renewsBy(spec, certificate.notAfter - certificate.notBefore) === "pulumi";
  // Its last second is still valid (RFC 5280, 4.1.2.5).
  if (now > certificate.notAfter)
    reasons.push({
      code: "Expired",
      since: certificate.notAfter,
      observed: formatInstant(certificate.notAfter),
    });
  else if (byPulumi && now >= due.instant && due.rule === "renewalInfo" && info !== undefined)
    reasons.push({
      code: "RenewalInfo",
      since: due.instant,
      observed: formatInstant(certificate.notAfter),
      wanted: suggestion(info),
    });
  else if (byPulumi && now >= due.instant)
    reasons.push({
      code: "Renewing",
      since: due.instant,
      observed: formatInstant(certificate.notAfter),
      wanted: remaining(spec, due, certificate.notAfter - certificate.notBefore),
    });
  return reasons.map((reason) => ({ action: "renew", reason }));
}

/** The rule that made it due, as a clause: "a third of its 90 days remained". */
function remaining(spec: CertificateSpec, due: RenewalTime, life: number): string {
  switch (due.rule) {
    case "renewBefore":
      return `renewBefore is ${lifeText(spec.renewBefore ?? 0)} of its ${lifeText(life)}`;
    case "renewBeforePercentage":
      return `renewBeforePercentage is ${spec.renewBeforePercentage} % of its ${lifeText(life)}`;
    default:
      return `${due.rule} of its ${lifeText(life)} remained`;
  }
}

function suggestion({ start, end, explanationUrl }: RenewalInfo): string {
  const window = `between ${formatInstant(start)} and ${formatInstant(end)}`;
  return explanationUrl === undefined ? window : `${window}, see ${explanationUrl}`;
}

/** A length of time in the largest unit that says it shortly: "90 days", "12 hours", "300 seconds". */
export function lifeText(milliseconds: number): string {
  for (const [unit, length] of [
    ["day", 86_400_000],
    ["hour", 3_600_000],
    ["minute", 60_000],
  ] as const) {
    const count = Math.round(milliseconds / length);
    // Certificates often live a second less or more than they are said to.
    if (count >= 1 && Math.abs(milliseconds - count * length) <= 1000) return plural(count, unit);
  }
  return plural(Math.round(milliseconds / 1000), "second");
}

function plural(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}
