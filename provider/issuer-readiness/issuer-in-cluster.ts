import { setTimeout as sleep } from "node:timers/promises";
import type { KubernetesClient } from "../kubernetes/client.js";
import { ClusterError } from "../kubernetes/cluster-error.js";
import { type ObjectReference, type Resource, secrets } from "../kubernetes/objects.js";
import { formatInstant, type Instant } from "../spec/instant.js";
import type { Waiting } from "./await-ready.js";
import type { IssuerObject } from "./verdict.js";

export interface IssuerPlace {
  readonly kind: "Issuer" | "ClusterIssuer";
  readonly name: string;
  /** Of an Issuer alone. */
  readonly namespace?: string;
}

/** A change of it makes cert-manager look at once at an Issuer that it would come back to after minutes, or not at all. */
const askedAt = "kubecerts.io/asked-at";

/** An API server that is away for a moment is no reason to give up a wait. */
const outage = 1_000;

/** The Issuer as the wait wants it: read, watched and nudged through one client. */
export function issuerInCluster(
  client: KubernetesClient,
  place: IssuerPlace,
  now: () => Instant,
): Pick<Waiting, "get" | "changed" | "nudge"> {
  const resource: Resource = { apiVersion: "cert-manager.io/v1", plural: `${place.kind.toLowerCase()}s` };
  const scope =
    place.kind === "Issuer" && place.namespace !== undefined ? { namespace: place.namespace } : {};
  const reference: ObjectReference = { resource, ...scope, name: place.name };
  return {
    get: async () => {
      try {
        const issuer = await client.get<IssuerObject>(reference, "whole");
        return issuer === undefined ? { state: "absent" } : { state: "present", issuer };
      } catch (error) {
        if (!(error instanceof ClusterError) || error.reason !== "unreachable") throw error;
        client.forgive();
        return { state: "away", message: error.message };
      }
    },
    changed: async (since, milliseconds) => {
      if (since.state !== "present") return sleep(Math.min(milliseconds, outage));
      const { resourceVersion } = since.issuer.metadata;
      const ended = AbortSignal.timeout(Math.max(1, Math.min(milliseconds, 30_000)));
      try {
        for await (const { object } of client.watch(resource, { ...scope, resourceVersion }, ended))
          if (object.metadata.name === place.name) return;
      } catch (error) {
        // Who may not watch looks again every second.
        if (!(error instanceof ClusterError)) throw error;
      }
      if (!ended.aborted) await sleep(Math.min(milliseconds, outage));
    },
    nudge: async () => {
      const { apiVersion } = resource;
      const metadata = { name: place.name, ...scope, annotations: { [askedAt]: formatInstant(now()) } };
      const body = { apiVersion, kind: place.kind, metadata };
      await client
        .apply(reference, body, { fieldManager: "kubecerts-issuer-readiness" })
        .catch((error: unknown) => {
          if (!(error instanceof ClusterError)) throw error; // it is a help, not a need
        });
    },
  };
}

/** The namespaces that hold a Secret of this name, by their metadata alone; none where the identity may not look. */
export async function namespacesOfSecret(client: KubernetesClient, name: string): Promise<string[]> {
  try {
    const selection = { fieldSelector: `metadata.name=${name}`, metadataOnly: true };
    const { items } = await client.list(secrets, selection);
    return items.map(({ metadata }) => metadata.namespace ?? "").sort();
  } catch (error) {
    if (error instanceof ClusterError) return []; // it is a hint, not a need
    throw error;
  }
}
