import * as pulumi from "@pulumi/pulumi";
import type { CertManagerArgs } from "./cert-manager-args.js";
import { chartValues, leaderElectionNamespace } from "./cert-manager-values.js";
import { checkCertManager } from "./check-cert-manager.js";
import { Gate } from "./gate.js";
import { checkInputs } from "./known-inputs.js";
import { kubernetesResources } from "./kubernetes-resources.js";
import { localChart } from "./local-chart.js";
import { secretCluster } from "./secret-cluster.js";

/** The chart that is installed unless another one is named, and where its publisher keeps it. */
const pinned = { chart: "cert-manager", version: "v1.21.2", repo: "https://charts.jetstack.io" } as const;

/**
 * cert-manager, installed by Helm and usable: whatever depends on it is made after its API was seen to work, on
 * install and on upgrade. Destroying it leaves the CRDs (`crds.keep`) and nothing else; let Issuers and
 * Certificates depend on it, so that they are deleted while its controller still runs.
 */
export class CertManager extends pulumi.ComponentResource {
  readonly namespace: pulumi.Output<string>;
  /** Of the chart. */
  readonly version: pulumi.Output<string>;

  /** @throws pulumi.InputPropertiesError with everything that is wrong with the arguments. */
  constructor(name: string, args: CertManagerArgs = {}, opts: pulumi.ComponentResourceOptions = {}) {
    const local = typeof args.chart === "string" ? localChart(args.chart) : undefined;
    const version = args.version ?? (args.chart === undefined ? pinned.version : local?.version);
    checkInputs(`CertManager ${name}`, args, checkCertManager(args, version, local));
    super("kubecerts:index:CertManager", name, {}, opts);
    const { Namespace, Release } = kubernetesResources(`CertManager ${name}`);
    const { releaseName = "cert-manager", cluster, timeout } = args;
    const metadata = { name: args.namespace ?? "cert-manager" };
    const dependsOn = opts.dependsOn === undefined ? {} : { dependsOn: opts.dependsOn };
    const home = new Namespace(name, { metadata }, { parent: this, ...dependsOn });
    const values = chartValues(args, home.metadata.name, version);
    const release = new Release(
      name,
      // Helm would wait five minutes for Pods and not say why they do not come; the gate does both better.
      { name: releaseName, namespace: home.metadata.name, ...chartOf(args), values, skipAwait: true },
      { parent: this },
    );
    this.namespace = home.metadata.name;
    this.version = release.status.version;
    new Gate(
      name,
      {
        release: releaseName,
        namespace: home.metadata.name,
        namespaceUid: home.metadata.uid,
        leaderElectionNamespace: leaderElectionNamespace(values),
        version: release.status.version,
        revision: release.status.revision,
        cluster: secretCluster(cluster),
        timeout,
      },
      { parent: this, dependsOn: release },
    );
    this.registerOutputs({ namespace: this.namespace, version: this.version });
  }
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
