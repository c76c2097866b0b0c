import type { Decision } from "./decision/decision.js";
import { explainReason } from "./decision/explain.js";
import type { Observed } from "./record/observed.js";
import type { CertificateSpec } from "./spec/certificate-spec.js";
import type { CheckFailure } from "./spec/fields.js";
import { printable } from "./spec/printable.js";

/** Of two new resources the second would find the first one's Secret only when the first was made. */
export function twinFailure(twin: string | undefined, { action }: Decision): CheckFailure | undefined {
  return twin === undefined || action !== "issue"
    ? undefined
    : {
        property: "secretName",
        reason: `is that of the resource ${twin} of this program, too. Give one of the two another secretName`,
      };
}

/** A new resource may not take over what is another's: in the preview already, with the way out. */
export function claimFailure(
  { csr }: Pick<CertificateSpec, "csr">,
  observed: Observed,
  decision: Decision,
): CheckFailure | undefined {
  if (decision.action !== "defer") return undefined;
  const [reason] = decision.reasons;
  if (reason.code === "AdoptRefused") return { property: "adopt", reason: `${explainReason(reason)}.` };
  if (reason.code !== "NotOwner") return undefined;
  const leaf =
    observed.state === "present" ? observed : observed.state === "foreign" ? observed.found : undefined;
  // Beside a csr adopt is refused: the Secret would lose its private key.
  const adopting =
    leaf === undefined || csr !== undefined
      ? ""
      : `take it over with adopt: "${leaf.certificate.fingerprint}"`;
  const way = wayFrom(observed, adopting);
  return { property: "secretName", reason: `${explainReason(reason)}. ${way}.` };
}

/** What to do instead, as clauses. */
function wayFrom(observed: Observed, adopting: string): string {
  const owner = observed.state === "present" ? observed.record.owner : undefined;
  if (owner?.project === observed.owner.project && owner.stack === observed.owner.stack)
    return `If the resource was renamed, give the new one the option aliases: [{ name: "${printable(owner.name)}" }]: without it the live Secret would be deleted after the new one was written`;
  // Whoever still writes it would write it again, whether it was removed or taken over.
  const [claim] = observed.claims ?? [];
  if (claim !== undefined)
    return `Choose another secretName. ${claim}${adopting === "" ? "" : `; then ${adopting}`}`;
  const removing = owner === undefined ? ", or remove that Secret" : "";
  return `Choose another secretName${removing}${adopting === "" ? "" : `, or ${adopting}`}`;
}
