import { messageOf } from "./errors.js";
import type { KubernetesClient } from "./kubernetes/client.js";
import { type KubernetesObject, namespaces } from "./kubernetes/objects.js";
import type { Properties } from "./outputs.js";
import type { Ports } from "./ports.js";
import type { ClusterSpec } from "./spec/certificate-spec.js";
import type { CheckFailure } from "./spec/fields.js";
import { selectionsIn } from "./spec/parse-copies.js";

/** Inputs whose selectors have been followed by the names of the namespaces that they select. */
export interface Selected {
  readonly inputs: Properties;
  /** Why the namespaces of a selector are not known now: lines for the resource's row. */
  readonly said: readonly string[];
  readonly failures: readonly CheckFailure[];
}

/**
 * Writes beside each `copies[].namespaceSelector` which namespaces it selects, so that a preview shows them and `up`
 * writes no others. Those of Kubernetes itself are never among them. Where they cannot be listed, those of the old
 * inputs stay, as long as the selector is the same.
 */
export async function selectNamespaces(
  list: Ports["namespaces"],
  olds: Properties,
  news: Properties,
): Promise<Selected> {
  const copies = copiesIn(news);
  const failures = copies.flatMap((copy, index) =>
    "namespaces" in copy
      ? {
          property: `copies[${index}].namespaces`,
          reason: "cannot be given: it is what namespaceSelector selects",
        }
      : [],
  );
  const selections = failures.length === 0 ? selectionsIn(news) : [];
  if (selections.length === 0) return { inputs: news, said: [], failures };
  const said: string[] = [];
  const selected = [...copies];
  for (const { index, cluster, labelSelector } of selections) {
    const copy = copies[index] as Properties;
    try {
      const names = await list(cluster, labelSelector);
      selected[index] = { ...copy, namespaces: names.filter((name) => !name.startsWith("kube-")).toSorted() };
    } catch (error) {
      const before = copiesIn(olds).find((old) => isSameBut(old, copy));
      if (before !== undefined) selected[index] = before;
      const stands = before === undefined ? "its copies are not known" : "its copies stay where they were";
      said.push(
        `copies[${index}].namespaceSelector: the namespaces were not listed, and ${stands}: ${messageOf(error)}`,
      );
    }
  }
  return { inputs: { ...news, copies: selected }, said, failures };
}

function copiesIn({ copies }: Properties): readonly Properties[] {
  const members: readonly unknown[] = Array.isArray(copies) ? copies : [];
  return members.map((member) =>
    typeof member === "object" && member !== null ? (member as Properties) : {},
  );
}

function isSameBut({ namespaces, ...old }: Properties, copy: Properties): boolean {
  return namespaces !== undefined && JSON.stringify(old) === JSON.stringify(copy);
}

/** The answer of {@link Ports.namespaces}: of those that are not on their way out. */
export function namespaceLister(client: (cluster: ClusterSpec) => KubernetesClient): Ports["namespaces"] {
  const known = new Map<string, Promise<readonly string[]>>();
  return async (cluster, labelSelector) => {
    const key = JSON.stringify([cluster, labelSelector]);
    const asked = known.get(key) ?? listed(client(cluster), labelSelector);
    known.set(key, asked);
    return await asked.catch((error: unknown) => {
      known.delete(key);
      throw error;
    });
  };
}

async function listed(client: KubernetesClient, labelSelector: string): Promise<readonly string[]> {
  const { items } = await client.list<KubernetesObject>(namespaces, { labelSelector, metadataOnly: true });
  return items
    .filter(({ metadata }) => metadata.deletionTimestamp === undefined)
    .map(({ metadata }) => metadata.name);
}
