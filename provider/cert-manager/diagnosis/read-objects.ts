import type { KubernetesObject, ObjectMeta } from "../../kubernetes/objects.js";
import { type Instant, parseInstant } from "../../spec/instant.js";
import type { Conceal } from "./conceal.js";
import type {
  CertificateSeen,
  ChallengeSeen,
  Condition,
  DeploymentSeen,
  EventSeen,
  IngressSeen,
  IssuerRef,
  IssuerSeen,
  OrderSeen,
  PodSeen,
  RequestSeen,
} from "./walk.js";

/** An object as the API answers it; which fields are there is the server's word alone. */
export interface Raw extends KubernetesObject {
  readonly metadata: ObjectMeta & {
    readonly creationTimestamp?: string;
    readonly ownerReferences?: readonly { readonly uid: string; readonly controller?: boolean }[];
  };
  // biome-ignore lint/suspicious/noExplicitAny: JSON from outside, read field by field here and nowhere else
  readonly [field: string]: any;
}

/** @see https://github.com/cert-manager/cert-manager/blob/v1.21.2/pkg/apis/certmanager/v1/types.go */
const annotations = {
  certificate: "cert-manager.io/certificate-name",
  revision: "cert-manager.io/certificate-revision",
} as const;

export function readCertificate(
  { metadata, spec = {}, status = {} }: Raw,
  conceal: Conceal,
): CertificateSeen {
  return {
    ...identity(metadata),
    generation: metadata.generation ?? 0,
    created: instant(metadata.creationTimestamp) ?? 0,
    secretName: spec.secretName ?? "",
    issuerRef: readIssuerRef(spec.issuerRef ?? {}),
    conditions: readConditions(status, conceal),
    revision: status.revision ?? 0,
    ...present({
      notAfter: instant(status.notAfter),
      lastFailureTime: instant(status.lastFailureTime),
      failedIssuanceAttempts: status.failedIssuanceAttempts as number | undefined,
    }),
  };
}

/** With the defaults that cert-manager takes where the reference leaves them out. */
function readIssuerRef({ name = "", kind, group }: Partial<IssuerRef>): IssuerRef {
  return { name, kind: kind || "Issuer", group: group || "cert-manager.io" };
}

export function readIssuer({ status = {} }: Raw, conceal: Conceal): IssuerSeen {
  return { conditions: readConditions(status, conceal) };
}

export function readRequest({ metadata, status = {} }: Raw, conceal: Conceal): RequestSeen {
  return {
    ...identity(metadata),
    created: instant(metadata.creationTimestamp) ?? 0,
    revision: Number(metadata.annotations?.[annotations.revision] ?? 0) || 0,
    conditions: readConditions(status, conceal),
  };
}

export function readOrder({ metadata, status = {} }: Raw, conceal: Conceal): OrderSeen {
  return {
    ...identity(metadata),
    owner: ownerOf(metadata),
    state: status.state ?? "",
    reason: conceal(status.reason),
    placed: Boolean(status.url),
  };
}

/** Without its token, its key and its solver. */
export function readChallenge({ metadata, spec = {}, status = {} }: Raw, conceal: Conceal): ChallengeSeen {
  return {
    ...identity(metadata),
    owner: ownerOf(metadata),
    dnsName: conceal(spec.dnsName),
    type: spec.type ?? "",
    wildcard: spec.wildcard === true,
    state: status.state ?? "",
    reason: conceal(status.reason),
    processing: status.processing === true,
    presented: status.presented === true,
  };
}

/** Events of the older form count in `lastTimestamp`, those of the newer one in `series` or `eventTime`. */
export function readEvent(event: Raw, conceal: Conceal): EventSeen {
  const { involvedObject, reason = "", message, series, lastTimestamp, eventTime, metadata } = event;
  const last = series?.lastObservedTime ?? lastTimestamp ?? eventTime ?? metadata.creationTimestamp;
  return { about: involvedObject?.uid ?? "", reason, message: conceal(message), last: instant(last) ?? 0 };
}

export function readDeployment({ metadata, spec = {}, status = {} }: Raw): DeploymentSeen {
  return {
    namespace: metadata.namespace ?? "",
    name: metadata.name,
    component: metadata.labels?.["app.kubernetes.io/component"] ?? "",
    wanted: spec.replicas ?? 1,
    available: status.availableReplicas ?? 0,
  };
}

/** A container that waits says more than the Pod's conditions do. */
export function readPod({ metadata, status = {} }: Raw, conceal: Conceal): PodSeen {
  const conditions: readonly Condition[] = status.conditions ?? [];
  const isReady = conditions.some(({ type, status }) => type === "Ready" && status === "True");
  const waiting = (status.containerStatuses ?? []).find((one: Raw) => one.state?.waiting !== undefined)?.state
    .waiting;
  const unmet = conditions.find(({ type, status }) => type === "PodScheduled" && status === "False");
  const { reason, message } = waiting ?? unmet ?? {};
  return {
    name: metadata.name,
    owner: ownerOf(metadata),
    ready: isReady,
    words: conceal([reason, message].filter(Boolean).join(": ")),
  };
}

export function readIngress({ metadata, spec = {} }: Raw): IngressSeen {
  return {
    name: metadata.name,
    owner: ownerOf(metadata),
    ...present({ ingressClassName: spec.ingressClassName as string | undefined }),
  };
}

export function secretOwnerOf({ metadata }: Raw): string | undefined {
  return metadata.annotations?.[annotations.certificate];
}

/** The UID of the object that made this one, or "". */
export function ownerOf({ ownerReferences = [] }: Raw["metadata"]): string {
  return ownerReferences.find(({ controller }) => controller === true)?.uid ?? ownerReferences[0]?.uid ?? "";
}

function readConditions(status: { conditions?: readonly Condition[] }, conceal: Conceal): Condition[] {
  return (status.conditions ?? []).map(({ type, status, reason = "", message, ...more }) => ({
    type,
    status,
    reason: conceal(reason),
    message: conceal(message),
    ...present({
      observedGeneration: more.observedGeneration,
      lastTransitionTime: instant(more.lastTransitionTime),
    }),
  }));
}

function identity({ name, uid }: ObjectMeta): { readonly name: string; readonly uid: string } {
  return { name, uid };
}

function instant(text: unknown): Instant | undefined {
  return typeof text === "string" ? parseInstant(text) : undefined;
}

/** The same without the fields that are undefined. */
function present<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}
