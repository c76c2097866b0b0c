import { CertificateError, messageOf } from "../errors.js";
import { urnOf } from "../identity.js";
import type { KubernetesClient } from "../kubernetes/client.js";
import { ClusterError } from "../kubernetes/cluster-error.js";
import type { Ports } from "../ports.js";
import type { ClusterSpec } from "../spec/certificate-spec.js";
import type { CheckFailure } from "../spec/fields.js";
import { type Adopted, adopt, factsOf } from "./adopt.js";
import { judgeInstall } from "./judge-install.js";
import { type Preflight, parsePreflight } from "./parse-preflight.js";
import { seeRunning, seeStanding } from "./see-standing.js";

type Properties = Readonly<Record<string, unknown>>;

/** What the preflight asks of the world around it. */
export interface PreflightPorts {
  readonly cluster: (cluster: ClusterSpec) => Pick<KubernetesClient, "get" | "list" | "forgive">;
  readonly log: Ports["log"];
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

/** A change of one of these is one that the state should know. */
const recorded = ["release", "namespace", "version", "featureGates", "leaderElectionNamespace"] as const;

/**
 * The dynamic resource `Preflight`: what stands in the cluster before Helm runs, or, where nothing is installed, the
 * cert-manager that is there. `check` looks, so a preview already says what stands in the way; a cluster that is out
 * of reach stands in nobody's way. It makes nothing and deletes nothing.
 *
 * @see docs/design.md, section 2
 */
export class PreflightProvider {
  readonly #ports: PreflightPorts;

  constructor(ports: PreflightPorts) {
    this.#ports = ports;
  }

  async check(
    olds: Properties,
    news: Properties,
  ): Promise<{ inputs: Properties; failures: readonly CheckFailure[] }> {
    const { preflight, failures } = parsePreflight(news);
    const inputs = news.adopt === true ? { ...factsOf(olds), ...news } : news;
    const handedOver = news.adopt === true && olds.release !== undefined && olds.adopt !== true;
    if (handedOver) return { inputs, failures: [uninstalling] };
    if (preflight === undefined) return { inputs, failures };
    try {
      return preflight.adopt
        ? await this.#find(preflight, olds, news)
        : await this.#judge(preflight, olds, news);
    } catch (error) {
      if (!(error instanceof ClusterError) || error.reason !== "unreachable") throw error;
      await this.#ports.log(
        "warning",
        `what stands in the cluster was not looked at: ${error.message}`,
        urnOf(news),
      );
      return { inputs, failures: [] };
    }
  }

  async diff(_id: string, olds: Properties, news: Properties): Promise<{ changes: boolean }> {
    return { changes: recorded.some((name) => olds[name] !== news[name]) };
  }

  async create(inputs: Properties): Promise<{ id: string; outs: Properties }> {
    const outs = await this.#record(inputs);
    return { id: `${outs.namespace}/${outs.release}`, outs };
  }

  async update(_id: string, _olds: Properties, news: Properties): Promise<{ outs: Properties }> {
    return { outs: await this.#record(news) };
  }

  async read(id: string, props: Properties): Promise<{ id: string; props: Properties }> {
    return { id, props };
  }

  async delete(): Promise<void> {}

  async #judge(
    { install }: Extract<Preflight, { adopt: false }>,
    olds: Properties,
    news: Properties,
  ): Promise<{ inputs: Properties; failures: readonly CheckFailure[] }> {
    const standing = await seeStanding(this.#ports.cluster(install.cluster), install.release);
    const isNew = olds.release === undefined || olds.adopt === true;
    const previous = typeof olds.version === "string" && !isNew ? { previous: olds.version } : {};
    const { failures, warnings } = judgeInstall({ ...install, ...previous, isNew }, standing);
    for (const line of warnings) await this.#ports.log("warning", line, urnOf(news));
    return { inputs: news, failures };
  }

  async #find(
    { cluster, namespace }: Extract<Preflight, { adopt: true }>,
    olds: Properties,
    news: Properties,
  ): Promise<{ inputs: Properties; failures: readonly CheckFailure[] }> {
    const found = adopt(await seeRunning(this.#ports.cluster(cluster)), namespace);
    const { state } = found;
    if (state === "refused") return { inputs: news, failures: [found.failure] };
    if (state === "absent") await this.#ports.log("info", `${found.reason}; up waits for one`, urnOf(news));
    // What the state knows already is not told again.
    if (state === "found" && recorded.some((name) => found.facts[name] !== olds[name]))
      for (const line of found.lines) await this.#ports.log("info", line, urnOf(news));
    return { inputs: state === "found" ? { ...news, ...found.facts } : news, failures: [] };
  }

  async #record(inputs: Properties): Promise<Properties> {
    const { preflight } = parsePreflight(inputs);
    const facts =
      preflight?.adopt && inputs.version === undefined
        ? await this.#await(preflight, String(inputs.timeout ?? "5m"), urnOf(inputs))
        : inputs;
    return factsOf(facts);
  }

  /** Until what installs it, which may be an operator, has come so far. */
  async #await(
    { cluster, namespace, timeout }: Extract<Preflight, { adopt: true }>,
    patience: string,
    urn: string | undefined,
  ): Promise<Properties> {
    const { now, sleep, log } = this.#ports;
    const client = this.#ports.cluster(cluster);
    const deadline = now() + timeout;
    for (let isFirst = true; ; isFirst = false) {
      const found = await seeRunning(client).then(
        (running): Adopted => adopt(running, namespace),
        (error: unknown): Adopted => ({ state: "absent", reason: messageOf(error) }),
      );
      if (found.state === "found") return found.facts;
      const reason = found.state === "refused" ? found.failure.reason : found.reason;
      if (found.state === "refused" || now() + pause > deadline)
        throw new CertificateError(
          `no cert-manager was found${found.state === "refused" ? "" : ` in ${patience}`}: ${reason}`,
          "Nothing was made that needs it",
          "Install it, or leave install: false out, and run pulumi up again",
        );
      if (isFirst) await log("info", `waiting: ${reason}`, urn);
      client.forgive();
      await sleep(pause);
    }
  }
}

/** To hand it over, the state must forget it first. */
const uninstalling: CheckFailure = {
  property: "install",
  reason:
    "cannot become false: this stack installed cert-manager, and would uninstall it. To hand it over, let the state forget the Release and the Namespace first (pulumi state delete)",
};

const pause = 2_000;
