import type { Present } from "../record/observed.js";
import type { CertificateSpec } from "../spec/certificate-spec.js";
import { type Finding, orders, type Reason, type Reasons } from "./decision.js";

const codes: readonly string[] = ["TypeChanged", "SecretImmutable"];

/**
 * Why a Secret cannot be written in place: the API changes neither its type nor an immutable one, and to delete it
 * first is for `recreate` to allow. Undefined where nothing hinders it; a manifest in a folder is always written anew.
 *
 * @see https://kubernetes.io/docs/concepts/configuration/secret/#secret-immutable
 */
export function unchangeableRule(spec: CertificateSpec, observed: Present): Reasons | undefined {
  // What cert-manager cannot write depends on what is wanted.
  if (spec.issuer.kind === "issuerRef" || spec.ownership.recreate) return undefined;
  if (spec.store.kind !== "kubernetes") return undefined;
  const [first, ...others] = hindrances(observed);
  return first === undefined ? undefined : [first, ...others];
}

/**
 * Why cert-manager could not write what is wanted, and what that is: it would try for ever, and say so nowhere. It
 * keeps whatever type is there, and of an immutable Secret the API lets it change the metadata.
 *
 * @see cert-manager, pkg/controller/certificates/issuing/internal/secret.go
 */
export function unwritableRule(
  spec: CertificateSpec,
  observed: Present,
  findings: readonly Finding[],
): Reasons | undefined {
  if (spec.issuer.kind !== "issuerRef") return undefined;
  const immutable = hindrances(observed).find(({ field }) => field === "immutable");
  const wanted = findings.filter(changesEntries);
  if (immutable === undefined || wanted.length === 0) return undefined;
  return [immutable, ...wanted.map(({ reason }) => reason)];
}

/** Whether it takes another entry of the Secret, and not only metadata, or what lies around it. */
function changesEntries({ action, reason: { code, field = "" } }: Finding): boolean {
  if (orders(action) || code === "MissingData" || code === "SecretMismatch") return true;
  return code === "CertificateOutdated" && /^(keystores\.|additionalOutputFormats$)/.test(field);
}

/** Whether the Secret is to be deleted and written anew, `recreate` being given. */
export function isRecreated(spec: CertificateSpec, observed: Present): boolean {
  return spec.store.kind === "kubernetes" && spec.ownership.recreate && hindrances(observed).length > 0;
}

function hindrances({ material }: Present): Reason[] {
  const changes = material.state === "changed" ? material.changes : [];
  return changes
    .filter(({ code }) => codes.includes(code))
    .map(({ observed, field, by }) => ({
      code: "Unchangeable",
      field,
      observed: field === "type" ? `the Secret's type is ${observed}` : `the Secret is ${observed}`,
      ...(by === undefined ? {} : { by }),
    }));
}
