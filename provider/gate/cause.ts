import { foreignText } from "../errors.js";
import { formatInstant, type Instant } from "../spec/instant.js";
import type { Observation, PodState, Rollout } from "./observation.js";
import { refusedByWebhook } from "./probe.js";

/** Why cert-manager's API is not usable, and what a person can do if it stays so. */
export interface Cause {
  readonly code: CauseCode;
  readonly text: string;
  /** Waiting does not help. */
  readonly final?: true;
}

export type CauseCode =
  | "Unreachable"
  | "NamespaceMissing"
  | "NamespaceTerminating"
  | "WrongCluster"
  | "CrdMissing"
  | "Forbidden"
  | "PodTrouble"
  | "PodsMissing"
  | "ScaledToZero"
  | "WebhookMissing"
  | "CaNotInjected"
  | "UnknownAuthority"
  | "CainjectorScaledToZero"
  | "NoEndpoints"
  | "ConnectionRefused"
  | "WebhookUnreachable"
  | "NotMutated"
  | "NotValidated"
  | "Refused"
  | "RollingOut";

/** What the cause is judged against besides the observation. */
export interface Expected {
  readonly namespace: string;
  /** The UID of the namespace that the program made, where it made one: another one means another cluster. */
  readonly namespaceUid?: string | undefined;
  readonly now: Instant;
}

/**
 * The deepest cause that the observation shows, or undefined when the API is usable: a valid CertificateRequest
 * is accepted and mutated, a malformed one is refused by the webhook itself, and every Deployment runs its
 * newest template.
 *
 * @see https://cert-manager.io/docs/troubleshooting/webhook/
 */
export function causeOf(observation: Observation, expected: Expected): Cause | undefined {
  for (const judge of judges) {
    const cause = judge(observation, expected);
    if (cause !== undefined) return cause;
  }
  return undefined;
}

type Judge = (observation: Observation, expected: Expected) => Cause | undefined;

const cluster: Judge = ({ unreachable, namespace }, { namespace: name, namespaceUid }) => {
  if (unreachable !== undefined)
    return cause("Unreachable", `the API server does not answer: ${foreignText(unreachable)}`);
  if (namespace?.state === "missing") return cause("NamespaceMissing", `namespace ${name} does not exist`);
  if (namespace?.state === "terminating")
    return cause("NamespaceTerminating", `namespace ${name} is being deleted`);
  if (namespace?.state === "active" && namespaceUid !== undefined && namespace.uid !== namespaceUid)
    return final(
      "WrongCluster",
      `namespace ${name} here is not the one that this program made: "cluster" names another cluster than the Kubernetes provider`,
    );
  return undefined;
};

const definitions: Judge = ({ unserved }) =>
  unserved.length === 0
    ? undefined
    : cause(
        "CrdMissing",
        `the API does not serve ${unserved.join(", ")}: the CRD is missing or not Established`,
      );

const access: Judge = ({ valid }) =>
  valid?.status === 401 || (valid?.status === 403 && / cannot create resource /.test(valid.message))
    ? final("Forbidden", foreignText(valid.message))
    : undefined;

/** A Pod that cannot run explains whatever follows from it. The webhook's first: the API waits for it alone. */
const pods: Judge = ({ pods, deployments }) => {
  const unsettled = new Set(deployments?.filter(isUnsettled).map(({ component }) => component));
  const troubled =
    pods?.filter(({ component, trouble }) => trouble !== undefined && unsettled.has(component)) ?? [];
  const [pod] = troubled.toSorted((one, other) => rank(one) - rank(other));
  if (pod?.trouble !== undefined)
    return cause("PodTrouble", `Pod ${pod.name}: ${pod.trouble.reason}${words(pod.trouble.message)}`);
  const failed = deployments?.find(({ failure }) => failure !== undefined);
  if (failed !== undefined)
    return cause("PodsMissing", `Deployment ${failed.name} can make no Pod${words(failed.failure)}`);
  return undefined;
};

const rank = ({ component }: PodState) => (component === "webhook" ? 0 : 1);

const installation: Judge = ({ deployments, webhookConfigurations }, { namespace }) => {
  const webhook = deployments?.find(({ component }) => component === "webhook");
  if (deployments !== undefined && webhook === undefined)
    return cause("WebhookMissing", `there is no webhook Deployment in namespace ${namespace}`);
  if (webhook?.wanted === 0)
    return cause("ScaledToZero", `webhook Deployment ${webhook.name} is scaled to zero`);
  const kinds = webhookConfigurations?.map(({ kind }) => kind);
  for (const kind of ["ValidatingWebhookConfiguration", "MutatingWebhookConfiguration"])
    if (kinds?.includes(kind) === false)
      return cause("WebhookMissing", `there is no ${kind} of this release`);
  return undefined;
};

