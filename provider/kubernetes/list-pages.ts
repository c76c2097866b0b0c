import { metadataOnly, pathOf, type Resource } from "./objects.js";
import type { Transport } from "./transport.js";

export interface Selection {
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly metadataOnly?: boolean;
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

const pageSize = 500;

/** All objects that match, page after page of one moment's list. */
export async function listPages<T>(
  transport: Transport,
  resource: Resource,
  { namespace, labelSelector, metadataOnly: slim }: Selection,
): Promise<Listed<T>> {
  const items: T[] = [];
  const query = new URLSearchParams({ limit: String(pageSize) });
  if (labelSelector !== undefined) query.set("labelSelector", labelSelector);
  for (;;) {
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
  }
}
