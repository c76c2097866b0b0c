import { setTimeout as sleep } from "node:timers/promises";
import type { Challenge, Solver } from "../../acme/solver.js";
import { ClusterError } from "../../kubernetes/cluster-error.js";
import { ingresses, type KubernetesObject, pods, services } from "../../kubernetes/objects.js";
import { type Seen, selfCheck } from "../../reach/self-check.js";
import type { IngressSolverSpec, SelfCheckSpec } from "../../spec/http01-spec.js";
import { seeByHttp } from "../see.js";
import { addPaths, removePaths } from "./named-ingress.js";
import { type Group, groupsOf, ingressFor, namePrefix, podFor, selectorOf, serviceFor } from "./objects.js";
import { inCluster, kinds, type Place, reference, writingFor } from "./place.js";
import { classTrouble, podTroubleNow } from "./trouble.js";

/** An ingress controller has several replicas, which learn of an Ingress one after the other. */
const passes = 3;

/** The groups that this process has laid out and not taken away: what else there is of their owner was left by another. */
const standing = new Set<string>();

/**
 * Answers through the cluster's ingress controller: a Pod, a Service and an Ingress for up to ten challenges, in the
 * certificate's namespace and for the time of the challenges. What a killed run left is removed by the next.
 *
 * @see cert-manager, pkg/issuer/acme/http/http.go
 */
export function ingressSolver(spec: IngressSolverSpec, check: SelfCheckSpec, place: Place): Solver {
  return {
    type: "http-01",
    present: (challenges, signal) =>
      inCluster(place, "made", async () => {
        const groups = groupsOf(challenges, place.owner).filter(({ name }) => !standing.has(name));
        await removeAllBut(standing, spec, place, signal);
        for (const { name } of groups) standing.add(name);
        try {
          await Promise.all(groups.map((group) => layOut(group, spec, place, signal)));
          if (spec.name !== undefined) await addPaths(place, spec.name, groups, signal);
        } catch (error) {
          for (const { name } of groups) standing.delete(name);
          throw error;
        }
      }),
    check: (challenges, signal) =>
      selfCheck(
        challenges,
        check,
        seeByIngress(groupsOf(challenges, place.owner), spec, check, place),
        signal,
        passes,
      ),
    cleanUp: (challenges, signal) =>
      inCluster(place, "removed", async () => {
        for (const { name } of groupsOf(challenges, place.owner)) standing.delete(name);
        await removeAllBut(standing, spec, place, signal);
      }),
  };
}

/** The Pod first: the others go with it. */
async function layOut(group: Group, spec: IngressSolverSpec, place: Place, signal: AbortSignal) {
  const { client, namespace } = place;
  const pod = await createOnceGone(group, spec, place, signal);
  await Promise.all([
    client.create({ resource: services, namespace }, serviceFor(group, spec, pod), writingFor(place)),
    ...(spec.name === undefined
      ? [client.create({ resource: ingresses, namespace }, ingressFor(group, spec, pod), writingFor(place))]
      : []),
  ]);
}

/** A Pod of the same name, which a killed run left, takes a moment to end. */
async function createOnceGone(group: Group, spec: IngressSolverSpec, place: Place, signal: AbortSignal) {
  const { client, namespace } = place;
  for (;;) {
    try {
      return await client.create({ resource: pods, namespace }, podFor(group, spec), writingFor(place));
    } catch (error) {
      const isTaken = error instanceof ClusterError && error.reason === "alreadyExists";
      if (!isTaken || signal.aborted) throw error;
      await sleep(250, undefined, { signal }).catch(() => undefined);
    }
  }
}

/** Removes all of this certificate's solvers that are not to be kept, and the paths that lead to them. */
async function removeAllBut(
  kept: ReadonlySet<string>,
  spec: IngressSolverSpec,
  place: Place,
  signal: AbortSignal,
): Promise<void> {
  const { client, namespace, owner } = place;
  const isLeft = (name: string) => name.startsWith(namePrefix(owner)) && !kept.has(name);
  if (spec.name !== undefined) await removePaths(place, spec.name, isLeft, signal);
  const selection = { namespace, labelSelector: selectorOf(owner), metadataOnly: true };
  await Promise.all(
    kinds.map(async (resource) => {
      const { items } = await client.list<KubernetesObject>(resource, selection);
      const left = items.filter(({ metadata }) => isLeft(metadata.name));
      await Promise.all(
        left.map(({ metadata: { name, uid } }) => client.delete(reference(place, resource, name), { uid })),
      );
    }),
  );
}

/** By the name itself; where that is in vain, what the cluster says of the Pod and of the class. */
function seeByIngress(groups: readonly Group[], spec: IngressSolverSpec, check: SelfCheckSpec, place: Place) {
  const see = seeByHttp(check);
  const podOf = new Map(
    groups.flatMap(({ name, challenges }) => challenges.map(({ token }) => [token, name])),
  );
  let classHint: Promise<string | undefined> | undefined;
  return async (challenge: Challenge, signal: AbortSignal): Promise<Seen> => {
    const found = await see(challenge, signal);
    if (found.answered) return found;
    const trouble = await podTroubleNow(place, podOf.get(challenge.token) ?? "");
    if (trouble !== undefined) return { answered: false, seen: trouble.what, hopeless: trouble.hopeless };
    classHint ??= classTrouble(place, spec);
    const hint = await classHint;
    return hint === undefined ? found : { answered: false, seen: `${found.seen}; ${hint}` };
  };
}
