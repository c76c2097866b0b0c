import type { Json } from "./ask.js";
import type { LeaseState, Observation, PodState, Rollout } from "./observation.js";

const componentLabel = "app.kubernetes.io/component";

/** @see https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#deployment-status */
export function readDeployments(items: readonly Json[] | undefined): Rollout[] | undefined {
  return items?.map(({ metadata, spec, status }) => {
    const seen = (status?.observedGeneration ?? 0) >= metadata.generation;
    const { replicas = 0, updatedReplicas = 0, availableReplicas = 0 } = status ?? {};
    const failure = status?.conditions?.find(
      (one: Json) => one.type === "ReplicaFailure" && one.status === "True",
    )?.message;
    return {
      name: metadata.name,
      component: metadata.labels?.[componentLabel] ?? "",
      wanted: spec.replicas ?? 1,
      // As if every Pod of an older template were available: of the newest one at least so many are.
      available: seen ? Math.max(0, availableReplicas - (replicas - updatedReplicas)) : 0,
      ...(failure === undefined ? {} : { failure }),
    };
  });
}

export function readPods(items: readonly Json[] | undefined): PodState[] | undefined {
  return items
    ?.filter(({ metadata }) => metadata.deletionTimestamp === undefined)
    .map(({ metadata, status }) => {
      const trouble = troubleOf(status ?? {});
      return {
        name: metadata.name,
        component: metadata.labels?.[componentLabel] ?? "",
        ...(status?.startTime === undefined ? {} : { started: Date.parse(status.startTime) }),
        ...(trouble === undefined ? {} : { trouble }),
      };
    });
}

/** `ContainerCreating` and `PodInitializing` are no trouble: that is how every Pod begins. */
function troubleOf(status: Json): PodState["trouble"] {
  const unscheduled = status.conditions?.find(
    (one: Json) => one.type === "PodScheduled" && one.status === "False",
  );
  if (unscheduled !== undefined) return { reason: unscheduled.reason, message: unscheduled.message ?? "" };
  const containers: Json[] = [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])];
  for (const { state, lastState } of containers) {
    const { reason, message = "" } = state?.waiting ?? {};
    if (reason === undefined || reason === "ContainerCreating" || reason === "PodInitializing") continue;
    const ended = lastState?.terminated;
    const exit = ended === undefined ? "" : `; it last ended with ${ended.reason} (${ended.exitCode})`;
    return { reason, message: `${message}${exit}` };
  }
  return undefined;
}

export function readInjection(
  kind: string,
  items: readonly Json[] | undefined,
): Observation["webhookConfigurations"] {
  return items?.map(({ webhooks = [] }) => ({
    kind,
    injected: webhooks.every(({ clientConfig }: Json) => Boolean(clientConfig?.caBundle)),
  }));
}

export function readEndpoints(slices: readonly Json[] | undefined): number | undefined {
  return slices
    ?.flatMap(({ endpoints }) => endpoints ?? [])
    .filter(({ conditions }) => conditions?.ready !== false)
    .flatMap(({ addresses }) => addresses).length;
}

export function readLease({ metadata, spec }: Json): LeaseState | undefined {
  if (!spec?.holderIdentity || !spec.renewTime) return undefined;
  return {
    name: metadata.name,
    namespace: metadata.namespace,
    holder: spec.holderIdentity,
    renewed: Date.parse(spec.renewTime),
    duration: (spec.leaseDurationSeconds ?? 0) * 1000,
  };
}
