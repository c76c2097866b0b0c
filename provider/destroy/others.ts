import { seeDefinitions, seeRelease } from "../installation/see-standing.js";
import type { HelmName, HelmRelease } from "../installation/standing.js";
import type { KubernetesClient } from "../kubernetes/client.js";
import { ClusterError } from "../kubernetes/cluster-error.js";
import { type KubernetesObject, type Resource, secrets } from "../kubernetes/objects.js";
import { definitionsDeletedWith } from "./helm-manifest.js";

type Cluster = Pick<KubernetesClient, "get" | "list">;

/** What somebody has made of a kind of cert-manager's and what stands when a release goes. */
export interface Others {
  /** Whether Helm still has the release: somebody may have uninstalled it. */
  readonly isReleased: boolean;
  /** CRDs that go with the release, and all objects of them. */
  readonly doomed: readonly string[];
  /** "Certificate shop/web", "ClusterIssuer acme" */
  readonly objects: readonly string[];
}

const kinds = { Certificate: "certificates", Issuer: "issuers", ClusterIssuer: "clusterissuers" } as const;

/** Everything that is still there when all of this program's is deleted already, so somebody else's. */
export async function seeOthers(cluster: Cluster, release: HelmName): Promise<Others> {
  const [newest, ...found] = await Promise.all([
    seeRelease(cluster, release),
    ...Object.entries(kinds).map(([kind, plural]) => seeObjects(cluster, kind, plural)),
  ]);
  const doomed = newest === null ? [] : await seeDoomed(cluster, release, newest);
  return { isReleased: newest !== null, doomed, objects: found.flat() };
}

async function seeObjects(cluster: Cluster, kind: string, plural: string): Promise<string[]> {
  const resource: Resource = { apiVersion: "cert-manager.io/v1", plural };
  try {
    const { items } = await cluster.list(resource, { metadataOnly: true });
    const staying = items.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
    return staying.map(
      ({ metadata: { namespace, name } }) =>
        `${kind} ${namespace === undefined ? name : `${namespace}/${name}`}`,
    );
  } catch (error) {
    if (error instanceof ClusterError && error.reason === "notFound") return [];
    throw error;
  }
}

/** By what Helm keeps of the release; where that may not be read, by what the CRDs say themselves. */
async function seeDoomed(
  cluster: Cluster,
  release: HelmName,
  newest: HelmRelease | undefined,
): Promise<readonly string[]> {
  const { namespace } = release;
  const kept = newest && { resource: secrets, namespace, name: newest.secret };
  const secret =
    kept &&
    (await cluster.get<KubernetesObject & { data?: { release?: string } }>(kept, "whole").catch(unreadable));
  if (secret?.data?.release !== undefined) return definitionsDeletedWith(secret.data.release);
  const definitions = (await seeDefinitions(cluster)) ?? [];
  return definitions
    .filter(({ helm, kept }) => helm?.name === release.name && helm.namespace === namespace && !kept)
    .map(({ name }) => name);
}

function unreadable(error: unknown): undefined {
  if (error instanceof ClusterError && error.reason === "forbidden") return undefined;
  throw error;
}
