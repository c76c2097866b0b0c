import { ClusterError } from "../../kubernetes/cluster-error.js";
import type { Part } from "./walk.js";

/** What the look finds, or why the cluster did not let it. */
export async function partOf<T>(look: () => Promise<T>): Promise<Part<T>> {
  try {
    return { state: "seen", found: await look() };
  } catch (error) {
    if (!(error instanceof ClusterError)) throw error;
    const { reason, message } = error;
    if (reason === "forbidden" || reason === "unreachable") return { state: "notLookedAt", why: reason };
    if (reason === "notFound") return { state: "notLookedAt", why: "notServed" };
    return { state: "notLookedAt", why: "failed", message };
  }
}

export function mapPart<T, U>(part: Part<T>, to: (found: T) => U): Part<U> {
  return part.state === "seen" ? { state: "seen", found: to(part.found) } : part;
}

/** What was found, or nothing where nobody looked. */
export function itemsOf<T>(part: Part<readonly T[]>): readonly T[] {
  return part.state === "seen" ? part.found : [];
}
