import type { CheckFailure } from "../spec/fields.js";
import { faultOfRelease, parseReleaseVersion } from "../spec/release-version.js";
import { limitsOf } from "./limits.js";
import { describeRunning, type Running } from "./standing.js";

/** What there is to use where nothing is to be installed. */
export type Adopted =
  | { readonly state: "found"; readonly facts: Facts; readonly lines: readonly string[] }
  | { readonly state: "absent"; readonly reason: string }
  | { readonly state: "refused"; readonly failure: CheckFailure };

/** What the program learns of a cert-manager that it did not install. */
export interface Facts {
  readonly [name: string]: string;
  /** What its objects carry as `app.kubernetes.io/instance`. */
  readonly release: string;
  readonly namespace: string;
  readonly leaderElectionNamespace: string;
  /** Empty where nothing says it. */
  readonly version: string;
  /** As one text, in the form of the flag: sorted, so that it changes only when a gate does. */
  readonly featureGates: string;
}

const names = ["release", "namespace", "leaderElectionNamespace", "version", "featureGates"] as const;

/** The facts among other properties. */
export function factsOf(properties: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    names.filter((name) => properties[name] !== undefined).map((name) => [name, properties[name]]),
  );
}

/** The one cert-manager of the cluster, or of a namespace; `running` is undefined where it may not be looked for. */
export function adopt(running: readonly Running[] | undefined, namespace: string | undefined): Adopted {
  if (running === undefined)
    return refused(
      "install",
      "is false, and this identity may not look for what is there: grant it list on validatingwebhookconfigurations and deployments",
    );
  const there = running.filter((one) => namespace === undefined || one.namespace === namespace);
  const [only, second] = there;
  if (only === undefined)
    return {
      state: "absent",
      reason: `there is no cert-manager in ${namespace === undefined ? "this cluster" : `namespace ${namespace}`}: no webhook configuration names a webhook of it`,
    };
  if (second !== undefined)
    return refused(
      "namespace",
      `is missing: there is ${describeRunning(only)}, and ${describeRunning(second)}`,
    );
  const release = parseReleaseVersion(only.version ?? "");
  const fault = release && faultOfRelease(release);
  if (fault?.startsWith("is older"))
    return refused("install", `is false, and ${describeRunning(only)}, ${fault}`);
  const limits = limitsOf(only.version, only.featureGates);
  return {
    state: "found",
    facts: {
      release: only.instance,
      namespace: only.namespace,
      leaderElectionNamespace: only.leaderElectionNamespace,
      version: only.version ?? "",
      featureGates: Object.entries(only.featureGates)
        .map(([name, on]) => `${name}=${on}`)
        .sort()
        .join(","),
    },
    lines: [
      `using ${describeRunning(only)}`,
      ...(fault === undefined ? [] : [`cert-manager ${only.version} ${fault}`]),
      ...(limits.length === 0 ? [] : [`cert-manager ${only.version} cannot do: ${limits.join(", ")}`]),
      ...(only.version === undefined ? ["neither its image nor its labels say its version"] : []),
    ],
  };
}

function refused(property: string, reason: string): Adopted {
  return { state: "refused", failure: { property, reason } };
}
