import type { KubernetesClient } from "../kubernetes/client.js";
import { ClusterError } from "../kubernetes/cluster-error.js";
import {
  configMaps,
  type KubernetesObject,
  namespaces,
  type Resource,
  secrets,
} from "../kubernetes/objects.js";
import {
  controllerFacts,
  type Deployment,
  helmOf,
  placeIn,
  type WebhookConfiguration,
} from "./read-running.js";
import {
  type Definition,
  definitionNames,
  type HelmName,
  type HelmRelease,
  type Running,
  type Standing,
} from "./standing.js";

const crds: Resource = { apiVersion: "apiextensions.k8s.io/v1", plural: "customresourcedefinitions" };
const deployments: Resource = { apiVersion: "apps/v1", plural: "deployments" };
const validatingWebhooks: Resource = {
  apiVersion: "admissionregistration.k8s.io/v1",
  plural: "validatingwebhookconfigurations",
};

type Cluster = Pick<KubernetesClient, "get" | "list">;

/** All that a Helm release of this name meets. Rejects only when the API server does not answer. */
export async function seeStanding(cluster: Cluster, release: HelmName): Promise<Standing> {
  const [running, definitions, newest, namespace] = await Promise.all([
    seeRunning(cluster),
    seeDefinitions(cluster),
    seeRelease(cluster, release),
    readable(
      async () =>
        (await cluster.get({ resource: namespaces, name: release.namespace }, "metadata")) !== undefined,
    ),
  ]);
  return {
    ...(running === undefined ? {} : { running }),
    ...(definitions === undefined ? {} : { definitions }),
    ...(newest === undefined ? {} : { release: newest }),
    ...(namespace === undefined ? {} : { namespace }),
  };
}

/** Every cert-manager of the cluster, which should be one at most; undefined where it may not be looked for. */
export async function seeRunning(cluster: Cluster): Promise<readonly Running[] | undefined> {
  return await readable(async () => {
    const { items } = await cluster.list<WebhookConfiguration>(validatingWebhooks);
    const places = items.flatMap((one) => placeIn(one) ?? []);
    return await Promise.all(
      places.map(async (place) => {
        const labelSelector = `app.kubernetes.io/instance=${place.instance},app.kubernetes.io/component=controller`;
        const { namespace } = place;
        const [controller] = (await cluster.list<Deployment>(deployments, { namespace, labelSelector }))
          .items;
        if (controller === undefined) return { ...place, ...unknown };
        return {
          ...place,
          ...controllerFacts(controller, await configurationOf(cluster, namespace, controller)),
        };
      }),
    );
  });
}

const unknown = { operator: false, featureGates: {}, leaderElectionNamespace: "kube-system" } as const;

/** The file that `--config` names, which the chart keeps in a ConfigMap under this key. */
async function configurationOf(
  cluster: Cluster,
  namespace: string,
  { spec }: Deployment,
): Promise<string | undefined> {
  const { containers, volumes = [] } = spec.template.spec;
  if (!containers[0]?.args?.some((one) => one.startsWith("--config="))) return undefined;
  const names = volumes.flatMap(({ configMap }) => configMap?.name ?? []);
  const found = await readable(() =>
    Promise.all(
      names.map((name) =>
        cluster.get<KubernetesObject & { data?: Record<string, string> }>(
          { resource: configMaps, namespace, name },
          "whole",
        ),
      ),
    ),
  );
  return found?.find((one) => one?.data?.["config.yaml"] !== undefined)?.data?.["config.yaml"];
}

export async function seeDefinitions(cluster: Cluster): Promise<Definition[] | undefined> {
  return await readable(async () => {
    const found = await Promise.all(
      definitionNames.map((name) => cluster.get({ resource: crds, name }, "metadata")),
    );
    return found.flatMap((one) => (one === undefined ? [] : [definitionOf(one)]));
  });
}

function definitionOf({ metadata }: KubernetesObject): Definition {
  const { name, annotations, deletionTimestamp } = metadata;
  return {
    name,
    ...helmOf(metadata),
    kept: annotations?.["helm.sh/resource-policy"] === "keep",
    ...(deletionTimestamp === undefined ? {} : { deleted: Date.parse(deletionTimestamp) }),
  };
}

/** By the labels of Helm's own Secrets; what lies in them is not fetched. */
export async function seeRelease(
  cluster: Cluster,
  { name, namespace }: HelmName,
): Promise<HelmRelease | null | undefined> {
  return await readable(async () => {
    const labelSelector = `owner=helm,name=${name}`;
    const { items } = await cluster.list(secrets, { namespace, labelSelector, metadataOnly: true });
    const revisions = items.map(({ metadata: { name: secret, labels = {} } }) => {
      return { revision: Number(labels.version), status: labels.status ?? "unknown", secret };
    });
    return revisions.sort((one, other) => other.revision - one.revision)[0] ?? null;
  });
}

/** Undefined for what the identity may not read. */
async function readable<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof ClusterError && error.reason === "forbidden") return undefined;
    throw error;
  }
}
