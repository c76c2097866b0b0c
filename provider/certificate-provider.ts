import { decide } from "./decision/decide.js";
import type { Decision } from "./decision/decision.js";
import { explain, explainReason } from "./decision/explain.js";
import { CertificateError, forPeople, messageOf, PartialFailure } from "./errors.js";
import { ownerOf } from "./identity.js";
import { type Look, observe, observeIssuer } from "./observe.js";
import { keptIn, outputsOf, type Properties, recordedIn } from "./outputs.js";
import { deferred, nameOf, type Performed, perform } from "./perform.js";
import type { Ports } from "./ports.js";
import type { Observed, Recorded } from "./record/observed.js";
import type { Owner } from "./record/record.js";
import type { CertificateSpec } from "./spec/certificate-spec.js";
import type { CheckFailure } from "./spec/fields.js";
import { parseSpec } from "./spec/parse-spec.js";
import { readStore } from "./spec/parse-store.js";
import { type Store, StoreError } from "./store/port.js";

/** A change of one of these is another certificate: the new one is made before the old one is deleted. */
const replacing = ["namespace", "secretName", "store"] as const;

/**
 * The dynamic resource `Certificate`: parse, observe, decide, perform, record. It has no opinion of its own.
 * `check` and `diff` run one resource after another and in previews: they read records and write nothing.
 *
 * @see docs/design.md, section 3
 */
export class CertificateProvider {
  readonly #ports: Ports;

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  /** Finds everything wrong with the inputs, and computes `decision`, which the preview shows as a property. */
  async check(olds: Properties, news: Properties): Promise<{ inputs: Properties; failures: CheckFailure[] }> {
    const inputs: Properties = { ...news, ...carried(olds), __owner: ownerOf(news, olds).id };
    const parsed = parseSpec(news);
    if ("failures" in parsed) return { inputs, failures: [...parsed.failures] };
    const isNew = Object.keys(olds).length === 0;
    if ("waitingOn" in parsed) {
      if (isNew) await this.#sayWaiting(parsed.waitingOn, news);
      return { inputs, failures: [] };
    }
    const { spec } = parsed;
    const revision = olds.__revision;
    const recorded = isNew ? undefined : { revision: typeof revision === "number" ? revision : 0 };
    try {
      const { decision, observed } = await this.#judge(spec, ownerOf(inputs), recorded, "record");
      if (isNew) {
        const claimed = claimFailure(observed, decision);
        if (claimed !== undefined) return { inputs, failures: [claimed] };
        await this.#say(decision, news);
      }
      // Sticky: only what `update` will run is written, or a passing trouble would stand in the state for ever.
      if (decision.action === "keep" || decision.action === "defer") return { inputs, failures: [] };
      return {
        inputs: { ...inputs, decision: explain(decision), __revision: decision.revision },
        failures: [],
      };
    } catch (error) {
      if (error instanceof StoreError && error.code === "Refused")
        return { inputs, failures: [{ property: "store", reason: messageOf(error) }] };
      throw forPeople(error, nameOf(spec));
    }
  }

  /** The authority for changes: decides from the recorded outputs and from what is seen now. */
  async diff(
    _id: string,
    olds: Properties,
    news: Properties,
  ): Promise<{ changes: boolean; replaces: string[] }> {
    const parsed = parseSpec(news);
    if ("failures" in parsed) return { changes: true, replaces: [] }; // check has refused it
    if ("waitingOn" in parsed) {
      await this.#sayWaiting(parsed.waitingOn, news);
      return { changes: true, replaces: [] };
    }
    const replaces = replacing.filter((name) => JSON.stringify(olds[name]) !== JSON.stringify(news[name]));
    if (replaces.length > 0) return { changes: true, replaces };
    const { decision } = await this.#judge(parsed.spec, ownerOf(news), recordedIn(olds, news), "record");
    await this.#say(decision, news);
    return {
      changes: decision.action === "defer" ? decision.wanted : decision.action !== "keep",
      replaces: [],
    };
  }

  async create(inputs: Properties): Promise<{ id: string; outs: Properties }> {
    const uid = this.#ports.uid();
    const id = `${inputs.namespace ?? "default"}/${inputs.secretName}/${uid}`;
    const outs = await this.#apply(inputs, undefined, uid, id);
    return { id, outs };
  }

