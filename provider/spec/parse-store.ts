import type { ClusterSpec, Labels, StoreSpec } from "./certificate-spec.js";
import { Fields } from "./fields.js";
import { isLabelName, isLabelValue } from "./labels.js";

/** Where the Secret is kept: a cluster unless a directory is named. */
export function parseStore(fields: Fields, byController: boolean): StoreSpec | undefined {
  const store = fields.object("store");
  const cluster = parseCluster(fields, "cluster") ?? {};
  if (!fields.has("store")) return cluster === "not known" ? undefined : { kind: "kubernetes", cluster };
  if (fields.has("cluster")) fields.fail("cluster", "cannot be given beside store.directory");
  if (byController)
    fields.fail("store", "cannot be given beside issuerRef: cert-manager keeps the Secret in its cluster");
  const directory = store?.text("directory", "the path of a folder", (text) =>
    text.trim() === "" ? undefined : text,
  );
  if (store !== undefined && !store.has("directory")) store.fail("directory", "is missing");
  const plaintext = store?.boolean("plaintext") ?? false;
  store?.done();
  return directory === undefined ? undefined : { kind: "directory", directory, plaintext };
}

/** The cluster that a field names; undefined where it is not given. What is not known of it yet, or wrong, stands in the findings. */
export function parseCluster(fields: Fields, name: string): ClusterSpec | "not known" | undefined {
  const cluster = fields.object(name);
  if (cluster === undefined) return fields.has(name) ? "not known" : undefined;
  const kubeconfig = readKubeconfig(cluster);
  const context = cluster.text("context", "the name of a context");
  cluster.done();
  if (cluster.has("kubeconfig") !== (kubeconfig !== undefined)) return "not known";
  if (cluster.has("context") !== (context !== undefined)) return "not known";
  return {
    ...(kubeconfig === undefined ? {} : { kubeconfig }),
    ...(context === undefined ? {} : { context }),
  };
}

/** The cluster of what lies in one in any case, which is kubectl's where none is named. */
export function parseOwnCluster(fields: Fields): ClusterSpec {
  const cluster = parseCluster(fields, "cluster");
  return cluster === undefined || cluster === "not known" ? {} : cluster;
}

/** The store that checked properties name; for `read` and `delete`, which see only the outputs. */
export function readStore(properties: Readonly<Record<string, unknown>>): StoreSpec {
  const fields = new Fields(properties, "", { failures: [], waitingOn: [] });
  const store = parseStore(fields, false);
  if (store === undefined)
    throw new Error("the state of this resource does not say where its Secret is kept");
  return store;
}

/** A kubeconfig may hold credentials: what is wrong with it is said without showing it. */
function readKubeconfig(cluster: Fields): string | undefined {
  const value = cluster.raw("kubeconfig");
  if (value === undefined || (typeof value === "string" && value.trim() !== ""))
    return value as string | undefined;
  return cluster.fail("kubeconfig", "must be the text of a kubeconfig or the path of one");
}

/** Whose keys nobody else may write: cert-manager's, and the ones that the record is kept under. */
const reserved = /^(cert-manager|kubecerts)\.io\//;

/** What the record takes of it grows with the names; so much is left to it. */
const forRecord = 65_536;
const largestAnnotations = 262_144 - forRecord;

function utf8Length(text: string): number {
  return new TextEncoder().encode(text).length;
}

export function parseSecretTemplate(fields: Fields): { annotations: Labels; labels: Labels } {
  const template = fields.object("secretTemplate");
  const annotations = template?.map("annotations", (key) => {
    if (!isLabelName(key)) return "is not the name of an annotation";
    if (key === "cert-manager.io/allow-direct-injection") return undefined;
    return reserved.test(key) ? "is reserved" : undefined;
  });
  const labels = template?.map("labels", (key, value) => {
    if (!isLabelName(key)) return "is not the name of a label";
    if (reserved.test(key)) return "is reserved";
    return isLabelValue(value)
      ? undefined
      : "is not the value of a label: at most 63 letters, digits, dots, hyphens and underscores";
  });
  template?.done();
  const size = Object.entries(annotations ?? {}).reduce(
    (sum, [name, text]) => sum + utf8Length(name) + utf8Length(text),
    0,
  );
  if (size > largestAnnotations)
    template?.fail(
      "annotations",
      `take ${size} bytes; Kubernetes takes ${largestAnnotations + forRecord} at most, and the record needs some of them`,
    );
  return { annotations: annotations ?? {}, labels: labels ?? {} };
}
