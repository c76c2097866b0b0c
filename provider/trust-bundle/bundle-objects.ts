import { CertificateError, messageOf } from "../errors.js";
import type { KubernetesClient } from "../kubernetes/client.js";
import { ClusterError } from "../kubernetes/cluster-error.js";
import {
  configMaps,
  type KubernetesObject,
  type ObjectReference,
  type Resource,
} from "../kubernetes/objects.js";
import type { Target } from "./parse-trust-bundle.js";

/** By which a bundle's objects are known as its own; another label than the records', which a preview lists. */
const label = "kubecerts.io/trust-bundle";

const bundles: Resource = { apiVersion: "trust.cert-manager.io/v1alpha1", plural: "bundles" };

/** The objects that a target means. */
export function referencesOf(target: Target): ObjectReference[] {
  const { name } = target;
  if (target.kind === "Bundle") return [{ resource: bundles, name }];
  return target.namespaces.map((namespace) => ({ resource: configMaps, namespace, name }));
}

/**
 * Writes the bundle where the target says, in place: at no moment is it away. An object of somebody else's is left as
 * it is.
 *
 * @throws CertificateError
 */
export async function writeBundle(
  client: KubernetesClient,
  target: Target,
  owner: string,
  pem: string,
): Promise<void> {
  for (const reference of referencesOf(target)) {
    try {
      const found = await client.get(reference, "metadata");
      if (found !== undefined && found.metadata.labels?.[label] !== owner)
        throw new ClusterError("alreadyExists", "it is there already, and is not of this resource");
      await client.apply(reference, manifestOf(reference, target, owner, pem), {
        fieldManager: "kubecerts-trust-bundle",
      });
    } catch (error) {
      throw notWritten(reference, error);
    }
  }
}

/** Deletes those of the objects that are still this bundle's own. */
export async function deleteBundle(
  client: KubernetesClient,
  references: readonly ObjectReference[],
  owner: string,
): Promise<void> {
  for (const reference of references) {
    const found = await client.get(reference, "metadata").catch(unserved);
    if (found?.metadata.labels?.[label] === owner)
      await client.delete(reference, { uid: found.metadata.uid });
  }
}

/** Whether every object holds the bundle, as far as this can be seen. */
export async function isWritten(client: KubernetesClient, target: Target, pem: string): Promise<boolean> {
  const held = await Promise.all(
    referencesOf(target).map(async (reference) => {
      const found = await client.get<KubernetesObject & { data?: Record<string, string>; spec?: BundleSpec }>(
        reference,
        "whole",
      );
      return target.kind === "Bundle" ? found?.spec?.sources?.[0]?.inLine : found?.data?.[target.key];
    }),
  );
  return held.every((text) => text === pem);
}

/** @see https://cert-manager.io/docs/trust/trust-manager/api-reference/ */
interface BundleSpec {
  readonly sources?: readonly { readonly inLine?: string }[];
}

function manifestOf(
  { resource, namespace, name }: ObjectReference,
  target: Target,
  owner: string,
  pem: string,
): object {
  const metadata = { name, ...(namespace === undefined ? {} : { namespace }), labels: { [label]: owner } };
  const { apiVersion } = resource;
  if (target.kind === "ConfigMap")
    return { apiVersion, kind: target.kind, metadata, data: { [target.key]: pem } };
  const { key, namespaceSelector } = target;
  const to = { configMap: { key }, ...(namespaceSelector === undefined ? {} : { namespaceSelector }) };
  return { apiVersion, kind: target.kind, metadata, spec: { sources: [{ inLine: pem }], target: to } };
}

function notWritten({ resource, namespace, name }: ObjectReference, error: unknown): CertificateError {
  const kind = resource.plural === "bundles" ? "Bundle" : "ConfigMap";
  const isMissing = error instanceof ClusterError && error.reason === "notFound";
  return new CertificateError(
    `${kind} ${namespace === undefined ? name : `${namespace}/${name}`} was not written: ${messageOf(error)}`,
    "The bundle stands as it was",
    isMissing
      ? kind === "Bundle"
        ? "Install trust-manager, or give configMap, and run pulumi up again"
        : "Make the namespace, and run pulumi up again"
      : "Give it another name, or mend that, and run pulumi up again",
    { cause: error },
  );
}

function unserved(error: unknown): undefined {
  if (error instanceof ClusterError && error.reason === "notFound") return undefined;
  throw error;
}
