import { ClusterError } from "./cluster-error.js";
import { metadataOnly, pathOf, type Resource } from "./objects.js";
import type { Transport } from "./transport.js";

export interface Selection {
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  readonly metadataOnly?: boolean;
  /**
   * From the server's memory, which may lag behind by a moment. With 20,000 objects that do not match, a tenth of
   * the time: else all of them are read from etcd.
   * @see https://kubernetes.io/docs/reference/using-api/api-concepts/#semantics-for-get-and-list
   */
  readonly mayLag?: boolean;
}

export interface Listed<T> {
  readonly items: readonly T[];
  /** Where a watch goes on from. */
  readonly resourceVersion: string;
}

interface Page<T> {
  readonly metadata: { readonly resourceVersion?: string; readonly continue?: string };
  readonly items: readonly T[];
}

/** The first page is kubectl's; the next are larger, for each costs a round trip and few clusters hold so many. */
const pageSizes = { first: 500, largest: 2000 };

/**
 * All objects that match, page after page of one moment's list; whole, where the server has forgotten that moment
 * before the last page was read (410), which a busy cluster does within minutes.
 */
export async function listPages<T>(
  transport: Transport,
  resource: Resource,
  selection: Selection,
): Promise<Listed<T>> {
  try {
    return await listFrom<T>(transport, resource, selection, pageSizes.first);
  } catch (error) {
    if (!(error instanceof ClusterError) || error.reason !== "expired") throw error;
    return await listFrom<T>(transport, resource, selection, 0);
  }
}

/** In pages that begin at this size; in one for 0. */
async function listFrom<T>(
  transport: Transport,
  resource: Resource,
  { namespace, labelSelector, fieldSelector, metadataOnly: slim, mayLag }: Selection,
  firstSize: number,
): Promise<Listed<T>> {
  const items: T[] = [];
  const query = new URLSearchParams();
  if (labelSelector !== undefined) query.set("labelSelector", labelSelector);
  if (fieldSelector !== undefined) query.set("fieldSelector", fieldSelector);
  if (mayLag === true) query.set("resourceVersion", "0");
  for (let limit = firstSize; ; limit = Math.min(limit * 2, pageSizes.largest)) {
    if (limit > 0) query.set("limit", String(limit));
    const path = `${pathOf(resource, namespace)}?${query}`;
    const page = await transport.read<Page<T>>({
      method: "GET",
      path,
      ...(slim === true ? { accept: metadataOnly.list } : {}),
    });
    items.push(...(page?.items ?? []));
    const { resourceVersion = "", continue: next = "" } = page?.metadata ?? {};
    if (next === "") return { items, resourceVersion };
    query.set("continue", next);
    query.delete("resourceVersion"); // which the token holds already
  }
}
