import { foreignText } from "../../errors.js";
import { ClusterError } from "../../kubernetes/cluster-error.js";
import { ingressClasses, type KubernetesObject, pods } from "../../kubernetes/objects.js";
import type { IngressSolverSpec } from "../../spec/http01-spec.js";
import { type Place, reference } from "./place.js";

/** Why the CA would not get its answer, as a clause. */
export interface Trouble {
  readonly what: string;
  /** Waiting will not mend it. */
  readonly hopeless: boolean;
}

export interface Pod extends KubernetesObject {
  readonly status?: {
    readonly phase?: string;
    readonly reason?: string;
    readonly conditions?: readonly {
      readonly type: string;
      readonly status: string;
      readonly reason?: string;
      readonly message?: string;
    }[];
    readonly containerStatuses?: readonly {
      readonly state?: { readonly waiting?: { readonly reason?: string; readonly message?: string } };
    }[];
  };
}

/** The kubelet tried more than once, or will never try. */
const hopeless = [
  "CrashLoopBackOff",
  "CreateContainerConfigError",
  "ErrImageNeverPull",
  "ImagePullBackOff",
  "InvalidImageName",
];

/** What keeps the solver's Pod from answering; undefined when it runs. */
export function podTrouble(pod: Pod | undefined): Trouble | undefined {
  if (pod === undefined) return { what: "the solver's Pod was removed by somebody else", hopeless: true };
  const { phase, reason, conditions = [], containerStatuses = [] } = pod.status ?? {};
  if (phase === "Failed" || phase === "Succeeded")
    return { what: `the solver's Pod has ended (${foreignText(reason ?? phase)})`, hopeless: true };
  const waiting = containerStatuses
    .flatMap(({ state }) => (state?.waiting?.reason === undefined ? [] : [state.waiting]))
    .toSorted((a, b) => Number(isHopeless(b.reason)) - Number(isHopeless(a.reason)))[0];
  if (waiting !== undefined && waiting.reason !== "ContainerCreating")
    return {
      what: `the solver's Pod cannot start: ${foreignText([waiting.reason, waiting.message].filter(Boolean).join(": "))}`,
      hopeless: isHopeless(waiting.reason),
    };
  const unscheduled = conditions.find(({ type, status }) => type === "PodScheduled" && status === "False");
  if (unscheduled !== undefined)
    return {
      what: `no node takes the solver's Pod: ${foreignText(unscheduled.message ?? unscheduled.reason ?? "")}`,
      hopeless: false,
    };
  return phase === "Running" ? undefined : { what: "the solver's Pod has not started yet", hopeless: false };
}

function isHopeless(reason: string | undefined): boolean {
  return hopeless.includes(reason ?? "");
}

/** {@link podTrouble} of the Pod as it is now; undefined, too, where it cannot be looked at. */
export async function podTroubleNow(place: Place, name: string): Promise<Trouble | undefined> {
  return await unlessRefused(async () =>
    podTrouble(await place.client.get<Pod>(reference(place, pods, name), "whole")),
  );
}

/**
 * What is wrong with the class of an Ingress, as a clause; undefined where nothing is, or where it may not be looked
 * at. It is a hint: there are controllers that serve every Ingress, whatever its class.
 */
export async function classTrouble(
  place: Place,
  { ingressClassName, class: className, name }: IngressSolverSpec,
): Promise<string | undefined> {
  if (className !== undefined || name !== undefined) return undefined;
  return await unlessRefused(async () => {
    const { items } = await place.client.list<KubernetesObject>(ingressClasses, { metadataOnly: true });
    const names = items.map(({ metadata }) => metadata.name).sort();
    const known = names.length === 0 ? "the cluster has none" : `the cluster has ${names.join(", ")}`;
    if (ingressClassName !== undefined)
      return names.includes(ingressClassName)
        ? undefined
        : `there is no IngressClass ${ingressClassName} (${known})`;
    const isDefault = ({ metadata }: KubernetesObject) =>
      metadata.annotations?.["ingressclass.kubernetes.io/is-default-class"] === "true";
    return items.some(isDefault) ? undefined : `no IngressClass is the default, and none is named (${known})`;
  });
}

/** These are hints: a cluster that does not answer them is no reason to fail. */
async function unlessRefused<T>(look: () => Promise<T | undefined>): Promise<T | undefined> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof ClusterError) return undefined;
    throw error;
  }
}
