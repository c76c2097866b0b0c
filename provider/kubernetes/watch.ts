import type { Access } from "./access.js";
import { ClusterError, connectionFailure, refusal } from "./cluster-error.js";
import { type KubernetesObject, pathOf, type Resource } from "./objects.js";
import { bodyOf, respond } from "./request.js";

export interface WatchEvent<T extends KubernetesObject> {
  readonly type: "ADDED" | "MODIFIED" | "DELETED" | "BOOKMARK";
  readonly object: T;
}

export interface WatchFrom {
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly resourceVersion: string;
}

/** The server ends a watch after this; it is silent for no longer than a minute, for it sends bookmarks. */
const lasting = { seconds: 300, patience: 90_000 };

/**
 * What changes after a version, until the signal aborts or the server ends the watch, which it does every few
 * minutes. @throws a {@link ClusterError} "expired" when the version is too old: list again and go on from there.
 */
export async function* watchFrom<T extends KubernetesObject>(
  access: Access,
  resource: Resource,
  from: WatchFrom,
  signal: AbortSignal,
): AsyncGenerator<WatchEvent<T>> {
  const query = new URLSearchParams({
    watch: "true",
    allowWatchBookmarks: "true",
    timeoutSeconds: String(lasting.seconds),
    resourceVersion: from.resourceVersion,
  });
  if (from.labelSelector !== undefined) query.set("labelSelector", from.labelSelector);
  const path = `${pathOf(resource, from.namespace)}?${query}`;
  const request = { method: "GET", path, patience: lasting.patience, signal } as const;
  try {
    const response = await respond(access, request, await access.credentials());
    if (response.status !== 200)
      throw refusal(access.server, response.status, await bodyOf(access, response));
    for await (const line of linesOf(response.chunks)) yield eventOf<T>(access, JSON.parse(line));
  } catch (error) {
    if (signal.aborted) return;
    throw error instanceof ClusterError ? error : connectionFailure(access.server, error);
  }
}

async function* linesOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of chunks) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    yield* lines.filter((line) => line !== "");
  }
}

function eventOf<T extends KubernetesObject>(
  access: Access,
  event: { type: string; object: unknown },
): WatchEvent<T> {
  if (event.type !== "ERROR") return event as WatchEvent<T>;
  throw refusal(access.server, (event.object as { code?: number }).code ?? 0, event.object);
}
