import { formatInstant } from "../spec/instant.js";
import { printable } from "../spec/printable.js";
import { type Acting, type Decision, orders, type Reason, type ReasonCode } from "./decision.js";
import { lifeText } from "./due.js";

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
    : `${decision.action} - ${reasons}; ${outcome(decision)}`;
}

/** What the action leads to: a new revision, or the one that is there, and then what is done with it. */
function outcome({ action, reasons, revision, isGuess }: Extract<Decision, { action: Acting }>): string {
  const isBegun = reasons.some(({ code }) => code === "Unfinished");
  if (orders(action) || isBegun) return `revision ${revision}${isGuess === true ? " at most" : ""}`;
  return `revision ${revision} is ${action === "repair" ? "written again" : "only recorded"}`;
}

/** A certificate that is kept has nothing to say, but that its Secret, its next renewal or a copy of it is in danger. */
const inDanger: readonly ReasonCode[] = [
  "IssuingFailed",
  "CopyUnreachable",
  "TypeChanged",
  "SecretImmutable",
  "OwnerReferenceAdded",
];

/** What stands on a resource's row. */
export interface Row {
  readonly severity: "info" | "warning";
  readonly line: string;
}

/**
 * All that a preview says of one certificate: the decision, what else is worth knowing, and of what cannot be done
 * what `up` makes of it. Undefined where it is kept and nothing is in danger.
 */
export function row(decision: Decision): Row | undefined {
  if (decision.action === "keep") {
    const dangers = decision.warnings.filter(({ code }) => inDanger.includes(code));
    if (dangers.length === 0) return undefined;
    return { severity: "warning", line: dangers.map(explainReason).join("; ") };
  }
  const warnings = decision.warnings.map(explainReason).join("; ");
  const line = explain(decision) + (warnings === "" ? "" : ` (${warnings})`);
  if (decision.action !== "defer")
    return decision.reasons.some(({ code }) => code === "CopyRefused")
      ? { severity: "warning", line: `${line}; up does the rest of it, and fails` }
      : { severity: "info", line };
  if (decision.wanted) return { severity: "warning", line: `${line}; while that is so, up fails` };
  // A window or a turn is waited for, as was wished; else all that is known is that nothing was to be done.
  const { code } = decision.reasons[0];
  return code === "OutsideWindow" || code === "Staggered"
    ? { severity: "info", line }
    : { severity: "warning", line: `${line}; by what the state knows, nothing is to be done` };
}

/** One reason as a clause, fit to print: what it cites of a record or a certificate is whoever's word wrote that. */
export function explainReason(reason: Reason): string {
  const clause = clauseOf(reason);
  return printable(reason.by === undefined ? clause : `${clause}, by the hand of ${reason.by}`);
}

