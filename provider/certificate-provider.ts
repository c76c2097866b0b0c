import { apply } from "./apply.js";
import { claimFailure, twinFailure } from "./claim-failure.js";
import { Claims } from "./claims.js";
import { type Decision, orders } from "./decision/decision.js";
import { explain, row } from "./decision/explain.js";
import { forPeople, messageOf, nameOf } from "./errors.js";
import { refresh, remove } from "./existing.js";
import { caFailure, copyFailures, keyFailure } from "./foreseen.js";
import { ownerInputs, ownerOf, urnOf } from "./identity.js";
import { judge } from "./judge.js";
import { givenPasswords } from "./keystore-passwords.js";
import { abridged, isAnother } from "./look.js";
import { changedSettings, keptIn, type Properties, recordedIn } from "./outputs.js";
import type { Ports } from "./ports.js";
import { formatId, uidIn } from "./resource-id.js";
import { sealed } from "./secret-outputs.js";
import { selectNamespaces } from "./select-namespaces.js";
import type { CheckFailure } from "./spec/fields.js";
import { issuerFaults } from "./spec/issuer-fit.js";
import { readCopies } from "./spec/parse-copies.js";
import { parseIssuerFacts } from "./spec/parse-issuer-facts.js";
import { parseSpec } from "./spec/parse-spec.js";
import { readStore } from "./spec/parse-store.js";
import { StoreError } from "./store/port.js";
import { readRequest } from "./x509/read-request.js";

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
  /** What this process has previewed last, by URN: the run that acts on it says where the facts have changed since. */
  readonly #previewed = new Map<string | undefined, string>();
  readonly #claims = new Claims();

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  /** Finds everything wrong with the inputs, and computes `decision`, which the preview shows as a property. */
  async check(
    olds: Properties,
    given: Properties,
  ): Promise<{ inputs: Properties; failures: CheckFailure[] }> {
    const selected = await selectNamespaces(this.#ports.namespaces, olds, given);
    const news = selected.inputs;
    for (const line of selected.said) await this.#ports.log("warning", line, urnOf(news));
    const carriedOn = { ...carried(olds, news), ...ownerInputs(news, olds) };
    const inputs: Record<string, unknown> = { ...news, ...carriedOn };
    const parsed = parseSpec(news, readRequest);
    if (selected.failures.length > 0) return { inputs, failures: [...selected.failures] };
    if ("failures" in parsed) return { inputs, failures: [...parsed.failures] };
    const isNew = Object.keys(olds).length === 0;
    if ("waitingOn" in parsed) {
      if (isNew) await this.#sayWaiting(parsed.waitingOn, news);
      return { inputs, failures: [] };
    }
    const { spec } = parsed;
    const twin = this.#claims.of(spec.store, spec, urnOf(news));
    const facts = parseIssuerFacts(news.__issuer);
    const unfit = facts === undefined ? [] : issuerFaults(spec, facts);
    if (unfit.length > 0) return { inputs, failures: unfit };
    const revision = olds.__revision;
    const otherPasswords = givenPasswords(spec).filter((path) => textAt(olds, path) !== textAt(news, path));
    const outdated = changedSettings(olds, news);
    const recorded = isNew
      ? undefined
      : { revision: typeof revision === "number" ? revision : 0, otherPasswords, outdated };
    try {
      await this.#ports.store(spec.store).refuse(spec);
      const formerCopies = readCopies(olds);
      const asker = { owner: ownerOf(inputs), recorded, cluster: textIn(inputs, "__cluster"), formerCopies };
      const { decision, observed, cluster, now, store } = await judge(this.#ports, spec, asker, "record");
      if (inputs.__cluster === undefined && cluster !== undefined) inputs.__cluster = abridged(cluster);
      const failures = [keyFailure(spec, observed), ...copyFailures(observed)];
      // Its signature is tried, which for RSA takes a millisecond: not for every certificate that is kept.
      if (isNew || !isSame(olds.issuer, news.issuer) || asksIssuer(decision))
        failures.push(await caFailure(store, spec, now));
      const told = failures.filter((failure) => failure !== undefined);
      if (told.length > 0) return { inputs, failures: told };
      if (isNew) {
        const claimed = claimFailure(spec, observed, decision) ?? twinFailure(twin, decision);
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
    id: string,
    olds: Properties,
    news: Properties,
  ): Promise<{ changes: boolean; replaces: string[] }> {
    const parsed = parseSpec(news, readRequest);
    if ("failures" in parsed) return { changes: true, replaces: [] }; // check has refused it
    if ("waitingOn" in parsed) {
      await this.#sayWaiting(parsed.waitingOn, news);
      return { changes: true, replaces: [] };
    }
    const replaces: string[] = replacing.filter((name) => placeIn(olds, name) !== placeIn(news, name));
    if (isAnother(textIn(news, "__cluster"), textIn(olds, "__cluster"))) replaces.push("cluster");
    if (replaces.length > 0) return { changes: true, replaces };
    const asker = {
      owner: ownerOf(news),
      recorded: recordedIn(id, olds, news, parsed.spec),
      cluster: textIn(news, "__cluster"),
      formerCopies: readCopies(olds),
    };
    const { decision } = await judge(this.#ports, parsed.spec, asker, "record");
    await this.#say(decision, news);
    return {
      changes: decision.action === "defer" ? decision.wanted : decision.action !== "keep",
      replaces: [],
    };
  }

  async create(inputs: Properties): Promise<{ id: string; outs: Properties }> {
    const uid = this.#ports.uid();
    const { namespace = "default", secretName } = inputs;
    const id = formatId({ namespace: String(namespace), secretName: String(secretName), uid });
    const previewed = this.#previewed.get(urnOf(inputs));
    return { id, outs: await apply(this.#ports, { inputs, id, uid, previewed }) };
  }

  async update(id: string, olds: Properties, news: Properties): Promise<{ outs: Properties }> {
    const uid = keptIn(olds, id)?.uid ?? uidIn(id) ?? this.#ports.uid();
    const previewed = this.#previewed.get(urnOf(news));
    return { outs: await apply(this.#ports, { inputs: news, olds, id, uid, previewed }) };
  }

  /** Refresh. An empty answer, which drops the resource from the state, only where absence was proven. */
  async read(id: string, props: Properties): Promise<{ id?: string; props?: Properties }> {
    const found = await refresh(this.#ports, id, props);
    return found === undefined ? {} : { id, props: sealed(found) };
  }

  async delete(id: string, props: Properties): Promise<void> {
    await remove(this.#ports, id, props);
    this.#claims.drop(readStore(props), {
      namespace: String(props.namespace),
      secretName: String(props.secretName),
    });
  }

  /** One line on the resource's row, which shows no more. */
  async #say(decision: Decision, inputs: Properties): Promise<void> {
    this.#previewed.set(urnOf(inputs), explain(decision));
    const said = row(decision);
    if (said !== undefined) await this.#ports.log(said.severity, said.line, urnOf(inputs));
  }

  async #sayWaiting(waitingOn: readonly string[], inputs: Properties): Promise<void> {
    await this.#ports.log("info", `decided at apply: waiting on ${waitingOn.join(", ")}`, urnOf(inputs));
  }
}

function asksIssuer({ action }: Decision): boolean {
  return action !== "keep" && action !== "defer" && orders(action);
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** A property as far as it names the place; whether plaintext is allowed there is no other place. */
function placeIn(properties: Properties, name: (typeof replacing)[number]): string | undefined {
  const value = properties[name];
  return JSON.stringify(name === "store" ? (value as Properties | undefined)?.directory : value);
}

/**
 * What `check` computed before and nothing has replaced. Another cluster by the user's own word is another place;
 * another one behind the same words is a mistake to be told.
 */
function carried(olds: Properties, news: Properties): Record<string, unknown> {
  const sameWords = isSame(olds.cluster, news.cluster);
  const names = ["decision", "__revision", ...(sameWords ? ["__cluster"] : [])];
  return Object.fromEntries(names.flatMap((name) => (olds[name] === undefined ? [] : [[name, olds[name]]])));
}

function textIn(properties: Properties, name: string): string | undefined {
  const value = properties[name];
  return typeof value === "string" ? value : undefined;
}

/** A text by its property path. */
function textAt(properties: Properties, path: string): string | undefined {
  const [first = "", ...rest] = path.split(".");
  const value = properties[first];
  if (rest.length === 0) return typeof value === "string" ? value : undefined;
  return typeof value === "object" && value !== null
    ? textAt(value as Properties, rest.join("."))
    : undefined;
}
