import { helm, kubectl } from "../kubernetes/commands.js";
import type { ClusterSpec } from "../spec/certificate-spec.js";
import type { CheckFailure } from "../spec/fields.js";
import { formatInstant } from "../spec/instant.js";
import { type Definition, describeRunning, type HelmName, type Standing } from "./standing.js";
import { stepOf } from "./upgrade.js";

/** What the program wants Helm to do. */
export interface Wanted {
  readonly release: HelmName;
  /** Which cluster it is, for the commands that a person is told. */
  readonly cluster: ClusterSpec;
  /** Undefined where it is known by the chart alone. */
  readonly version?: string;
  /** Whether the release brings the CRDs. */
  readonly crds: boolean;
  /** Whether the component makes the namespace, and deletes it. */
  readonly createNamespace: boolean;
  readonly allowDowngrade: boolean;
  /** The version that the state knows; where the cluster shows another one, that one counts. */
  readonly previous?: string;
  /** Whether the state knows nothing of this installation yet. */
  readonly isNew: boolean;
}

/** What to tell before Helm runs. Without failures Helm may run. */
export interface Judgement {
  readonly failures: readonly CheckFailure[];
  readonly warnings: readonly string[];
}

/** What Helm would stumble over, or would do and nobody would want, in the order of what explains most. */
export function judgeInstall(wanted: Wanted, standing: Standing): Judgement {
  const obstacle = obstacles.map((one) => one(wanted, standing)).find((failure) => failure !== undefined);
  const step = stepOf(versionOf(wanted, standing) ?? "", wanted.version ?? "", wanted.allowDowngrade);
  const downgrade = step.state === "refused" ? [{ property: "version", reason: step.reason }] : [];
  return {
    failures: [...(obstacle === undefined ? [] : [obstacle]), ...downgrade],
    warnings: step.state === "worth a warning" ? [step.reason] : [],
  };
}

type Obstacle = (wanted: Wanted, standing: Standing) => CheckFailure | undefined;

/** A cluster takes one: the CRDs, the webhook configurations and the roles have no namespace. */
const another: Obstacle = ({ release }, { running }) => {
  const other = running?.find(({ helm }) => !isSame(helm, release));
  if (other === undefined) return undefined;
  const way =
    other.helm === undefined
      ? "Set install: false to use it, or remove it first"
      : `Set install: false to use it, give its releaseName ("${other.helm.name}") and namespace ("${other.helm.namespace}") if it is a release of this program, or uninstall it first`;
  return failure(
    "install",
    `would be the second one of this cluster, which takes one: there is ${describeRunning(other)}. ${way}`,
  );
};

const terminating: Obstacle = ({ cluster }, { definitions }) => {
  const one = definitions?.find(({ deleted }) => deleted !== undefined);
  if (one?.deleted === undefined) return undefined;
  return failure(
    "crds",
    `cannot be installed: the CRD ${one.name} is being deleted since ${formatInstant(one.deleted)}, and with it all of its objects. See what keeps it (${kubectl(cluster, `get ${one.name} --all-namespaces`)}), and run pulumi up again when it is gone`,
  );
};

/** Helm takes over no object that carries another release's name, or none. */
const foreignDefinitions: Obstacle = ({ crds, release, cluster }, { definitions }) => {
  const foreign = crds ? definitions?.find(({ helm }) => !isSame(helm, release)) : undefined;
  if (foreign === undefined) return undefined;
  const { helm } = foreign;
  if (helm === undefined)
    return failure(
      "crds",
      `cannot be installed: the CRD ${foreign.name} is there and belongs to no Helm release, so Helm would refuse it. Set crds.enabled: false to leave it to whoever keeps it, or hand all of them over: ${handOver(cluster, release)}`,
    );
  return failure(
    "crds",
    `cannot be installed: the CRD ${foreign.name} belongs to Helm release ${helm.name} in namespace ${helm.namespace}, whose CRDs were kept, so Helm would refuse it. Give releaseName "${helm.name}" and namespace "${helm.namespace}", or hand all of them over: ${handOver(cluster, release)}`,
  );
};

function handOver(cluster: ClusterSpec, { name, namespace }: HelmName): string {
  const crds = `$(${kubectl(cluster, "get crds -o name")} | grep "cert-manager.io$")`;
  const commands = [
    `label --overwrite ${crds} app.kubernetes.io/managed-by=Helm`,
    `annotate --overwrite ${crds} meta.helm.sh/release-name=${name} meta.helm.sh/release-namespace=${namespace}`,
  ];
  return commands.map((command) => kubectl(cluster, command)).join(" && ");
}

/** With `crds.enabled: false` an upgrade deletes what the revision before had, unless the object itself says keep. */
const lostDefinitions: Obstacle = ({ crds, release, cluster }, { definitions }) => {
  const lost = crds ? undefined : definitions?.find(({ helm, kept }) => isSame(helm, release) && !kept);
  if (lost === undefined) return undefined;
  return failure(
    "crds.enabled",
    `would delete the CRD ${lost.name}, which this release installed and Helm is not told to keep, and with it all of its objects in this cluster. Leave crds.enabled, or tell Helm first: ${kubectl(cluster, `annotate crds -l app.kubernetes.io/instance=${release.name} helm.sh/resource-policy=keep`)}`,
  );
};

/** What a run that was killed, or one that still runs, leaves: Helm does nothing with such a release. */
const pending: Obstacle = ({ release, cluster }, standing) => {
  const { status, secret } = standing.release ?? {};
  if (status === undefined || !status.startsWith("pending-")) return undefined;
  return failure(
    "releaseName",
    `is Helm release ${release.name} in namespace ${release.namespace}, which is ${status}: another run is at it, or one was killed. When none runs, let Helm forget it (${kubectl(cluster, `--namespace ${release.namespace} delete secret ${secret}`)}) and run pulumi up again`,
  );
};

const taken: Obstacle = ({ release, cluster, isNew }, standing) => {
  if (!isNew || standing.release === undefined || standing.release === null) return undefined;
  const { status, revision } = standing.release;
  return failure(
    "releaseName",
    `is taken: Helm release ${release.name} in namespace ${release.namespace} is ${status} (revision ${revision}) and not of this stack. Set install: false to use what it installed, or uninstall it first (${helm(cluster, `uninstall ${release.name} --namespace ${release.namespace}`)})`,
  );
};

const takenNamespace: Obstacle = ({ release, createNamespace, isNew }, standing) =>
  isNew && createNamespace && standing.namespace === true
    ? failure(
        "namespace",
        `is ${release.namespace}, which is there already; the component would take it over, and delete it with all that is in it. Set createNamespace: false to install into it`,
      )
    : undefined;

const obstacles: readonly Obstacle[] = [
  terminating,
  another,
  foreignDefinitions,
  lostDefinitions,
  pending,
  taken,
  takenNamespace,
];

function versionOf({ release, previous }: Wanted, { running }: Standing): string | undefined {
  return running?.find(({ helm }) => isSame(helm, release))?.version ?? previous;
}

function isSame(one: Definition["helm"], other: HelmName): boolean {
  return one?.name === other.name && one.namespace === other.namespace;
}

function failure(property: string, reason: string): CheckFailure {
  return { property, reason };
}
