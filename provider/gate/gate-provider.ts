import { beforeUninstall } from "../destroy/uninstall.js";
import { CertificateError } from "../errors.js";
import { urnOf } from "../identity.js";
import type { KubernetesClient } from "../kubernetes/client.js";
import type { Ports } from "../ports.js";
import type { ClusterSpec } from "../spec/certificate-spec.js";
import { parseDuration } from "../spec/duration.js";
import { type CheckFailure, Fields } from "../spec/fields.js";
import { parseOwnCluster } from "../spec/parse-store.js";
import { advise } from "./advice.js";
import type { Ask } from "./ask.js";
import { awaitUsable } from "./await-usable.js";
import type { Cause } from "./cause.js";
import { look } from "./look.js";

type Properties = Readonly<Record<string, unknown>>;

/** What the gate asks of the world around it. */
export interface GatePorts {
  readonly ask: (cluster: ClusterSpec) => Ask;
  readonly cluster: (cluster: ClusterSpec) => KubernetesClient;
  readonly log: Ports["log"];
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

/** A change of one of these means another installation, or another life of it: the gate looks anew. */
const installed = ["release", "namespace", "namespaceUid", "version", "revision"] as const;

/** What a delete needs besides, which sees nothing but the outputs. */
const forDelete = ["cluster", "timeout", "__urn"] as const;

/**
 * The dynamic resource `Gate`: it exists once cert-manager's API can be used, and goes once Helm may uninstall it. It
 * makes nothing in the cluster, so it deletes nothing either. `check`, `diff` and `read` never ask the cluster.
 *
 * @see docs/design.md, section 2
 */
export class GateProvider {
  readonly #ports: GatePorts;

  constructor(ports: GatePorts) {
    this.#ports = ports;
  }

  async check(
    _olds: Properties,
    news: Properties,
  ): Promise<{ inputs: Properties; failures: CheckFailure[] }> {
    return { inputs: news, failures: parse(news).failures };
  }

  async diff(_id: string, olds: Properties, news: Properties): Promise<{ changes: boolean }> {
    return { changes: installed.some((name) => olds[name] !== news[name]) };
  }

  async create(inputs: Properties): Promise<{ id: string; outs: Properties }> {
    return { id: `${inputs.namespace}/${inputs.release}`, outs: await this.#pass(inputs) };
  }

  async update(_id: string, _olds: Properties, news: Properties): Promise<{ outs: Properties }> {
    return { outs: await this.#pass(news) };
  }

  async read(id: string, props: Properties): Promise<{ id: string; props: Properties }> {
    return { id, props };
  }

  async delete(_id: string, props: Properties): Promise<void> {
    // What was found and not installed stays.
    if (props.revision === undefined) return;
    const { installation, cluster, timeout, version } = parse(props);
    const { release: name, namespace } = installation;
    const uid = props.namespaceUid;
    const { now, sleep, log } = this.#ports;
    const report = (severity: "info" | "warning", line: string) => log(severity, line, urnOf(props));
    await beforeUninstall(
      this.#ports.cluster(cluster),
      {
        release: { name, namespace },
        version,
        timeout,
        ...(typeof uid === "string" ? { namespaceUid: uid } : {}),
      },
      { now, sleep, report },
    );
  }

  async #pass(inputs: Properties): Promise<Properties> {
    const { installation, cluster, timeout, version } = parse(inputs);
    const urn = urnOf(inputs);
    const ask = this.#ports.ask(cluster);
    const uid = inputs.namespaceUid;
    const cause = await awaitUsable(
      {
        look: () => look(ask, installation),
        now: this.#ports.now,
        sleep: this.#ports.sleep,
        report: ({ text }) => this.#ports.log("info", `waiting: ${text}`, urn),
      },
      {
        namespace: installation.namespace,
        ...(typeof uid === "string" ? { namespaceUid: uid } : {}),
        timeout,
      },
    );
    if (cause !== undefined)
      throw failure(
        version,
        { cluster, namespace: installation.namespace },
        cause,
        String(inputs.timeout ?? defaultTimeout),
      );
    const known = [...installed, ...forDelete].filter((name) => inputs[name] !== undefined);
    return Object.fromEntries(known.map((name) => [name, inputs[name]]));
  }
}

const defaultTimeout = "5m";

function parse(inputs: Properties) {
  const findings = { failures: [] as CheckFailure[], waitingOn: [] as string[] };
  const fields = new Fields(inputs, "", findings);
  const text = (name: string) => fields.text(name, "a text") ?? "";
  const namespace = text("namespace");
  const cluster = parseOwnCluster(fields);
  return {
    failures: findings.failures,
    installation: {
      release: text("release"),
      namespace,
      leaderElectionNamespace: text("leaderElectionNamespace") || namespace,
    },
    version: text("version"),
    timeout: fields.text("timeout", "a duration such as 5m", parseDuration) ?? parseDuration(defaultTimeout)!,
    cluster,
  };
}

function failure(
  version: string,
  place: { readonly cluster: ClusterSpec; readonly namespace: string },
  { code, text, final }: Cause,
  timeout: string,
): CertificateError {
  const patience = final ? "cannot be used" : `cannot be used after ${timeout}`;
  return new CertificateError(
    `the API of cert-manager ${version} in namespace ${place.namespace} ${patience}: ${text}`,
    "It stands as installed, and nothing that needs it was made",
    advise(code, place),
  );
}
