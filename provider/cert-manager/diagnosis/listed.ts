import type { KubernetesClient } from "../../kubernetes/client.js";
import type { Selection } from "../../kubernetes/list-pages.js";
import type { Resource } from "../../kubernetes/objects.js";
import { partOf } from "./part.js";
import type { Raw } from "./read-objects.js";
import type { Part } from "./walk.js";

/** What the walk asks of a cluster. */
export type Reading = Pick<KubernetesClient, "get" | "list">;

/** The objects that match, or why they were not looked at. */
export async function listed(
  client: Reading,
  resource: Resource,
  selection: Selection,
): Promise<Part<readonly Raw[]>> {
  return partOf(async () => (await client.list<Raw>(resource, selection)).items);
}
