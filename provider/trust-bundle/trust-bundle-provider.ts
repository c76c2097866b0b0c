import { deleting } from "../destroy/deleting.js";
import { CertificateError, messageOf } from "../errors.js";
import { ownerOf, urnOf } from "../identity.js";
import type { KubernetesClient } from "../kubernetes/client.js";
import { ClusterError } from "../kubernetes/cluster-error.js";
import type { Ports } from "../ports.js";
import type { ClusterSpec } from "../spec/certificate-spec.js";
import type { CheckFailure } from "../spec/fields.js";
import { deleteBundle, isWritten, referencesOf, writeBundle } from "./bundle-objects.js";
import { parseTrustBundle, rootsOf, type TrustBundleSpec } from "./parse-trust-bundle.js";
import { describeChange, pemOf, rootsAt } from "./roots.js";

type Properties = Readonly<Record<string, unknown>>;

/** What a bundle asks of the world around it. */
export interface TrustBundlePorts extends Pick<Ports, "log" | "now" | "isTimeSet"> {
  readonly cluster: (cluster: ClusterSpec) => KubernetesClient;
}

/** Inputs of which a change is one of the objects. */
const written = ["roots", "oldRoots", "configMap", "bundle"] as const;

/**
 * The dynamic resource `TrustBundle`: roots that clients trust, written into the cluster. `check` decides which old
 * ones stay, so a preview shows them; the rest does what it says.
 *
 * @see docs/design.md, section 2
 */
export class TrustBundleProvider {
  readonly #ports: TrustBundlePorts;

  constructor(ports: TrustBundlePorts) {
    this.#ports = ports;
  }

  async check(
    olds: Properties,
    news: Properties,
  ): Promise<{ inputs: Properties; failures: readonly CheckFailure[] }> {
    const { spec, failures } = parseTrustBundle(news);
    const before = rootsOf(olds);
    if (spec === undefined)
      return { inputs: { ...news, roots: before.named, oldRoots: before.old }, failures };
    const after = rootsAt(this.#ports.now(), spec.named, before, spec.keepOld);
    for (const line of describeChange(before, after, spec.keepOld))
      await this.#ports.log("info", line, urnOf(news));
    return { inputs: { ...news, roots: after.named, oldRoots: after.old }, failures };
  }

  /** With sources that are not known yet, what they will be is a change. */
  async diff(_id: string, olds: Properties, news: Properties): Promise<{ changes: boolean }> {
    const isKnown = parseTrustBundle(news).spec !== undefined;
    return { changes: !isKnown || written.some((name) => !isSame(olds[name], news[name])) };
  }

  async create(inputs: Properties): Promise<{ id: string; outs: Properties }> {
    const spec = this.#specOf(inputs);
    return { id: spec.target.name, outs: await this.#write(spec, inputs, {}) };
  }

  async update(_id: string, olds: Properties, news: Properties): Promise<{ outs: Properties }> {
    const spec = this.#specOf(news);
    const outs = await this.#write(spec, news, olds);
    const before = parseTrustBundle(olds).spec;
    if (before !== undefined) {
      const stay = new Set(referencesOf(spec.target).map((one) => JSON.stringify(one)));
      const left = referencesOf(before.target).filter((one) => !stay.has(JSON.stringify(one)));
      await deleteBundle(this.#ports.cluster(before.cluster), left, ownerOf(olds).id);
    }
    return { outs };
  }

  /** On refresh: roots that somebody took out of the cluster leave the state, so that the next `up` writes them. */
  async read(id: string, props: Properties): Promise<{ id: string; props: Properties }> {
    const { spec } = parseTrustBundle(props);
    if (spec === undefined) return { id, props };
    const pem = pemOf(rootsOf(props));
    const holds = await isWritten(this.#ports.cluster(spec.cluster), spec.target, pem).catch((error) => {
      if (!(error instanceof ClusterError)) throw error;
      throw new CertificateError(
        `trust bundle ${spec.target.name} was not refreshed, and the state keeps what it knew: ${messageOf(error)}`,
        undefined,
        "Run pulumi refresh again when the cluster answers",
        { cause: error },
      );
    });
    return { id, props: holds ? props : { ...props, roots: [] } };
  }

  async delete(_id: string, props: Properties): Promise<void> {
    const spec = this.#specOf(props);
    await deleting(`trust bundle ${spec.target.name}`, process.env, () =>
      deleteBundle(this.#ports.cluster(spec.cluster), referencesOf(spec.target), ownerOf(props).id),
    );
  }

  async #write(spec: TrustBundleSpec, inputs: Properties, olds: Properties): Promise<Properties> {
    const pem = pemOf(rootsOf(inputs));
    const { id } = ownerOf(inputs, olds);
    await writeBundle(this.#ports.cluster(spec.cluster), spec.target, id, pem);
    const { __provider: _, ...rest } = inputs;
    return { ...rest, __owner: id, pem };
  }

  #specOf(properties: Properties): TrustBundleSpec {
    const { spec, failures } = parseTrustBundle(properties);
    if (spec === undefined)
      throw new CertificateError(
        `the state of a trust bundle cannot be read: ${failures.map(({ property, reason }) => `${property} ${reason}`).join("; ")}`,
        "Everything stands as it was",
      );
    if (this.#ports.isTimeSet())
      throw new CertificateError(
        `trust bundle ${spec.target.name} was not touched: KUBECERTS_NOW is set, and what is due then is not due now`,
        "Everything stands as it was",
        "Unset KUBECERTS_NOW and run pulumi up again",
      );
    return spec;
  }
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one ?? null) === JSON.stringify(other ?? null);
}
