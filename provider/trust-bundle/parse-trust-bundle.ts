import type { ClusterSpec } from "../spec/certificate-spec.js";
import { parseDuration } from "../spec/duration.js";
import { type CheckFailure, Fields } from "../spec/fields.js";
import { parseOwnCluster } from "../spec/parse-store.js";
import { rootsIn } from "./read-sources.js";
import type { OldRoot, Root, Roots } from "./roots.js";

export interface TrustBundleSpec {
  readonly named: readonly Root[];
  /** Milliseconds; for ever when undefined. */
  readonly keepOld: number | undefined;
  readonly target: Target;
  readonly cluster: ClusterSpec;
}

/** Where the bundle is written: a ConfigMap in each namespace, or a Bundle of trust-manager's, which does that. */
export type Target =
  | {
      readonly kind: "ConfigMap";
      readonly name: string;
      readonly key: string;
      readonly namespaces: readonly string[];
    }
  | {
      readonly kind: "Bundle";
      readonly name: string;
      readonly key: string;
      readonly namespaceSelector?: unknown;
    };

/** The specification, or undefined while what it needs is wrong or not known yet. */
export function parseTrustBundle(inputs: Readonly<Record<string, unknown>>): {
  readonly spec?: TrustBundleSpec;
  readonly failures: readonly CheckFailure[];
} {
  const findings = { failures: [] as CheckFailure[], waitingOn: [] as string[] };
  const fields = new Fields(inputs, "", findings);
  const named: Root[] = [];
  fields.sequence("sources", (text) => {
    const found = rootsIn(text);
    if ("reason" in found) return found;
    named.push(...found.roots);
    return { value: text };
  });
  if (!fields.has("sources")) fields.fail("sources", "is missing");
  const keepOld = fields.text("keepOld", "a duration such as 720h", parseDuration);
  const target = parseTarget(fields);
  const cluster = parseOwnCluster(fields);
  const { failures, waitingOn } = findings;
  if (failures.length > 0 || waitingOn.length > 0 || target === undefined) return { failures };
  return { failures, spec: { named, keepOld, target, cluster } };
}

function parseTarget(fields: Fields): Target | undefined {
  const { configMap, bundle } = { configMap: fields.object("configMap"), bundle: fields.object("bundle") };
  if (fields.has("configMap") === fields.has("bundle"))
    return fields.fail("configMap", "or bundle must be given, and not both");
  const within = configMap ?? bundle;
  const name = within?.text("name", "the name of an object");
  const key = within?.text("key", "a key of a ConfigMap") ?? "ca.crt";
  if (within !== undefined && !within.has("name")) within.fail("name", "is missing");
  if (name === undefined) return undefined;
  if (configMap === undefined) {
    const namespaceSelector = bundle?.json("namespaceSelector", "an object");
    return { kind: "Bundle", name, key, ...(namespaceSelector === undefined ? {} : { namespaceSelector }) };
  }
  const namespaces = configMap.list("namespaces", (value) => ({ value })) ?? ["default"];
  return { kind: "ConfigMap", name, key, namespaces };
}

/** What the state holds of the bundle, in its inputs as in its outputs. */
export function rootsOf({ roots, oldRoots }: Readonly<Record<string, unknown>>): Roots {
  return { named: (roots ?? []) as readonly Root[], old: (oldRoots ?? []) as readonly OldRoot[] };
}
