import type { KubernetesClient } from "../kubernetes/client.js";
import { ClusterError } from "../kubernetes/cluster-error.js";
import type { KubernetesObject, Resource } from "../kubernetes/objects.js";

/**
 * A Challenge that is going with its Certificate. Only cert-manager's controller takes its finalizer away, after it
 * has taken away what was presented, for which it needs the issuer and its Secrets.
 */
export interface Leaving extends KubernetesObject {
  readonly spec: {
    readonly dnsName: string;
    readonly type: string;
    readonly issuerRef: { readonly name: string; readonly kind?: string };
  };
  /** `reason` says why cleaning up failed, where it did. */
  readonly status?: { readonly reason?: string };
}

/** Whose Challenges, where it is not all of the cluster's. */
export type Whose = OfIssuer | { readonly namespace: string; readonly certificate: string };

export interface OfIssuer {
  readonly kind: string;
  readonly name: string;
  /** Of an Issuer alone. */
  readonly namespace?: string | undefined;
}

const acme = (plural: string): Resource => ({ apiVersion: "acme.cert-manager.io/v1", plural });
const certManager = (plural: string): Resource => ({ apiVersion: "cert-manager.io/v1", plural });
export const challenges = acme("challenges");

type Cluster = Pick<KubernetesClient, "list">;

/**
 * The Challenges that are being deleted, and those that will be: a Certificate takes its requests with it, each
 * request its Order, and that its Challenges, one after the other. One request where there is no Challenge at all;
 * undefined where Challenges may not be listed.
 */
export async function seeLeaving(cluster: Cluster, whose: Whose | undefined): Promise<Leaving[] | undefined> {
  const namespace = whose?.namespace;
  const selection = namespace === undefined ? {} : { namespace };
  const found = await listed<Leaving>(cluster, challenges, selection);
  if (found === undefined) return undefined;
  const all = found.filter((one) => whose === undefined || isOf(one, whose));
  if (all.length === 0) return [];
  const slim = { ...selection, metadataOnly: true };
  const [orders, requests, certificates] = await Promise.all(
    [acme("orders"), certManager("certificaterequests"), certManager("certificates")].map((resource) =>
      listed(cluster, resource, slim),
    ),
  );
  // Who may not see the owners knows of what is being deleted, and not of what will be.
  if (orders === undefined || requests === undefined || certificates === undefined)
    return all.filter((one) => !isStaying(one));
  const staying = new Set(certificates.filter(isStaying).map(({ metadata }) => metadata.uid));
  for (const level of [requests, orders])
    for (const one of level) if (isHeld(one, staying)) staying.add(one.metadata.uid);
  return all.filter((one) => !isHeld(one, staying));
}

/** By its name it is known whose Certificate's it is: `<certificate>-<revision>-<hash>-<hash>`. */
function isOf({ metadata, spec }: Leaving, whose: Whose): boolean {
  if ("certificate" in whose)
    return (
      metadata.name.startsWith(`${whose.certificate}-`) &&
      /^\d+-\d+-\d+$/.test(metadata.name.slice(whose.certificate.length + 1))
    );
  const { name, kind = "Issuer" } = spec.issuerRef;
  return name === whose.name && kind === whose.kind;
}

const isStaying = ({ metadata }: KubernetesObject) => metadata.deletionTimestamp === undefined;

/** Whether it stays: it is not being deleted, and has no owner or one that stays. */
function isHeld(one: KubernetesObject, staying: ReadonlySet<string>): boolean {
  const { ownerReferences = [] } = one.metadata;
  return (
    isStaying(one) && (ownerReferences.length === 0 || ownerReferences.some(({ uid }) => staying.has(uid)))
  );
}

/** None of a kind that the cluster does not serve; undefined for one that this identity may not list. */
async function listed<T extends KubernetesObject>(
  cluster: Cluster,
  resource: Resource,
  selection: Parameters<Cluster["list"]>[1],
): Promise<readonly T[] | undefined> {
  try {
    return (await cluster.list<T>(resource, selection)).items;
  } catch (error) {
    if (error instanceof ClusterError && error.reason === "notFound") return [];
    if (error instanceof ClusterError && error.reason === "forbidden") return undefined;
    throw error;
  }
}
