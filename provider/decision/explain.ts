import { formatInstant } from "../spec/instant.js";
import type { Decision, Reason } from "./decision.js";

/**
 * A decision as the one line that preview and apply print: `renew - due since ...; it ends ...; revision 2`.
 * It holds stable facts only and never the present time, since it is stored as an input and compared; it ends
 * with the revision that it leads to, so that the same reason a second time is still a difference.
 */
export function explain(decision: Decision): string {
  if (decision.action === "keep") return "keep";
  const reasons = decision.reasons.map(explainReason).join("; ");
  return decision.action === "defer"
    ? `defer - ${reasons}`
    : `${decision.action} - ${reasons}; revision ${decision.revision}`;
}

/** One reason as a clause. */
export function explainReason(reason: Reason): string {
  const { field = "it", observed = "unknown", wanted = "unknown" } = reason;
  const since = reason.since === undefined ? "unknown" : formatInstant(reason.since);
  switch (reason.code) {
    case "DoesNotExist":
      return observed === "nothing"
        ? `nothing exists yet at ${wanted}`
        : "the Secret is gone, and its private key with it";
    case "MissingData":
      return `the Secret lacks ${field}`;
    case "InvalidKeyPair":
      return `${field} in the Secret is not ${wanted}: it is ${observed}`;
    case "InvalidCertificate":
      return `${field} in the Secret cannot be read: ${observed}`;
    case "RecordUnreadable":
      return `what is there cannot be read: ${observed}`;
    case "RequestChanged":
      return `${field} was ${observed}, wanted ${wanted}`;
    case "IncorrectIssuer":
      return `the CA's key is another one: signed by ${observed}, wanted ${wanted}`;
    case "SecretMismatch":
      return `${field} in the ${field.endsWith(".crt") ? "Secret" : "certificate"} is ${observed}, wanted ${wanted}`;
    case "Renewing":
      return `due since ${since} (${wanted}); it ends ${observed}`;
    case "RenewalInfo":
      return `due since ${since} (the CA would have it renewed ${wanted}); it ends ${observed}`;
    case "Expired":
      return `expired on ${since}`;
    case "RenewalForced":
      return `forced: renewal.trigger was ${observed}, is ${wanted}`;
    case "SecretTemplateMismatch":
      return `${field} is another`; // the values may be meant for nobody's eyes
    case "SecretFormChanged":
      return `${field} of the Secret was ${observed}, wanted ${wanted}`;
    case "TypeChanged":
      return `the Secret's type is ${observed}, wanted ${wanted}`;
    case "RecordMissing":
    case "LabelMissing":
      return `the record is to be written again: ${observed}`;
    case "RenewedElsewhere":
      return `${observed} is there, issued ${since}; the state knew ${wanted}`;
    case "StateMissing":
      return `${observed} is there already and fits; only the state did not know it`;
    case "RenewalTimeChanged":
      return `the renewal time moves from ${observed} to ${wanted}`;
    case "SettingsChanged":
      return `${field} changed`;
    case "Unreachable":
      return `not known: ${observed}`;
    case "WrongCluster":
      return `this is another cluster (${observed}) than the one it was issued in (${wanted})`;
    case "NotOwner":
      return `the Secret belongs to ${observed}`;
    case "CertificateMissing":
      return "cert-manager's Certificate is gone";
    case "CertificateEdited":
      return "cert-manager's Certificate was edited";
    case "CertificateOutdated":
      return `${field} of cert-manager's Certificate was ${observed}, wanted ${wanted}`;
    case "Backoff":
      return `cert-manager tries again by itself from ${wanted} on, after it failed ${since}: ${observed}`;
    case "RateLimited":
      return `the CA takes no order for these names before ${wanted}: ${observed}`;
    case "OutsideWindow":
      return `due since ${since}, and held back until ${wanted}, when ${observed}`;
    case "IssuingFailed":
      return `cert-manager's last try failed ${since} (it tries again from ${wanted} on): ${observed}`;
    case "SafetyNetClose":
      return `cert-manager's controller would renew only ${observed} after Pulumi: run pulumi up more often than that, or leave it to the controller (renewal.by)`;
    case "WindowsOverruled":
      return `${field} is overruled: it opens only on ${observed}, and the last safety margin began ${since}`;
    case "IssuerNotFound":
      return `the CA is not there yet: ${observed}`;
    case "IssuerUnfit":
      return `the CA that is there now ${observed}`;
    case "NotGranted":
      return `${field} is ${observed}, though ${wanted} was asked for`;
    case "RenewBeforeIgnored":
      return `renewBefore of ${wanted} is ignored, since the certificate lives ${observed}`;
    case "NotInspected":
      return `material not inspected: ${observed}`;
  }
}
