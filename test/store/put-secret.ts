import type { KubernetesClient } from "../../provider/kubernetes/client.js";
import { type KubernetesObject, secrets } from "../../provider/kubernetes/objects.js";
import type { SecretObject } from "./tamperings.js";

export type FoundSecret = SecretObject & KubernetesObject;

/** Puts a Secret there by a hand of this name, deleting the one before it where that cannot become it; undefined deletes. */
export async function putSecret(
  client: KubernetesClient,
  { namespace, name }: { readonly namespace: string; readonly name: string },
  secret: SecretObject | undefined,
  fieldManager: string,
): Promise<void> {
  const of = { resource: secrets, namespace, name };
  const before = await client.get<FoundSecret>(of, "whole");
  if (secret !== undefined && before?.type === secret.type)
    return void (await client.update(of, secret, { fieldManager }));
  if (before !== undefined) await client.delete(of, before.metadata);
  if (secret === undefined) return;
  const { metadata, ...rest } = secret;
  const { labels, annotations } = metadata;
  await client.create(of, { ...rest, metadata: { name, namespace, labels, annotations } }, { fieldManager });
}
