import type { StoreSpec } from "./certificate-spec.js";
import type { CopySpec } from "./copy-spec.js";
import { Fields } from "./fields.js";
import { isDns1123Label, isDns1123Subdomain } from "./names.js";
import { parseCluster } from "./parse-store.js";

/** Where the certificate's own Secret lies, as far as that is known. */
interface Original {
  readonly namespace: string;
  readonly secretName: string | undefined;
  readonly store: StoreSpec | undefined;
}

/** Where copies are to lie; in the order given. No place twice, and none that is the certificate's own. */
export function parseCopies(fields: Fields, original: Original): readonly CopySpec[] {
  const taken = new Set([keyOf({ namespace: original.namespace, name: original.secretName ?? "" })]);
  return (fields.objects("copies") ?? []).flatMap((copy) => {
    const namespace = copy.text("namespace", "the name of a namespace", (text) =>
      isDns1123Label(text) ? text : undefined,
    );
    const name = copy.text("name", "the name of a Secret (DNS-1123), not ending as records do", (text) =>
      isDns1123Subdomain(text) && !/\.kubecerts(-order)?$/.test(text) ? text : undefined,
    );
    const given = parseCluster(copy, "cluster");
    copy.done();
    if (given !== undefined && original.store?.kind === "directory")
      copy.fail("cluster", "cannot be given beside store.directory: its copies are manifests in that folder");
    const wrong = (["namespace", "name"] as const).some(
      (field) => copy.has(field) && { namespace, name }[field] === undefined,
    );
    const secretName = name ?? original.secretName;
    if (wrong || secretName === undefined || given === "not known") return [];
    const { store } = original;
    // The same words mean the same cluster; other words may mean it too, which only its Secrets tell.
    const isOwn = store?.kind === "kubernetes" && JSON.stringify(store.cluster) === JSON.stringify(given);
    const cluster = given === undefined || isOwn ? {} : { cluster: given };
    const place = { namespace: namespace ?? original.namespace, name: secretName, ...cluster };
    const key = keyOf(place);
    if (taken.has(key))
      copy.failWhole(`is ${place.namespace}/${place.name}, where the material lies already`);
    taken.add(key);
    return [place];
  });
}

/** The copies that checked properties name; for `update`, `read` and `delete`, which see them in the state. */
export function readCopies(properties: Readonly<Record<string, unknown>>): readonly CopySpec[] {
  const { namespace = "default", secretName } = properties;
  const original = { namespace: String(namespace), secretName: String(secretName), store: undefined };
  return parseCopies(new Fields(properties, "", { failures: [], waitingOn: [] }), original);
}

function keyOf({ namespace, name, cluster }: CopySpec): string {
  return JSON.stringify([namespace, name, cluster]);
}
