import type { CertificateFacts } from "../record/certificate-facts.js";
import type { Observed, Present } from "../record/observed.js";
import type { CertificateSpec, KeyUsage } from "../spec/certificate-spec.js";
import { formatInstant } from "../spec/instant.js";
import { defaultUsages } from "../spec/parse-private-key.js";
import { requested } from "../spec/requested.js";
import type { Reason } from "./decision.js";
import { lifeText } from "./due.js";
import { leftByController } from "./material.js";
import { differingFields, shown } from "./mismatches.js";
import { controllerTime, controllerWishes, dueTime, renewalTime, renewsBy } from "./renewal-time.js";

/** What is worth knowing and changes nothing. */
export function warningsOf(spec: CertificateSpec, observed: Observed): Reason[] {
  const warnings: Reason[] = [];
  if (observed.issuer?.state === "absent")
    warnings.push({ code: "IssuerNotFound", field: "issuer", observed: observed.issuer.why, wanted: "a CA" });
  if (observed.issuer?.state === "present" && observed.issuer.unfit !== undefined)
    warnings.push({
      code: "IssuerUnfit",
      field: "issuer.ca",
      observed: observed.issuer.unfit,
      wanted: "a CA that can sign it",
    });
  if (observed.state !== "present") return warnings;
  const { certificate, material } = observed;
  const life = certificate.notAfter - certificate.notBefore;
  warnings.push(...notGranted(spec, observed));
  if (spec.renewBefore !== undefined && renewalTime(spec, certificate).rule !== "renewBefore")
    warnings.push({
      code: "RenewBeforeIgnored",
      field: "renewBefore",
      observed: lifeText(life),
      wanted: lifeText(spec.renewBefore),
    });
  warnings.push(...controllerWarnings(spec, observed), ...leftByController(spec, observed));
  if (material.state === "not inspected")
    warnings.push({
      code: "NotInspected",
      field: "Secret",
      observed: material.why,
      wanted: "a look at the Secret",
    });
  return warnings;
}

/** What was asked for as it is wanted now, and not granted: what is wanted anew is yet to be asked for. */
function* notGranted(spec: CertificateSpec, { certificate, record }: Observed & Present): Iterable<Reason> {
  const changed = differingFields(requested(spec), record.requested);
  const life = certificate.notAfter - certificate.notBefore;
  const lacks = lacking(spec, certificate);
  const grants: readonly [field: string, isGranted: boolean, observed: string, wanted: string][] = [
    ["duration", Math.abs(life - spec.duration) <= 1000, lifeText(life), lifeText(spec.duration)],
    ["isCA", certificate.isCA === spec.isCA, `${certificate.isCA}`, `${spec.isCA}`],
    ["usages", lacks.length === 0, shown(certificate.usages), shown(lacks)],
  ];
  for (const [field, isGranted, observed, wanted] of grants)
    if (!isGranted && !changed.includes(field)) yield { code: "NotGranted", field, observed, wanted };
}

/** Of two words for one usage the one that stands in what is read from a certificate. */
const synonyms: { readonly [usage in KeyUsage]?: KeyUsage } = {
  signing: "digital signature",
  "s/mime": "email protection",
};

/** The usages that were asked for and are not there. A certificate that names none allows all. */
function lacking(spec: CertificateSpec, { usages, publicKey }: CertificateFacts): KeyUsage[] {
  if (usages === undefined) return [];
  // Only RSA keys encipher keys (RFC 8813, section 3), and no more since TLS 1.3: CAs leave that usage out, and nobody
  // misses it who has not asked for more than the default.
  const isMissed =
    publicKey.algorithm === "RSA" && spec.usages.some((usage) => !defaultUsages.includes(usage));
  const asked = spec.usages.filter((usage) => usage !== "key encipherment" || isMissed);
  return asked.filter((usage) => !usages.includes(synonyms[usage] ?? usage));
}

/** A pipeline that runs once a day leaves the controller no reason to step in before it. */
const dailyRhythm = 86_400_000;

function* controllerWarnings(spec: CertificateSpec, observed: Observed & Present): Iterable<Reason> {
  const { controller, certificate } = observed;
  if (controller?.state !== "present") return;
  if (controller.failure !== undefined) {
    const { message, since, retryAt } = controller.failure;
    yield { code: "IssuingFailed", observed: message, wanted: formatInstant(retryAt), since };
  }
  if (
    spec.renewal.by === "pulumi" ||
    renewsBy(spec, certificate.notAfter - certificate.notBefore) !== "pulumi"
  )
    return;
  const gap = controllerTime(controllerWishes(spec), certificate) - dueTime(spec, certificate);
  if (gap < dailyRhythm) yield { code: "SafetyNetClose", observed: lifeText(gap), wanted: "a day at least" };
}
