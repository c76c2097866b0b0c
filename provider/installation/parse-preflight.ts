import type { ClusterSpec } from "../spec/certificate-spec.js";
import { parseDuration } from "../spec/duration.js";
import { type CheckFailure, Fields } from "../spec/fields.js";
import { parseOwnCluster } from "../spec/parse-store.js";
import type { Wanted } from "./judge-install.js";

/** What the program says of the installation, as far as the look before it needs it. */
export type Preflight =
  | {
      readonly adopt: true;
      readonly cluster: ClusterSpec;
      readonly namespace?: string;
      readonly timeout: number;
    }
  | {
      readonly adopt: false;
      readonly install: Omit<Wanted, "isNew" | "previous">;
    };

/** The preflight, or undefined while what it needs is wrong or not known yet. */
export function parsePreflight(inputs: Readonly<Record<string, unknown>>): {
  readonly preflight?: Preflight;
  readonly failures: readonly CheckFailure[];
} {
  const findings = { failures: [] as CheckFailure[], waitingOn: [] as string[] };
  const fields = new Fields(inputs, "", findings);
  const cluster = parseOwnCluster(fields);
  const name = fields.text("release", "the name of a Helm release");
  const namespace = fields.text("namespace", "the name of a namespace");
  const version = fields.text("version", "a version");
  const timeout = fields.text("timeout", "a duration such as 5m", parseDuration) ?? 300_000;
  const flag = (of: string) => fields.boolean(of) ?? false;
  const [adopt, crds, createNamespace, allowDowngrade] = [
    flag("adopt"),
    flag("crds"),
    flag("createNamespace"),
    flag("allowDowngrade"),
  ];
  const { failures, waitingOn } = findings;
  if (failures.length > 0 || waitingOn.some((path) => path !== "version")) return { failures };
  if (adopt) {
    const asked = fields.text("within", "the name of a namespace");
    return {
      failures,
      preflight: { adopt, cluster, timeout, ...(asked === undefined ? {} : { namespace: asked }) },
    };
  }
  if (name === undefined || namespace === undefined) return { failures };
  const release = { name, namespace };
  const install = {
    release,
    cluster,
    crds,
    createNamespace,
    allowDowngrade,
    ...(version === undefined ? {} : { version }),
  };
  return { failures, preflight: { adopt, install } };
}
