import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { KubernetesClient } from "../../provider/kubernetes/client.js";
import { secrets } from "../../provider/kubernetes/objects.js";
import { auditedSince } from "../e2e-cluster/audit.js";
import { sandboxFacts } from "../sandbox/facts.js";
import { DistantApi } from "./distant-api.js";

/** As whom the bench asks, so that nobody else's requests are counted as its own. */
const self = "kubecerts-bench";
const foreign = { count: 20_000, atOnce: 32 };

/** Milliseconds there and back. */
export const roundTrip = 80;

/** The real node, for one run of the bench: what it makes there, it removes. */
export class BenchCluster {
  readonly facts: NonNullable<ReturnType<typeof sandboxFacts>>;
  /** What the names of its namespaces begin with: those of the run before may be on their way out. */
  readonly name = `${self}-${process.pid}`;
  readonly #folder: string;
  readonly #distant: DistantApi;
  readonly #made = new Set<string>();

  constructor(folder: string) {
    const facts = sandboxFacts();
    if (facts === undefined) throw new Error("The sandbox is not up. Run npm run sandbox -- up.");
    this.facts = facts;
    this.#folder = folder;
    const { server } = parse(readFileSync(facts.kubeconfig, "utf8")).clusters[0].cluster;
    this.#distant = new DistantApi(new URL(server), roundTrip);
  }

  /** The path of a kubeconfig; far away, the same cluster behind a slow line. */
  async kubeconfig(distance: "near" | "far"): Promise<string> {
    const config = parse(readFileSync(this.facts.kubeconfig, "utf8"));
    Object.assign(config.users[0].user, { as: self, "as-groups": ["system:masters"] });
    const { cluster } = config.clusters[0];
    if (distance === "far") {
      cluster.server = await this.#distant.open();
      cluster["tls-server-name"] = "kubernetes.default.svc"; // the API server's certificate names it
    }
    const path = join(this.#folder, `${distance}.kubeconfig`);
    writeFileSync(path, stringify(config), { mode: 0o600 });
    return path;
  }

  makeNamespace(name: string): void {
    this.kubectl("create", "namespace", name);
    this.#made.add(name);
  }

  /** Secrets that are nobody's business here, as a large cluster has them. */
  async makeForeignSecrets(): Promise<void> {
    const namespace = `${this.name}-foreign`;
    this.makeNamespace(namespace);
    const client = new KubernetesClient({ kubeconfig: this.facts.kubeconfig });
    const data = { token: Buffer.alloc(1500, "x").toString("base64") };
    let next = 0;
    const make = async () => {
      while (next < foreign.count) {
        const metadata = {
          name: `foreign-${next++}`,
          namespace,
          labels: { app: "foreign" },
        };
        const body = { apiVersion: "v1", kind: "Secret", metadata, data };
        await client.create({ resource: secrets, namespace }, body, {
          fieldManager: self,
        });
      }
    };
    await Promise.all(Array.from({ length: foreign.atOnce }, make));
  }

  /** How many requests the provider has sent since then. */
  requestsSince(instant: number): number {
    return auditedSince(
      instant,
      (request) => request.actingAs === self && request.userAgent.startsWith("pulumi-kubecerts"),
    ).length;
  }

  kubectl(...args: string[]): string {
    const all = ["--kubeconfig", this.facts.kubeconfig, ...args];
    return execFileSync("kubectl", all, { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
  }

  /** Removes what was made; the cluster finishes by itself. */
  remove(): void {
    this.#distant.close();
    for (const name of this.#made) this.kubectl("delete", "namespace", name, "--wait=false");
  }
}
