/** A kind of object as the API's paths name it. */
export interface Resource {
  /** "v1", "cert-manager.io/v1" */
  readonly apiVersion: string;
  /** "secrets" */
  readonly plural: string;
}

/** One object; without a namespace where its kind has none. */
export interface ObjectReference {
  readonly resource: Resource;
  readonly namespace?: string;
  readonly name: string;
}

export const secrets: Resource = { apiVersion: "v1", plural: "secrets" };
export const configMaps: Resource = { apiVersion: "v1", plural: "configmaps" };
export const namespaces: Resource = { apiVersion: "v1", plural: "namespaces" };

export const pods: Resource = { apiVersion: "v1", plural: "pods" };
export const services: Resource = { apiVersion: "v1", plural: "services" };
export const ingresses: Resource = { apiVersion: "networking.k8s.io/v1", plural: "ingresses" };
export const ingressClasses: Resource = { apiVersion: "networking.k8s.io/v1", plural: "ingressclasses" };

/** @see https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/object-meta/ */
export interface ObjectMeta {
  readonly name: string;
  readonly namespace?: string;
  readonly uid: string;
  readonly resourceVersion: string;
  readonly generation?: number;
  /** RFC 3339; from when on it is being deleted, which it is once nothing holds a finalizer. */
  readonly deletionTimestamp?: string;
  readonly finalizers?: readonly string[];
  readonly ownerReferences?: readonly { uid: string; kind: string; name: string; controller?: boolean }[];
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly managedFields?: readonly { readonly manager?: string; readonly operation?: "Apply" | "Update" }[];
}

export interface KubernetesObject {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata: ObjectMeta;
}

/** Makes the server answer with the metadata alone, so that no key leaves it. */
export const metadataOnly = {
  object: "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1",
  list: "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1",
} as const;

export function pathOf({ apiVersion, plural }: Resource, namespace?: string, name?: string): string {
  const root = apiVersion.includes("/") ? "/apis" : "/api";
  const place = namespace === undefined ? [] : ["namespaces", encodeURIComponent(namespace)];
  return [root, apiVersion, ...place, plural, ...(name === undefined ? [] : [encodeURIComponent(name)])].join(
    "/",
  );
}
