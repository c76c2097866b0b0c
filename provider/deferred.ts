import type { Decision, ReasonCode } from "./decision/decision.js";
import { explainReason } from "./decision/explain.js";
import { CertificateError, nameOf } from "./errors.js";
import { kubectl } from "./kubernetes/commands.js";
import type { CertificateSpec } from "./spec/certificate-spec.js";

/** The failure of an action that cannot be done now, with its cause. */
export function deferred(
  spec: CertificateSpec,
  decision: Extract<Decision, { action: "defer" }>,
): CertificateError {
  const what = `${nameOf(spec)} was not touched: ${decision.reasons.map(explainReason).join("; ")}`;
  const todo = todoOf(spec, decision.reasons[0].code);
  return todo === undefined
    ? new CertificateError(what)
    : new CertificateError(what, "What is there stays as it is", todo);
}

function todoOf({ issuer, store, namespace, secretName }: CertificateSpec, code: ReasonCode) {
  if (code !== "Unchangeable" || issuer.kind !== "issuerRef" || store.kind !== "kubernetes")
    return wayOut[code];
  const remove = kubectl(store.cluster, `delete secret ${secretName} --namespace ${namespace}`);
  return `Delete the Secret (${remove}), and cert-manager writes it anew, with another key; or choose another secretName. Then run pulumi up again`;
}

/** What a person can do about a deferred decision; of what is out of reach, the cause says it itself. */
const wayOut: { readonly [code in ReasonCode]?: string } = {
  NotOwner: "Choose another secretName, remove what is there, or take it over (adopt)",
  AdoptRefused: "Mend that, or choose another secretName, and run pulumi up again",
  Unchangeable: "Give recreate: true, which deletes the Secret and writes it anew with the same key",
  Backoff: "Mend the cause; a changed specification is tried at once, else run pulumi up after that instant",
  RateLimited: "Run pulumi up after that instant; other names are tried at once",
  RefusedRepeatedly: "Mend the cause and run pulumi up after that instant; other names are tried at once",
  WrongCluster:
    "Name the recorded cluster again; where that one is gone for good, PULUMI_K8S_DELETE_UNREACHABLE=true pulumi refresh takes it out of the state, and pulumi up issues it here",
};
