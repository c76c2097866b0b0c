import { beforeIssuerGoes } from "../destroy/issuer.js";
import { CertificateError, messageOf } from "../errors.js";
import { urnOf } from "../identity.js";
import type { KubernetesClient } from "../kubernetes/client.js";
import type { Ports } from "../ports.js";
import type { ClusterSpec } from "../spec/certificate-spec.js";
import { parseDuration } from "../spec/duration.js";
import { type CheckFailure, Fields } from "../spec/fields.js";
import { parseOwnCluster } from "../spec/parse-store.js";
import { awaitReady, type Ending, type Waiting } from "./await-ready.js";
import type { IssuerPlace } from "./issuer-in-cluster.js";
import { adviceFor, missingSecretIn } from "./verdict.js";

type Properties = Readonly<Record<string, unknown>>;

/** What the waiter asks of the world around it. */
export interface IssuerReadinessPorts {
  readonly issuer: (cluster: ClusterSpec, place: IssuerPlace) => Pick<Waiting, "get" | "changed" | "nudge">;
  readonly cluster: (cluster: ClusterSpec) => KubernetesClient;
  /** Where Secrets of this name are, as far as the identity may look. */
  readonly namespacesOfSecret: (cluster: ClusterSpec, name: string) => Promise<readonly string[]>;
  readonly log: Ports["log"];
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

/** A change of one of these means another Issuer, or another specification of it: the wait begins anew. */
const awaited = ["kind", "group", "name", "namespace", "uid", "specHash"] as const;

/** What a delete needs besides, which sees nothing but the outputs. */
const forDelete = ["cluster", "timeout", "__urn"] as const;

/**
 * The dynamic resource `IssuerReadiness`: it exists once cert-manager calls the Issuer ready as it is written now.
 * It makes nothing in the cluster, and goes when no Challenge needs the Issuer to clean up any more. Its outputs are its inputs, so that a preview knows what to refer to.
 *
 * @see docs/design.md, section 2
 */
export class IssuerReadinessProvider {
  readonly #ports: IssuerReadinessPorts;

  constructor(ports: IssuerReadinessPorts) {
    this.#ports = ports;
  }

  async check(
    _olds: Properties,
    news: Properties,
  ): Promise<{ inputs: Properties; failures: CheckFailure[] }> {
    return { inputs: news, failures: parse(news).failures };
  }

  async diff(_id: string, olds: Properties, news: Properties): Promise<{ changes: boolean }> {
    return { changes: awaited.some((name) => olds[name] !== news[name]) };
  }

  async create(inputs: Properties): Promise<{ id: string; outs: Properties }> {
    const { place } = parse(inputs);
    return {
      id: [place.kind, place.namespace, place.name].filter(Boolean).join("/"),
      outs: await this.#pass(inputs),
    };
  }

  async update(_id: string, _olds: Properties, news: Properties): Promise<{ outs: Properties }> {
    return { outs: await this.#pass(news) };
  }

  async read(id: string, props: Properties): Promise<{ id: string; props: Properties }> {
    return { id, props };
  }

  async delete(_id: string, props: Properties): Promise<void> {
    const { place, cluster, timeout } = parse(props);
    const { now, sleep, log } = this.#ports;
    const report = (severity: "info" | "warning", line: string) => log(severity, line, urnOf(props));
    await beforeIssuerGoes(this.#ports.cluster(cluster), place, timeout, { now, sleep, report });
  }

  async #pass(inputs: Properties): Promise<Properties> {
    const { place, cluster, uid, timeout } = parse(inputs);
    const urn = urnOf(inputs);
    const issuer = this.#ports.issuer(cluster, place);
    const report = (line: string) => this.#ports.log("info", line, urn);
    const ending = await awaitReady(
      { ...issuer, now: this.#ports.now, report },
      { timeout, ...(uid === undefined ? {} : { uid }) },
    ).catch((error: unknown) => {
      throw unreadable(place, error);
    });
    if (ending.state !== "ready") {
      const missing = ending.state === "failing" ? missingSecretIn(ending.message) : undefined;
      const elsewhere = missing === undefined ? [] : await this.#ports.namespacesOfSecret(cluster, missing);
      throw failure(place, ending, { timeout: String(inputs.timeout ?? defaultTimeout), elsewhere });
    }
    return Object.fromEntries(
      [...awaited, ...forDelete]
        .filter((name) => inputs[name] !== undefined)
        .map((name) => [name, inputs[name]]),
    );
  }
}

const defaultTimeout = "5m";

function parse(inputs: Properties) {
  const findings = { failures: [] as CheckFailure[], waitingOn: [] as string[] };
  const fields = new Fields(inputs, "", findings);
  const kind = fields.choice("kind", ["Issuer", "ClusterIssuer"]) ?? "Issuer";
  const name = fields.text("name", "the name of an Issuer") ?? "";
  const namespace = fields.text("namespace", "the name of a namespace");
  const uid = fields.text("uid", "a UID");
  const cluster = parseOwnCluster(fields);
  const timeout = fields.text("timeout", "a duration such as 5m", parseDuration);
  const place: IssuerPlace = { kind, name, ...(namespace === undefined ? {} : { namespace }) };
  return {
    place,
    cluster,
    uid,
    timeout: timeout ?? parseDuration(defaultTimeout)!,
    failures: findings.failures,
  };
}

function failure(
  place: IssuerPlace,
  ending: Exclude<Ending, { state: "ready" }>,
  { timeout, elsewhere }: { readonly timeout: string; readonly elsewhere: readonly string[] },
): CertificateError {
  const is = (what: string, stands: string, todo: string) =>
    new CertificateError(`${nameOf(place)} ${what}`, stands, todo);
  const written = "It stands in the cluster as written";
  switch (ending.state) {
    case "failing":
      return is(
        `is not ready: ${ending.reason}: ${ending.message}${isElsewhere(place, elsewhere)}`,
        written,
        adviceFor(ending.reason),
      );
    case "unseen":
      return is(
        `is not ready after ${timeout}: cert-manager has not looked at it`,
        written,
        "See that cert-manager's controller runs, and run pulumi up again",
      );
    case "away":
      return is(
        `was not seen to be ready: ${ending.message}`,
        written,
        "Run pulumi up again when the cluster can be reached",
      );
    case "absent":
    case "other":
      return is(
        ending.state === "absent"
          ? "is not in this cluster"
          : "in this cluster is another one than this program made",
        "It stands where the Kubernetes provider wrote it",
        'Give it the "cluster" that its Kubernetes provider uses, and run pulumi up again',
      );
  }
}

/** A Secret in another namespace than the one where cert-manager looks is the commonest of mistakes. */
function isElsewhere({ kind, namespace }: IssuerPlace, found: readonly string[]): string {
  if (found.length === 0) return "";
  const looked =
    kind === "Issuer"
      ? `in ${namespace}`
      : "in cert-manager's cluster resource namespace, its own by default";
  return ` (one of that name lies in ${found.join(", ")}; cert-manager looks ${looked})`;
}

function unreadable(place: IssuerPlace, error: unknown): CertificateError {
  return new CertificateError(
    `${nameOf(place)} cannot be awaited: ${messageOf(error)}`,
    "It stands in the cluster as written",
    `Grant get and watch on ${place.kind.toLowerCase()}s.cert-manager.io, and run pulumi up again`,
    { cause: error },
  );
}

function nameOf({ kind, namespace, name }: IssuerPlace): string {
  return `${kind} ${namespace === undefined ? name : `${namespace}/${name}`}`;
}
