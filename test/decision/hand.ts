import { type Decision, orders } from "../../provider/decision/decision.js";
import { dueTime } from "../../provider/decision/renewal-time.js";
import type { CertificateFacts } from "../../provider/record/certificate-facts.js";
import type { CopySeen } from "../../provider/record/copy-seen.js";
import type { Observed, Present } from "../../provider/record/observed.js";
import type { CertificateSpec } from "../../provider/spec/certificate-spec.js";
import { secretForm } from "../../provider/spec/requested.js";
import { appliedOf, granted, recordedOf, recordOf } from "../support/observations.js";

/** What is observed after an obedient hand has done what was decided: nothing is refused, all is granted. */
export function obeyed(
  spec: CertificateSpec,
  observed: Observed,
  decision: Decision,
  now: number,
  grant = granted,
): Observed {
  if (decision.action === "keep" || decision.action === "defer") return observed;
  if (observed.state === "present" && !orders(decision.action)) {
    const { recordFault: _, copies = [], ...rest } = observed;
    const due = dueTime(spec, observed.certificate, observed.record.acme?.renewalInfo);
    const template =
      decision.action === "repair"
        ? { secretTemplate: { ...spec.secretTemplate }, form: secretForm(spec), ...appliedOf(spec) }
        : {};
    const record = { ...observed.record, renewalTime: due, ...template } as Present["record"];
    const material = decision.action === "repair" ? ({ state: "intact" } as const) : observed.material;
    const recorded = recordedOf(record, observed.certificate);
    const spread = { copies: copied(copies, observed.certificate) };
    return { ...rest, record, material, recorded, ...spread, ...controllerAfter(observed) };
  }
  const certificate = grant(spec, now, decision.revision);
  const issuer = observed.issuer?.state === "present" ? { issuerKeyHash: observed.issuer.keyHash } : {};
  const record = { ...recordOf(spec, certificate, decision.revision), ...issuer };
  const { owner, issuer: signer } = observed;
  return {
    state: "present",
    record,
    certificate,
    material: { state: "intact" },
    owner,
    recorded: recordedOf(record, certificate),
    copies: copied(observed.copies ?? [], certificate),
    ...(signer ? { issuer: signer } : {}),
    ...controllerAfter(observed),
  };
}

/** Every copy on the list holds the certificate, and there is no other. */
function copied(copies: readonly CopySeen[], { fingerprint }: CertificateFacts): readonly CopySeen[] {
  return copies.flatMap((copy) =>
    copy.listed === undefined ? [] : { ...copy, holds: fingerprint, seen: { state: "intact" } as const },
  );
}

/** cert-manager's Certificate is there after every `up`, as it was applied. */
function controllerAfter({ controller }: Observed): Pick<Observed, "controller"> {
  return controller === undefined ? {} : { controller: { state: "present", edited: false } };
}
