import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Installed, installPackage } from "../e2e/installed-package.js";
import { Project, type ProjectOptions } from "../e2e/project.js";
import { kubernetesPlugin } from "../toolchain/index.js";
import { BenchCluster } from "./cluster.js";
import { certificates, folder, type Keeping, noOpModule, noOps } from "./programs.js";

/** A stack of ours and the baseline's, both up. */
export interface Pair {
  readonly ours: Project;
  readonly baseline: Project;
}

export type Where = "folder" | "cluster";

/** Stacks that only the last state is kept of: with a write of it after each resource, thousands would take hours. */
const quickly = { PULUMI_EXPERIMENTAL: "true", PULUMI_SKIP_CHECKPOINTS: "true" };

/** What the rows stand on: the packed package, stacks that more than one row looks at, and the real node where a row asks for it. */
export class Ground {
  readonly #installed: Installed;
  readonly #pairs = new Map<string, Promise<Pair>>();
  #cluster: BenchCluster | undefined;
  #certManager: Project | undefined;
  #projects = 0;

  private constructor(installed: Installed) {
    this.#installed = installed;
  }

  static async lay(): Promise<Ground> {
    const installed = await installPackage();
    mkdirSync(join(installed.folder, "node_modules/no-op"));
    writeFileSync(join(installed.folder, "node_modules/no-op/index.js"), noOpModule);
    return new Ground(installed);
  }

  /** Goes when all is removed. */
  get folder(): string {
    return this.#installed.folder;
  }

  get cluster(): BenchCluster {
    this.#cluster ??= new BenchCluster(this.#installed.folder);
    return this.#cluster;
  }

  /** A project that reaches no cluster. */
  project(options: ProjectOptions = {}): Promise<Project> {
    return Project.create(this.#installed.folder, `bench-${++this.#projects}`, {
      isWatched: false, // it is measured
      ...options,
    });
  }

  /** A project for certificates that are kept there; one that reaches the cluster has the kubernetes provider. */
  async oursIn(where: Where): Promise<Project> {
    if (where === "folder") return await this.project();
    const kubeconfig = await this.cluster.kubeconfig("near");
    return await this.project({ kubeconfig, plugins: [await kubernetesPlugin()] });
  }

  /** Certificates in a folder or in the cluster, and resources that do nothing; the same for all who ask. */
  pair(count: number, where: Where): Promise<Pair> {
    const key = `${count} ${where}`;
    const pair = this.#pairs.get(key) ?? this.#raise(count, where);
    this.#pairs.set(key, pair);
    return pair;
  }

  async #raise(count: number, where: Where): Promise<Pair> {
    const ours = await this.oursIn(where);
    const baseline = await this.project();
    if (count === 0) {
      ours.program("");
      baseline.write("index.js", 'require("@pulumi/pulumi");\n');
    } else {
      const keeping = where === "folder" ? folder : this.keepingInCluster();
      ours.program(certificates(count, keeping));
      await upQuickly(ours);
      await noOps(baseline, count, keeping, ours);
    }
    if (count === 0) await upQuickly(ours);
    await upQuickly(baseline);
    return { ours, baseline };
  }

  /** A namespace of its own. */
  keepingInCluster(): Keeping {
    const namespace = `${this.cluster.name}-${++this.#projects}`;
    this.cluster.makeNamespace(namespace);
    return { namespace };
  }

  /** cert-manager and a self-signed ClusterIssuer. */
  async needCertManager(): Promise<void> {
    if (this.#certManager !== undefined) return;
    const { chart, chartValues } = this.cluster.facts;
    const project = await this.oursIn("cluster");
    project.program(`
const certManager = new kubecerts.CertManager("cert-manager", {
  chart: ${JSON.stringify(chart)}, values: ${JSON.stringify(chartValues)},
});
new kubecerts.ClusterIssuer("kubecerts-bench", { selfSigned: {} }, { dependsOn: certManager });`);
    await project.up();
    this.#certManager = project;
  }

  /** Takes away what was laid. */
  async remove(): Promise<void> {
    await this.#certManager?.destroy();
    this.#cluster?.remove();
    this.#installed.remove();
  }
}

async function upQuickly(project: Project): Promise<void> {
  const { status, text } = await project.attempt(["up", "--yes", "--skip-preview"], quickly);
  if (status !== 0) throw new Error(`${project.name} did not come up:\n${text}`);
}
