import type { KubernetesClient } from "../kubernetes/client.js";
import { ClusterError } from "../kubernetes/cluster-error.js";
import type { KubernetesObject, Resource } from "../kubernetes/objects.js";
import type { Waiting } from "./await-challenges.js";
import { challenges, type Leaving, seeLeaving, type Whose } from "./leaving-challenges.js";

const deployments: Resource = { apiVersion: "apps/v1", plural: "deployments" };
const controllers = "app.kubernetes.io/name=cert-manager,app.kubernetes.io/component=controller";

interface Deployment extends KubernetesObject {
  readonly status?: { readonly availableReplicas?: number };
}

/** The Challenges that go with an issuer or a Certificate, or all that go, as the wait for them wants them. */
export function challengesInCluster(
  client: KubernetesClient,
  whose: Whose | undefined,
): Pick<Waiting, "see" | "controllerRuns" | "giveUp"> {
  return {
    see: () => seeLeaving(client, whose),
    controllerRuns: async () => {
      const { items } = await client
        .list<Deployment>(deployments, { labelSelector: controllers })
        .catch(unreadable);
      return items?.some(({ status }) => (status?.availableReplicas ?? 0) > 0);
    },
    giveUp: async ({ metadata: { namespace = "", name } }) => {
      for (let attempt = 1; ; attempt++) {
        const of = { resource: challenges, namespace, name };
        const latest = await client.get<Leaving>(of, "whole");
        if (latest === undefined) return;
        const { apiVersion } = challenges;
        const body = {
          ...latest,
          apiVersion,
          kind: "Challenge",
          metadata: { ...latest.metadata, finalizers: [] },
        };
        try {
          await client.update(of, body, { fieldManager: "kubecerts" });
          return;
        } catch (error) {
          // The controller writes to it meanwhile, or it has gone.
          if (!(error instanceof ClusterError) || error.reason !== "conflict" || attempt === 5) throw error;
        }
      }
    },
  };
}

function unreadable(error: unknown): { items: undefined } {
  if (error instanceof ClusterError && error.reason === "forbidden") return { items: undefined };
  throw error;
}