function clauseOf(reason: Reason): string {
  const { field = "it", observed = "unknown", wanted = "unknown" } = reason;
  const since = reason.since === undefined ? "unknown" : formatInstant(reason.since);
  switch (reason.code) {
    case "DoesNotExist":
      if (observed === "nothing") return `nothing exists yet at ${wanted}`;
      // In the preview the state holds what was decided on last, be it reached or not.
      if (observed === "nothing any more")
        return `nothing is at ${wanted}, though the state knows of it: it is gone${field === "csr" ? "" : " with its private key"}, or was never issued`;
      return field === "csr"
        ? "the Secret is gone, and no private key with it"
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
      return `${field} was ${inWords(field, observed)}, wanted ${inWords(field, wanted)}`;
    case "IncorrectIssuer":
      return `the CA's key is another one: signed by ${observed}, wanted ${wanted}`;
    case "SecretMismatch":
      return `${field} in the ${/\.(crt|key|pem|der|p12|jks)$/.test(field) ? "Secret" : "certificate"} is ${inWords(field, observed)}, wanted ${inWords(field, wanted)}`;
    case "Renewing":
      return `due since ${since} (${wanted}); it ends ${observed}`;
    case "RenewalInfo":
      return `due since ${since} (the CA would have it renewed ${wanted}); it ends ${observed}`;
    case "Expired":
      return `expired on ${since}`;
    case "RenewalForced":
      return `forced: renewal.trigger was ${observed}, is ${wanted}`;
    case "SecretTemplateMismatch":
      return `${field} is not as ${/(kubecerts|cert-manager)\.io\//.test(field) ? "it was written" : "the program has it"}`; // the values may be meant for nobody's eyes
    case "SecretFormChanged":
      return field.startsWith("crl.")
        ? `${field} was ${observed}, wanted ${wanted}`
        : `${field} of the Secret was ${observed}, wanted ${wanted}`;
    case "KeystorePasswordChanged":
      return `${field} is another than the one that the keystore was written with`;
    case "RevocationListDue":
      if (reason.since === undefined && observed !== "none")
        return `the revocation list is not the one that was issued: ${observed}`;
      return since === "unknown"
        ? "no revocation list is issued yet"
        : `the revocation list is due since ${since} (a third of its life remained); it ends ${observed}`;
    case "TypeChanged":
      return `the Secret's type is ${observed}, wanted ${wanted}`;
    case "SecretImmutable":
      return `the Secret is ${observed}, and could not be renewed`;
    case "OwnerReferenceAdded":
      return `the Secret would be deleted with its owner, ${observed}`;
    case "RecreateUnfinished":
      return "the Secret was deleted to be written anew, and the run ended before it was; its key is kept";
    case "Adopted":
      return `taken over from ${observed}, as adopt names it`;
    case "HandChanged":
      return `taken over from ${observed}`;
    case "AdoptRefused":
      return `the Secret belongs to ${observed}`;
    case "Unchangeable":
      return `${observed}, and the API never changes such a Secret in place`;
    case "RecordMissing":
    case "LabelMissing":
      return `the record beside the Secret is at fault: ${observed}`;
    case "Unfinished":
      return `cert-manager's Certificate is there, and ${observed}: that is waited for and recorded`;
    case "RenewedElsewhere":
      return `${observed} is there, issued ${since}; the state knew ${wanted}`;
    case "StateMissing":
      return `${observed} is there already and fits; only the state did not know it`;
    case "RenewalTimeChanged":
      return `the renewal time moves from ${observed} to ${wanted}`;
    case "SettingsChanged":
      return `${field} changed`;
    case "AccountChanged":
      return `the account is changed at the CA: ${field} was ${observed}, wanted ${wanted}`;
    case "Unreachable":
      return `what is there is not known: ${observed.replace(/\.$/, "")}`;
    case "WrongCluster":
      return `this is another cluster (${observed}) than the one it was issued in (${wanted})`;
    case "NotOwner":
      return `the Secret belongs to ${observed}`;
    case "CertificateMissing":
      return "cert-manager's Certificate is gone";
    case "CertificateEdited":
      return "cert-manager's Certificate was edited";
    case "CertificateOutdated":
      return `${field} of cert-manager's Certificate was ${inWords(field, observed)}, wanted ${inWords(field, wanted)}`;
    case "CopyMissing":
    case "CopyMismatch":
    case "CopyUnwanted":
    case "CopyRefused":
      return `the copy ${field} ${observed}`;
    case "CopyUnreachable":
      return `the copy ${field} could not be looked at: ${observed}`;
    case "Backoff":
      return `cert-manager tries again by itself from ${wanted} on, after it failed ${since}: ${observed}`;
    case "RateLimited":
      return `the CA takes no order for these names before ${wanted}: ${observed}`;
    case "RefusedRepeatedly":
      return `these names are not ordered before ${wanted}, since the CA refused them ${observed}`;
    case "OutsideWindow":
      return `due since ${since}, and held back until ${wanted}, when ${observed}`;
    case "Staggered":
      return `the CA's key is another one, and with that it is issued again ${wanted}: ${observed}`;
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
    case "KeyUnproven":
      return `whether this CA takes ${wanted} keys is not known: public ones do not, and refuse them after the challenges`;
    case "LimitNear":
      return `the CA issues ${wanted}, and ${observed}; a renewal that names what it replaces is not counted`;
    case "NotGranted":
      return `${field} is ${observed}, though ${wanted} was asked for`;
    case "RenewBeforeIgnored":
      return `renewBefore of ${wanted} is ignored, since the certificate lives ${observed}`;
    case "NotInspected":
      return `the Secret was not inspected: ${observed}`;
  }
}

/** Requests hold lives in seconds and keys as whole hashes, people do not. */
function inWords(field: string, value: string): string {
  if (field === "csr.publicKey") return value === "none" ? "a key made for it" : `key ${value.slice(0, 12)}`;
  const [, seconds] = /^(\d+(?:\.\d+)?)s$/.exec(value) ?? [];
  const isLife = field === "duration" || field === "renewBefore";
  return isLife && seconds !== undefined ? lifeText(Number(seconds) * 1000) : value;
}
