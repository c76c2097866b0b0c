import { adviceFor } from "../../issuer-readiness/verdict.js";
import type { Finding } from "./cause.js";
import type { Judge } from "./judge-certificate.js";
import { conditionOf, type Lineage, objectName } from "./lineage.js";

/** The Issuer is missing, or not ready; one of another group answers for itself. */
export const issuer: Judge = ({ walk, certificate }) => {
  const { kind, name } = certificate.issuerRef;
  const object = objectName(kind, kind === "Issuer" ? walk.namespace : "", name);
  if (walk.issuer.state !== "seen") return undefined;
  const { found } = walk.issuer;
  if (found === undefined) return { code: "IssuerMissing", object, words: "" };
  const ready = conditionOf(found, "Ready");
  if (ready?.status === "True") return undefined;
  if (ready === undefined)
    return { code: "IssuerNotReady", object, words: "cert-manager has not looked at it yet", todo: wait };
  const words = [ready.reason, ready.message].filter(Boolean).join(": ");
  return { code: "IssuerNotReady", object, words, todo: adviceFor(ready.reason) };
};

const wait = "Wait; if it stays so, look at cert-manager's log";

/** A verdict of an approver or of the API is final for this request. */
export const refused: Judge = ({ walk, request }) => {
  if (request === undefined) return undefined;
  const object = objectName("CertificateRequest", walk.namespace, request.name);
  for (const code of ["Denied", "InvalidRequest"] as const) {
    const condition = conditionOf(request, code);
    if (condition?.status === "True") return { code, object, words: condition.message };
  }
  return undefined;
};

/** Nobody may sign before an approver has said yes: cert-manager's own, unless it was switched off for a policy. */
export const notApproved: Judge = ({ walk, certificate, request, isFailed }) => {
  // A wait is no failure: the request that failed is gone, and this one is of another try.
  if (isFailed || request === undefined || conditionOf(request, "Approved")?.status === "True")
    return undefined;
  const ready = conditionOf(request, "Ready");
  // What has failed or was issued had been approved, or needed no approval.
  if (ready !== undefined && ready.reason !== "Pending") return undefined;
  const object = objectName("CertificateRequest", walk.namespace, request.name);
  return {
    code: "NotApproved",
    object,
    words: `its signer is ${signerOf(walk, certificate)}`,
  };
};

/** @see https://cert-manager.io/docs/usage/certificaterequest/#approver-controller (the name that RBAC grants `approve` on) */
function signerOf(
  { namespace }: Lineage["walk"],
  { issuerRef: { name, kind, group } }: Lineage["certificate"],
): string {
  const scope = kind.startsWith("Cluster") ? "" : `${namespace}.`;
  return `${kind.toLowerCase()}s.${group}/${scope}${name}`;
}

/** What the CertificateRequest says, where its Order and Challenges say no more. */
export const requestWords: Judge = ({ walk, request }) => {
  if (request === undefined) return undefined;
  const ready = conditionOf(request, "Ready");
  const object = objectName("CertificateRequest", walk.namespace, request.name);
  return ready && wordsOf(ready.reason, ready.message, object);
};

function wordsOf(reason: string, words: string, object: string): Finding | undefined {
  if (reason === "Failed") return { code: "RequestFailed", object, words };
  if (reason !== "Pending") return undefined;
  if (/^Referenced "\w+" not found/.test(words)) return { code: "IssuerMissing", object, words };
  if (/Referenced issuer does not have a Ready/.test(words)) return { code: "IssuerNotReady", object, words };
  return { code: "RequestPending", object, words };
}
