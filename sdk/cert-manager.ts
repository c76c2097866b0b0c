import * as pulumi from "@pulumi/pulumi";
import type { CertManagerArgs } from "./cert-manager-args.js";
import { chartValues, leaderElectionNamespace } from "./cert-manager-values.js";
import { checkCertManager } from "./check-cert-manager.js";
import { Gate } from "./gate.js";
import { checkInputs } from "./known-inputs.js";
import { kubernetesResources } from "./kubernetes-resources.js";
import { localChart } from "./local-chart.js";
import { Preflight } from "./preflight.js";
import { secretCluster } from "./secret-cluster.js";

/** The chart that is installed unless another one is named, and where its publisher keeps it. */
const pinned = { chart: "cert-manager", version: "v1.21.2", repo: "https://charts.jetstack.io" } as const;

/** What the component gives to whoever asks it. */
interface Installed {
  readonly namespace: pulumi.Output<string>;
  readonly version: pulumi.Output<string>;
}

/**
 * cert-manager, installed by Helm and usable: whatever depends on it is made after its API was seen to work, on
 * install and on upgrade. What Helm would stumble over is told in the preview. Destroying it leaves the CRDs
 * (`crds.keep`) and nothing else; let Issuers and Certificates depend on it, so that they are deleted while its
 * controller still runs. With `install: false`, the one that is there, of which nothing is changed.
 */
export class CertManager extends pulumi.ComponentResource {
  readonly namespace: pulumi.Output<string>;
  /** Of the chart; with `install: false`, of what was found, and empty where nothing says it. */
  readonly version: pulumi.Output<string>;

  /** @throws pulumi.InputPropertiesError with everything that is wrong with the arguments. */
  constructor(name: string, args: CertManagerArgs = {}, opts: pulumi.ComponentResourceOptions = {}) {
    const local = typeof args.chart === "string" ? localChart(args.chart) : undefined;
    const version = args.version ?? (args.chart === undefined ? pinned.version : local?.version);
    checkInputs(`CertManager ${name}`, args, checkCertManager(args, version, local));
    super("kubecerts:index:CertManager", name, {}, opts);
    const child = {
      parent: this,
      ...(opts.dependsOn === undefined ? {} : { dependsOn: opts.dependsOn }),
    };
    const installed = args.install === false ? adopt(name, args, child) : install(name, args, version, child);
    this.namespace = installed.namespace;
    this.version = installed.version;
    this.registerOutputs({ namespace: this.namespace, version: this.version });
  }
}

type Child = pulumi.CustomResourceOptions & { readonly parent: pulumi.Resource };

/** `child` goes to what is made first; the rest depends on that. */
function install(name: string, args: CertManagerArgs, version: string | undefined, child: Child): Installed {
  const { Namespace, Release } = kubernetesResources(`CertManager ${name}`);
  const { releaseName = "cert-manager", namespace: home = "cert-manager", createNamespace = true } = args;
  const { parent } = child;
  const cluster = secretCluster(args.cluster);
  const preflight = new Preflight(
    name,
    {
      release: releaseName,
      namespace: home,
      version,
      crds: args.crds?.enabled ?? true,
      createNamespace,
      allowDowngrade: args.allowDowngrade ?? false,
      cluster,
    },
    child,
  );
  const after = { parent, dependsOn: preflight };
  const made = createNamespace ? new Namespace(name, { metadata: { name: home } }, after) : undefined;
  const namespace = made?.metadata.name ?? pulumi.output(home);
  const values = chartValues(args, namespace, version);
  const release = new Release(
    name,
    // Helm would wait five minutes for Pods and not say why they do not come; the gate does both better.
    { name: releaseName, namespace, ...chartOf(args), values, skipAwait: true },
    after,
  );
  new Gate(
    name,
    {
      release: releaseName,
      namespace,
      namespaceUid: made?.metadata.uid,
      leaderElectionNamespace: leaderElectionNamespace(values),
      version: release.status.version,
      revision: release.status.revision,
      cluster,
      timeout: args.timeout,
    },
    { parent, dependsOn: release },
  );
  return { namespace, version: release.status.version };
}

/** Finds what is there, and passes the same gate. */
function adopt(name: string, args: CertManagerArgs, child: Child): Installed {
  const { namespace: within, timeout } = args;
  const cluster = secretCluster(args.cluster);
  const found = new Preflight(name, { adopt: true, within, cluster, timeout }, child);
  const { release, namespace, leaderElectionNamespace, version } = found;
  const { parent } = child;
  new Gate(name, { release, namespace, leaderElectionNamespace, version, cluster, timeout }, { parent });
  return { namespace, version };
}

/** The repository belongs to the pinned chart: another chart is found where it says itself. */
function chartOf({ chart, version, repositoryOpts }: CertManagerArgs) {
  const repository = repositoryOpts ?? (chart === undefined ? { repo: pinned.repo } : undefined);
  const chosen = version ?? (chart === undefined ? pinned.version : undefined);
  return {
    chart: chart ?? pinned.chart,
    ...(chosen === undefined ? {} : { version: chosen }),
    ...(repository === undefined ? {} : { repositoryOpts: repository }),
  };
}
