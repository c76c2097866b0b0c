import type { Labels } from "../spec/certificate-spec.js";
import { heldIn } from "./held-in.js";
import { managedBy, managedByLabel, ownerLabel } from "./owner-marks.js";
import type { Location, TlsSecret } from "./port.js";

/** What every store writes: the objects of the Kubernetes API, so that `kubectl apply -f` takes either. */
export interface Manifest {
  readonly apiVersion: "v1";
  readonly kind: "Secret" | "ConfigMap";
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly labels: Labels;
    readonly annotations?: Labels;
  };
  readonly type?: string;
  readonly data: Readonly<Record<string, string>>;
}

/** The record is the ConfigMap beside the Secret; a dot, so that no Secret's record is another Secret's name by accident. */
export function recordName(at: Location): string {
  return `${at.secretName}.kubecerts`;
}

/** The Secret of an order in progress. */
export function orderName(at: Location): string {
  return `${at.secretName}.kubecerts-order`;
}

export function secretManifest(at: Location, secret: TlsSecret, owner: string): Manifest {
  const data = Object.entries(secret.data).map(([key, value]) => [key, value.toString("base64")]);
  return {
    apiVersion: "v1",
    kind: "Secret",
    metadata: {
      name: at.secretName,
      namespace: at.namespace,
      labels: { [managedByLabel]: managedBy, ...secret.labels, [ownerLabel]: owner },
      annotations: secret.annotations,
    },
    type: secret.type,
    data: Object.fromEntries(data),
  };
}

export function recordManifest(at: Location, text: string, owner: string): Manifest {
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: {
      name: recordName(at),
      namespace: at.namespace,
      labels: { [managedByLabel]: managedBy, [ownerLabel]: owner },
    },
    data: { record: text },
  };
}

/** The Secret in a manifest, or why it holds none, as a clause. `stringData` wins over `data`, as in the API. */
export function tlsSecretIn(manifest: unknown, at: Location): TlsSecret | { readonly unreadable: string } {
  const fault = faultOf(manifest, "Secret", at.namespace, at.secretName);
  if (fault !== undefined) return { unreadable: fault };
  const { type, data, stringData, metadata } = manifest as Record<string, unknown>;
  const decoded: Record<string, Buffer> = {};
  for (const [key, value] of Object.entries(isObject(data) ? data : {})) {
    if (typeof value !== "string" || !isBase64(value)) return { unreadable: `holds no base64 under ${key}` };
    decoded[key] = Buffer.from(value, "base64");
  }
  for (const [key, value] of Object.entries(texts(stringData))) decoded[key] = Buffer.from(value);
  const { labels, annotations } = metadata as Record<string, unknown>;
  return {
    type: typeof type === "string" ? type : "Opaque",
    data: decoded,
    annotations: texts(annotations),
    labels: texts(labels),
    ...heldIn(manifest as Record<string, unknown>),
  };
}

/** The record's text in a manifest, or why it holds none, as a clause. */
export function recordTextIn(manifest: unknown, at: Location): string | { readonly unreadable: string } {
  const fault = faultOf(manifest, "ConfigMap", at.namespace, recordName(at));
  if (fault !== undefined) return { unreadable: fault };
  const { record } = texts((manifest as Record<string, unknown>).data);
  return record ?? { unreadable: "has no key record" };
}

function faultOf(manifest: unknown, kind: string, namespace: string, name: string): string | undefined {
  if (!isObject(manifest) || manifest.apiVersion !== "v1" || manifest.kind !== kind)
    return `is no ${kind} of version v1`;
  const metadata = manifest.metadata;
  if (!isObject(metadata) || metadata.name !== name || (metadata.namespace ?? namespace) !== namespace)
    return `is the ${kind} of another place than ${namespace}/${name}`;
  return undefined;
}

function texts(value: unknown): Record<string, string> {
  if (!isObject(value)) return {};
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}

/** In lines of any length. In two steps, since one pattern with white space twice takes for ever on a hostile text. */
function isBase64(text: string): boolean {
  return /^[A-Za-z0-9+/]*={0,2}$/.test(text.replaceAll(/\s/g, ""));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