/** What the API server says of its own call to the webhook. */
const call: Judge = (observation, { now }) => {
  const { valid, malformed, webhookConfigurations, endpoints } = observation;
  const failed = [valid, malformed].find((answer) => answer?.message.includes("failed calling webhook"));
  if (failed === undefined) return undefined;
  const said = foreignText(failed.message);
  if (/no endpoints available|service ".*" not found/.test(said) || endpoints === 0)
    return cause("NoEndpoints", "the webhook's Service has no endpoints: no Pod of it is ready yet");
  // Whatever it should have filled in, nobody will.
  const code = (other: CauseCode) => (isWithoutCainjector(observation) ? "CainjectorScaledToZero" : other);
  const empty = webhookConfigurations?.filter(({ injected }) => !injected) ?? [];
  if (empty.length > 0)
    return cause(
      code("CaNotInjected"),
      `the cainjector has not filled caBundle of ${empty.map(({ kind }) => kind).join(" and ")}${cainjectorClause(observation, now)}`,
    );
  if (said.includes("x509:"))
    return cause(
      code("UnknownAuthority"),
      `the API server does not trust the webhook's certificate (${said.slice(said.indexOf("x509:"))})${cainjectorClause(observation, now)}`,
    );
  if (said.includes("connection refused"))
    return cause("ConnectionRefused", "the webhook refuses connections: it is not listening yet");
  return cause("WebhookUnreachable", `the API server cannot call the webhook: ${said}`);
};

const answers: Judge = ({ valid, malformed }) => {
  if (valid === undefined || malformed === undefined) return undefined;
  // The validating webhook compares the username with the requester's, and stands behind the one that writes it.
  const isAnonymous =
    valid.message.includes(refusedByWebhook) && valid.message.includes("spec.username: Forbidden");
  if (valid.status >= 400 && !isAnonymous)
    return cause(
      "Refused",
      `a valid CertificateRequest is refused (${valid.status}): ${foreignText(valid.message)}`,
    );
  if (isAnonymous || !valid.identified)
    return cause(
      "NotMutated",
      "a CertificateRequest passes by the mutating webhook: nothing writes its username",
    );
  if (malformed.status < 400)
    return cause(
      "NotValidated",
      "a malformed CertificateRequest is accepted: the validating webhook does not see it",
    );
  if (!malformed.message.includes(refusedByWebhook))
    return cause(
      "Refused",
      `a malformed CertificateRequest is refused, but not by the webhook (${malformed.status}): ${foreignText(malformed.message)}`,
    );
  return undefined;
};

const rollout: Judge = ({ deployments }) => {
  const unsettled = deployments?.filter(isUnsettled) ?? [];
  if (unsettled.length === 0) return undefined;
  return cause(
    "RollingOut",
    unsettled
      .map(({ name, available, wanted }) => `${name} has ${available} of ${wanted} Pods available`)
      .join(", "),
  );
};

/** From what everything else follows down to what follows from everything else. */
const judges: readonly Judge[] = [cluster, definitions, access, pods, installation, call, answers, rollout];

const isUnsettled = ({ available, wanted }: Rollout) => available < wanted;

/** Why the cainjector fills nothing in: there is none, or it waits for the lease of one that is gone. */
function cainjectorClause(observation: Observation, now: Instant): string {
  if (isWithoutCainjector(observation)) return "; the cainjector is scaled to zero";
  const { lease, pods } = observation;
  const injectors = pods?.filter(({ component }) => component === "cainjector") ?? [];
  if (lease === undefined || pods === undefined) return "";
  const holder = lease.holder.split("_")[0] ?? "";
  if (injectors.some(({ name }) => name === holder)) return "";
  // A candidate counts from when it first saw the lease, not from when the holder renewed it.
  const since = Math.max(lease.renewed, ...injectors.map(({ started = 0 }) => started));
  const ends = since + lease.duration;
  const until =
    ends > now ? `runs out at about ${formatInstant(ends)}` : "has run out and is about to be taken over";
  return `; it waits for the lease ${lease.namespace}/${lease.name} of ${holder}, which is gone; the lease ${until}`;
}

function isWithoutCainjector({ deployments }: Observation): boolean {
  return deployments?.find(({ component }) => component === "cainjector")?.wanted === 0;
}

function cause(code: CauseCode, text: string): Cause {
  return { code, text };
}

function final(code: CauseCode, text: string): Cause {
  return { code, text, final: true };
}

function words(message: string | undefined): string {
  return message ? `: ${foreignText(message)}` : "";
}
