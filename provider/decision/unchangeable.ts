import type { Present } from "../record/observed.js";
import type { CertificateSpec } from "../spec/certificate-spec.js";
import type { Reason, Reasons } from "./decision.js";

const codes: readonly string[] = ["TypeChanged", "SecretImmutable"];

/**
 * Why a Secret cannot be written in place: the API changes neither its type nor an immutable one, and to delete it
 * first is for `recreate` to allow. Undefined where nothing hinders it; a manifest in a folder is always written anew.
 *
 * @see https://kubernetes.io/docs/concepts/configuration/secret/#secret-immutable
 */
export function unchangeableRule(spec: CertificateSpec, observed: Present): Reasons | undefined {
  // cert-manager keeps whatever type is there, and writes what it can.
  if (spec.issuer.kind === "issuerRef" || spec.ownership.recreate) return undefined;
  if (spec.store.kind !== "kubernetes") return undefined;
  const [first, ...others] = hindrances(observed);
  return first === undefined ? undefined : [first, ...others];
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
