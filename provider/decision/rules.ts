import type { Observed, Present } from "../record/observed.js";
import type { CertificateSpec, Labels } from "../spec/certificate-spec.js";
import { formatInstant } from "../spec/instant.js";
import { applied, secretForm } from "../spec/requested.js";
import type { Finding, Reason } from "./decision.js";
import { differingFields, shown } from "./mismatches.js";
import { dueTime } from "./renewal-time.js";

/** What is written around the certificate, here and in the Pulumi state. */
export function recordRules(spec: CertificateSpec, observed: Observed & Present): Finding[] {
  const { record, recordFault, certificate, recorded } = observed;
  const repairs: Reason[] = [
    ...templateChanges("labels", spec.secretTemplate.labels, record.secretTemplate.labels),
    ...templateChanges("annotations", spec.secretTemplate.annotations, record.secretTemplate.annotations),
  ];
  const form = secretForm(spec);
  for (const field of differingFields(form, record.form ?? {}))
    repairs.push({
      code: "SecretFormChanged",
      field,
      observed: brief(shown(record.form?.[field] ?? defaultForm(field))),
      wanted: brief(shown(form[field] ?? defaultForm(field))),
    });
  for (const field of otherPasswords(observed))
    repairs.push({ code: "KeystorePasswordChanged", field, observed: "another", wanted: "this" });
  if (recordFault !== undefined)
    repairs.push({ code: recordFault.code, observed: recordFault.why, wanted: "this resource" });

  repairs.push(...controllerRepairs(spec, observed));

  const records: Reason[] = [];
  const isExpected = recorded !== undefined || recordFault?.code === "Adopted";
  if (!isExpected)
    records.push({
      code: "StateMissing",
      observed: `revision ${record.revision}`,
      wanted: "a resource in the state",
    });
  else if (recorded !== undefined && knowsAnother(recorded, record.revision, certificate.fingerprint))
    records.push({
      code: "RenewedElsewhere",
      observed: `revision ${record.revision}`,
      wanted: `revision ${recorded.revision}`,
      since: certificate.notBefore,
    });
  const due = dueTime(spec, certificate, record.acme?.renewalInfo);
  for (const known of [record.renewalTime, recorded?.renewalTime])
    if (
      known !== undefined &&
      known !== due &&
      records.every((reason) => reason.code !== "RenewalTimeChanged")
    )
      records.push({
        code: "RenewalTimeChanged",
        observed: formatInstant(known),
        wanted: formatInstant(due),
      });
  for (const field of recorded?.outdated ?? [])
    records.push({ code: "SettingsChanged", field, observed: "another", wanted: "this" });

  // What the controller renewed is left for a refresh to record, where the user has said so.
  const isLeft =
    spec.renewal.record === "onRefresh" && observed.controller !== undefined && recorded !== undefined;
  const passing = (reason: Reason) =>
    isLeft && ["RenewedElsewhere", "RenewalTimeChanged"].includes(reason.code);
  return [
    ...repairs.map((reason): Finding => ({ action: "repair", reason })),
    ...records.filter((reason) => !passing(reason)).map((reason): Finding => ({ action: "record", reason })),
  ];
}

/** Of the keystores that are there: one that is still to be written is told of already. */
function otherPasswords({ record, recorded, otherPasswords = [] }: Observed & Present): string[] {
  const written = Object.keys(record.applied ?? record.form ?? {});
  return [...(recorded?.otherPasswords ?? []), ...otherPasswords].filter((path) =>
    written.some((field) => field.startsWith(path.slice(0, path.lastIndexOf(".")))),
  );
}

/** A thousand revoked certificates are more than a row tells. */
function brief(text: string): string {
  return text.length > 200 ? `${text.slice(0, 197)}...` : text;
}

/** What a form that does not name a field means by it. */
function defaultForm(field: string): string {
  return field === "privateKey.encoding" ? "PKCS1" : "none";
}

function knowsAnother(
  recorded: NonNullable<Observed["recorded"]>,
  revision: number,
  fingerprint: string,
): boolean {
  return recorded.fingerprint === undefined
    ? recorded.revision < revision
    : recorded.fingerprint !== fingerprint;
}

function templateChanges(kind: "labels" | "annotations", wanted: Labels, observed: Labels): Reason[] {
  const names = [...new Set([...Object.keys(wanted), ...Object.keys(observed)])].sort();
  return names
    .filter((name) => wanted[name] !== observed[name])
    .map((name) => ({
      code: "SecretTemplateMismatch",
      field: `secretTemplate.${kind}.${name}`,
      observed: observed[name] ?? "none",
      wanted: wanted[name] ?? "none",
    }));
}

/** Where cert-manager's Certificate is not what was applied, or is no longer what is to be applied. */
function* controllerRepairs(
  spec: CertificateSpec,
  { controller, record }: Observed & Present,
): Iterable<Reason> {
  if (controller?.state === "absent")
    yield { code: "CertificateMissing", observed: "nothing", wanted: "a Certificate of cert-manager's" };
  else if (controller?.edited === true)
    yield { code: "CertificateEdited", observed: "another specification", wanted: "the one applied" };
  if (record.applied === undefined || spec.issuer.kind !== "issuerRef") return;
  const wanted = applied(spec);
  for (const field of differingFields(wanted, record.applied))
    yield {
      code: "CertificateOutdated",
      field,
      observed: shown(record.applied[field]),
      wanted: shown(wanted[field]),
    };
}
