import type { CauseCode, Finding } from "./cause.js";
import { conditionOf, eventOf, type Lineage, objectName } from "./lineage.js";
import { itemsOf } from "./part.js";
import type { CertificateSeen, DeploymentSeen } from "./walk.js";

export type Judge = (lineage: Lineage) => Finding | undefined;

export const ready: Judge = ({ walk, certificate, isFailed }) => {
  const ready = conditionOf(certificate, "Ready");
  if (ready?.status !== "True" || isFailed || isBehind(certificate)) return undefined;
  if (conditionOf(certificate, "Issuing")?.status === "True") return undefined;
  return { code: "Ready", object: named(walk, certificate), words: ready.message };
};

/**
 * cert-manager silently passes by a Certificate whose Secret belongs to another one: to the one that the Secret
 * names, or else to the oldest.
 *
 * @see https://github.com/cert-manager/cert-manager/blob/v1.21.2/internal/controller/certificates/certificates.go
 */
export const secretShared: Judge = ({ walk, certificate }) => {
  const sharing = itemsOf(walk.certificates)
    .filter(({ secretName }) => secretName === certificate.secretName)
    .toSorted((one, other) => one.created - other.created || (one.name < other.name ? -1 : 1));
  const annotated = walk.secretOwner.state === "seen" ? walk.secretOwner.found : undefined;
  const owner = sharing.find(({ name }) => name === annotated) ?? sharing[0];
  if (owner === undefined || owner.name === certificate.name) return undefined;
  const words = `Certificate ${walk.namespace}/${owner.name} owns the Secret ${certificate.secretName}, which both name`;
  return { code: "SecretShared", object: named(walk, certificate), words };
};

/** Without its controller nothing moves; without its webhook the API server takes nothing that the controller writes. */
export const installation: Judge = ({ walk, isFailed }) => {
  if (isFailed) return undefined;
  const all = itemsOf(walk.deployments);
  const controllers = all.filter(({ component }) => component === "controller");
  const homes = new Set(controllers.map(({ namespace }) => namespace));
  // Others call a Deployment of theirs "webhook", too.
  const webhooks = all.filter(({ component, namespace }) => component === "webhook" && homes.has(namespace));
  return absence("ControllerNotAvailable", controllers) ?? absence("WebhookNotAvailable", webhooks);
};

function absence(code: CauseCode, deployments: readonly DeploymentSeen[]): Finding | undefined {
  const [first] = deployments;
  if (first === undefined || deployments.some(({ available }) => available > 0)) return undefined;
  const { namespace, name, wanted, available } = first;
  const object = objectName("Deployment", namespace, name);
  return wanted === 0
    ? { code, object, words: "it is scaled to zero", todo: "Scale it up again" }
    : { code, object, words: `${available} of ${wanted} Pods are available` };
}

export const notSeenYet: Judge = ({ walk, certificate }) => {
  if (certificate.conditions.length > 0 && !isBehind(certificate)) return undefined;
  const words = `cert-manager has not looked at generation ${certificate.generation} of it`;
  return { code: "NotSeenYet", object: named(walk, certificate), words: `${words}${doubt(walk)}` };
};

/** Other charts have other labels: that there are none proves nothing, but is worth a look. */
function doubt({ deployments }: Lineage["walk"]): string {
  const isAlone = deployments.state === "seen" && deployments.found.length === 0;
  return isAlone ? "; no controller of cert-manager is to be seen, by the labels of its chart" : "";
}

/** What cert-manager says in an event alone, and then waits for a person. */
export const stuck: Judge = ({ walk, certificate }) => {
  const issuing = conditionOf(certificate, "Issuing");
  if (issuing?.status !== "True") return undefined;
  for (const code of stuckReasons) {
    const event = eventOf(walk, certificate, code, issuing.lastTransitionTime);
    if (event !== undefined) return { code, object: named(walk, certificate), words: event.message };
  }
  return undefined;
};

/** @see https://github.com/cert-manager/cert-manager/blob/v1.21.2/pkg/controller/certificates */
const stuckReasons = ["CannotRegenerateKey", "KeystorePasswordSecretNotFound"] as const;

/** The webhook, a policy or a quota may refuse the CertificateRequest. */
export const requestNotCreated: Judge = ({ walk, certificate, request }) => {
  const issuing = conditionOf(certificate, "Issuing");
  if (issuing?.status !== "True" || request !== undefined) return undefined;
  const event = eventOf(walk, certificate, "RequestFailed", issuing.lastTransitionTime);
  if (event === undefined) return undefined;
  const isWebhook = event.message.includes('failed calling webhook "webhook.cert-manager.io"');
  const code = isWebhook ? "WebhookUnreachable" : "RequestNotCreated";
  return { code, object: named(walk, certificate), words: event.message };
};

/** What the Certificate says itself, where nothing below it says more. */
export function ownWords({ walk, certificate, isFailed }: Lineage): Finding {
  const object = named(walk, certificate);
  const [issuing, ready] = [conditionOf(certificate, "Issuing"), conditionOf(certificate, "Ready")];
  if (isFailed) return { code: "IssuanceFailed", object, words: issuing?.message ?? "" };
  if (issuing?.status === "True")
    return { code: "InProgress", object, words: `${issuing.message}${doubt(walk)}` };
  return { code: "NotReady", object, words: [ready?.reason, ready?.message].filter(Boolean).join(": ") };
}

/** Every condition speaks of an older generation. Old releases write none, and then it proves nothing. */
function isBehind({ conditions, generation }: CertificateSeen): boolean {
  const observed = conditions.flatMap(({ observedGeneration }) => observedGeneration ?? []);
  return observed.length > 0 && Math.max(...observed) < generation;
}

function named({ namespace }: Lineage["walk"], { name }: CertificateSeen): string {
  return objectName("Certificate", namespace, name);
}
