import type { ClusterSpec, StoreSpec } from "./certificate-spec.js";
import type { CopySpec } from "./copy-spec.js";
import { Fields } from "./fields.js";
import { isDns1123Label, isDns1123Subdomain } from "./names.js";
import { parseNamespaceSelector } from "./namespace-selector.js";
import { parseCluster } from "./parse-store.js";

/** Where the certificate's own Secret lies, as far as that is known. */
interface Original {
  readonly namespace: string;
  readonly secretName: string | undefined;
  readonly store: StoreSpec | undefined;
}

/** Where copies are to lie, as far as that is known. */
export interface Copies {
  readonly copies: readonly CopySpec[];
  /** Property paths of selectors whose namespaces are not known; absent for none. */
  readonly unselected?: readonly string[];
}

/**
 * Where copies are to lie; in the order given. No place twice, and none that is the certificate's own: given by name
 * that is a failure, and what a selector selects besides is passed over.
 */
export function parseCopies(fields: Fields, original: Original): Copies {
  const taken = new Set([keyOf({ namespace: original.namespace, name: original.secretName ?? "" })]);
  const members = (fields.objects("copies") ?? []).map((copy) => parseCopy(copy, original));
  for (const { copy, isSelected, places } of members)
    for (const place of isSelected ? [] : places) {
      if (taken.has(keyOf(place)))
        copy.failWhole(`is ${place.namespace}/${place.name}, where the material lies already`);
      taken.add(keyOf(place));
    }
  const copies = members.flatMap(({ copy, isSelected, places }) =>
    places
      .filter((place) => !isSelected || !taken.has(keyOf(place)))
      .map((place) => {
        taken.add(keyOf(place));
        return { ...place, index: indexOf(copy) };
      }),
  );
  const unselected = members.flatMap(({ unselected }) => unselected ?? []);
  return { copies, ...(unselected.length === 0 ? {} : { unselected }) };
}

interface Member {
  readonly copy: Fields;
  readonly isSelected: boolean;
  readonly places: readonly CopySpec[];
  readonly unselected?: string;
}

function parseCopy(copy: Fields, { namespace: ownNamespace, secretName, store }: Original): Member {
  const isSelected = copy.has("namespaceSelector");
  const namespace = copy.text("namespace", "the name of a namespace", accepted(isDns1123Label));
  const name = copy.text("name", "the name of a Secret (DNS-1123), not ending as records do", (text) =>
    isDns1123Subdomain(text) && !/\.kubecerts(-order)?$/.test(text) ? text : undefined,
  );
  const given = parseCluster(copy, "cluster");
  const selector = copy.object("namespaceSelector");
  const labelSelector = selector && parseNamespaceSelector(selector);
  const namespaces = isSelected ? copy.list("namespaces", (value) => ({ value })) : undefined;
  copy.done();
  if (given !== undefined && store?.kind === "directory")
    copy.fail("cluster", "cannot be given beside store.directory: its copies are manifests in that folder");
  if (isSelected && store?.kind === "directory")
    copy.fail("namespaceSelector", "cannot be given beside store.directory: name the namespaces");
  if (isSelected && copy.has("namespace")) copy.fail("namespace", "cannot be given beside namespaceSelector");
  const wrong = (["namespace", "name"] as const).some(
    (field) => copy.has(field) && { namespace, name }[field] === undefined,
  );
  const member = { copy, isSelected };
  const secret = name ?? secretName;
  const isKnown = !wrong && secret !== undefined && given !== "not known";
  if (!isKnown || isSelected !== (labelSelector !== undefined)) return { ...member, places: [] };
  if (isSelected && namespaces === undefined)
    return { ...member, places: [], unselected: copy.path("namespaceSelector") };
  // The same words mean the same cluster; other words may mean it too, which only its Secrets tell.
  const isOwn = store?.kind === "kubernetes" && JSON.stringify(store.cluster) === JSON.stringify(given);
  const cluster = given === undefined || isOwn ? {} : { cluster: given };
  const places = (namespaces ?? [namespace ?? ownNamespace]).map((one) => ({
    namespace: one,
    name: secret,
    ...cluster,
  }));
  return { ...member, places };
}

/** A selector of the program's list, to be asked for in a cluster. */
export interface Selection {
  readonly index: number;
  readonly cluster: ClusterSpec;
  readonly labelSelector: string;
}

/** The selectors among the copies that properties ask for, where they are known and without fault. */
export function selectionsIn(properties: Readonly<Record<string, unknown>>): readonly Selection[] {
  const fields = new Fields(properties, "", { failures: [], waitingOn: [] });
  const own = parseCluster(fields, "cluster") ?? {};
  return (fields.objects("copies") ?? []).flatMap((copy) => {
    const selector = copy.object("namespaceSelector");
    const labelSelector = selector && parseNamespaceSelector(selector);
    const cluster = parseCluster(copy, "cluster") ?? own;
    if (labelSelector === undefined || cluster === "not known") return [];
    return [{ index: indexOf(copy), cluster, labelSelector }];
  });
}

/** The copies that checked properties name; for `update`, `read` and `delete`, which see them in the state. */
export function readCopies(properties: Readonly<Record<string, unknown>>): readonly CopySpec[] {
  const { namespace = "default", secretName } = properties;
  const original = { namespace: String(namespace), secretName: String(secretName), store: undefined };
  return parseCopies(new Fields(properties, "", { failures: [], waitingOn: [] }), original).copies;
}

/** Its place in the list that the program gives. */
function indexOf(copy: Fields): number {
  return Number(/\[(\d+)\]/.exec(copy.path(""))?.[1]);
}

function keyOf({ namespace, name, cluster }: CopySpec): string {
  return JSON.stringify([namespace, name, cluster]);
}

function accepted(predicate: (text: string) => boolean): (text: string) => string | undefined {
  return (text) => (predicate(text) ? text : undefined);
}