  async update(id: string, olds: Properties, news: Properties): Promise<{ outs: Properties }> {
    const uid = keptIn(olds)?.uid ?? this.#ports.uid();
    return { outs: await this.#apply(news, recordedIn(olds, news), uid, id) };
  }

  /** Refresh. An empty id, which drops the resource from the state, only where absence was proven. */
  async read(id: string, props: Properties): Promise<{ id?: string; props?: Properties }> {
    const place = this.#place(props);
    const { seen } = await observe(place.store, place.at, "record");
    switch (seen.state) {
      case "absent":
        return {};
      case "present": {
        // Somebody else's record at this place is for the next preview to tell, not for refresh to take over.
        if (seen.record.owner.id !== keptIn(props)?.owner) return { id, props };
        const privateKeyPem = typeof props.privateKeyPem === "string" ? props.privateKeyPem : undefined;
        return { id, props: plain(outputsOf(props, seen.record, seen.certificate, privateKeyPem)) };
      }
      case "foreign":
      case "unreadable":
        return { id, props };
      default:
        throw new CertificateError(
          `${nameOf(place.at)} was not refreshed, and the state keeps what it knew: ${seen.state === "unreachable" ? seen.cause : "this is another cluster"}`,
        );
    }
  }

  /** Deletes the Secret and its record where both still belong to this life of the resource. */
  async delete(_id: string, props: Properties): Promise<void> {
    const { store, at } = this.#place(props);
    this.#refuseSetTime(nameOf(at));
    const { seen, secretVersion, recordVersion } = await observe(store, at, "material");
    if (seen.state === "unreachable")
      throw new CertificateError(`${nameOf(at)} was not deleted: ${seen.cause}`);
    if (seen.state !== "present" || seen.record.uid !== keptIn(props)?.uid) {
      if (seen.state !== "absent")
        await this.#ports.log(
          "warning",
          `${nameOf(at)} was left where it is: it is not this resource's any more`,
          urnOf(props),
        );
      return;
    }
    await store.remove(at, secretVersion, recordVersion).catch((error: unknown) => {
      throw forPeople(error, nameOf(at));
    });
  }

  async #judge(spec: CertificateSpec, owner: Owner, recorded: Recorded | undefined, look: Look) {
    const store = this.#ports.store(spec.store);
    const sight = await observe(store, spec, look);
    const issuer = sight.seen.state === "unreachable" ? undefined : await observeIssuer(store, spec);
    const observed: Observed = {
      ...sight.seen,
      owner,
      ...(recorded === undefined ? {} : { recorded }),
      ...(issuer === undefined ? {} : { issuer }),
    };
    const now = this.#ports.now();
    return { store, sight, observed, now, decision: decide(spec, observed, now) };
  }

  async #apply(
    inputs: Properties,
    recorded: Recorded | undefined,
    uid: string,
    id: string,
  ): Promise<Properties> {
    const parsed = parseSpec(inputs);
    if (!("spec" in parsed)) throw new Error("the inputs of this resource did not pass check");
    const { spec } = parsed;
    this.#refuseSetTime(nameOf(spec));
    try {
      return await within(spec, () => this.#act(spec, inputs, recorded, uid, id));
    } catch (error) {
      throw forPeople(error, nameOf(spec));
    }
  }

  async #act(
    spec: CertificateSpec,
    inputs: Properties,
    recorded: Recorded | undefined,
    uid: string,
    id: string,
  ): Promise<Properties> {
    const owner = ownerOf(inputs);
    const { store, sight, now, decision } = await this.#judge(spec, owner, recorded, "material");
    if (decision.action === "defer") throw deferred(spec, decision);
    const performed = await perform({ store, spec, sight, owner, uid, now }, decision);
    const outs = plain(
      outputsOf(inputs, performed.record, performed.certificate, await this.#exported(spec, store)),
    );
    await this.#settled(spec, owner, performed, outs, inputs, id);
    for (const warning of decision.warnings)
      if (warning.code !== "IssuerNotFound")
        await this.#ports.log("warning", explainReason(warning), urnOf(inputs));
    return outs;
  }

  /** Looks once more after acting: whatever is still to be done then is an error worth reporting, and nothing obtained is lost. */
  async #settled(
    spec: CertificateSpec,
    owner: Owner,
    performed: Performed,
    outs: Properties,
    inputs: Properties,
    id: string,
  ): Promise<void> {
    const { decision } = await this.#judge(spec, owner, recordedIn(outs, inputs), "record");
    if (decision.action === "keep") return;
    const failure = new CertificateError(
      `${nameOf(spec)} was written as revision ${performed.record.revision}, and yet there is more to do: ${explain(decision)}`,
      "What was written stands",
      "Run pulumi preview to see what has come in between",
    );
    throw new PartialFailure(failure, id, outs);
  }

  async #exported(spec: CertificateSpec, store: Store): Promise<string | undefined> {
    if (!spec.exportPrivateKey) return undefined;
    const { secret } = await observe(store, spec, "material");
    return secret?.data["tls.key"]?.toString("utf8");
  }

  #place(props: Properties) {
    const { namespace, secretName } = props;
    const at = { namespace: String(namespace ?? "default"), secretName: String(secretName) };
    return { at, store: this.#ports.store(readStore(props)) };
  }

  async #say(decision: Decision, inputs: Properties): Promise<void> {
    if (decision.action === "keep") return;
    await this.#ports.log(decision.action === "defer" ? "warning" : "info", explain(decision), urnOf(inputs));
    if (decision.action === "defer") return;
    for (const warning of decision.warnings)
      await this.#ports.log("warning", explainReason(warning), urnOf(inputs));
  }

  async #sayWaiting(waitingOn: readonly string[], inputs: Properties): Promise<void> {
    await this.#ports.log("info", `decided at apply: waiting on ${waitingOn.join(", ")}`, urnOf(inputs));
  }

  #refuseSetTime(certificate: string): void {
    if (!this.#ports.isTimeSet()) return;
    throw new CertificateError(
      `${certificate} was not touched: KUBECERTS_NOW is set, and what is due then is not due now`,
      "Everything stands as it was",
      "Unset KUBECERTS_NOW and run pulumi up again",
    );
  }
}

/** What `check` computed before and nothing has replaced. */
function carried(olds: Properties): Record<string, unknown> {
  return Object.fromEntries(
    ["decision", "__revision"].flatMap((name) => (olds[name] === undefined ? [] : [[name, olds[name]]])),
  );
}

/** A new resource may not take over what is another's: in the preview already, with the way out. */
function claimFailure(observed: Observed, decision: Decision): CheckFailure | undefined {
  if (decision.action !== "defer" || decision.reasons[0].code !== "NotOwner") return undefined;
  const base = `${explainReason(decision.reasons[0])}. `;
  if (observed.state !== "present")
    return { property: "secretName", reason: `${base}Choose another secretName, or remove that Secret.` };
  const { name, project, stack } = observed.record.owner;
  const mine = project === observed.owner.project && stack === observed.owner.stack;
  const hint = mine
    ? `If the resource was renamed, give the new one the option aliases: [{ name: "${name}" }]: without it the live Secret would be deleted after the new one was written.`
    : "Choose another secretName.";
  return { property: "secretName", reason: base + hint };
}

async function within<T>(spec: CertificateSpec, work: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const fail = () =>
      reject(
        new CertificateError(
          `${nameOf(spec)} was not ready within its timeout of ${spec.timeout / 1000} s`,
          "What was obtained so far is kept",
          "Run pulumi up again, or give it a longer timeout",
        ),
      );
    timer = setTimeout(fail, spec.timeout);
  });
  try {
    return await Promise.race([work(), late]);
  } finally {
    clearTimeout(timer);
  }
}

/** What the wire can carry: undefined fields are dropped (the SDK's struct writer refuses them). */
function plain(value: Properties): Properties {
  return JSON.parse(JSON.stringify(value)) as Properties;
}

function urnOf(inputs: Properties): string | undefined {
  return typeof inputs.__urn === "string" ? inputs.__urn : undefined;
}
