import { type AccountUse, tellAccount } from "./acme-account.js";
import { refuseSetTime } from "./apply.js";
import { ownerOf } from "./identity.js";
import type { Properties } from "./outputs.js";
import type { Ports } from "./ports.js";
import type { AccountSpec } from "./spec/acme-spec.js";
import type { StoreSpec } from "./spec/certificate-spec.js";
import { type CheckFailure, Fields, type Findings } from "./spec/fields.js";
import { isDns1123Label } from "./spec/names.js";
import { parseAccount } from "./spec/parse-acme-account.js";
import { parseStore } from "./spec/parse-store.js";

/** A change of one of these is another account. */
const replacing = ["server", "namespace", "store", "cluster", "privateKeySecretRef", "privateKey"] as const;
/** A change of one of these is told to the CA, or to nobody. */
const told = ["email", "accountKeyRollover"] as const;

interface Wanted {
  readonly namespace: string;
  readonly store: StoreSpec;
  readonly account: AccountSpec;
}

/**
 * The dynamic resource `AcmeAccount`: an account at an ACME CA, the same one that certificates of its namespace and
 * directory use, known before anything is ordered. It is never deactivated, and its key stays when the resource goes.
 */
export class AcmeAccountProvider {
  readonly #ports: Pick<Ports, "store" | "now" | "isTimeSet">;

  constructor(ports: Pick<Ports, "store" | "now" | "isTimeSet">) {
    this.#ports = ports;
  }

  async check(
    olds: Properties,
    news: Properties,
  ): Promise<{ inputs: Properties; failures: readonly CheckFailure[] }> {
    return { inputs: { ...news, __owner: ownerOf(news, olds).id }, failures: parse(news).failures };
  }

  async diff(_id: string, olds: Properties, news: Properties) {
    const changed = (name: string) => JSON.stringify(olds[name]) !== JSON.stringify(news[name]);
    const replaces = replacing.filter(changed);
    // The new one is there before the old one goes, which is no deed.
    return { changes: replaces.length > 0 || told.some(changed), replaces };
  }

  async create(inputs: Properties): Promise<{ id: string; outs: Properties }> {
    const outs = await this.#tell(inputs);
    return { id: String(outs.accountUri), outs };
  }

  async update(_id: string, _olds: Properties, news: Properties): Promise<{ outs: Properties }> {
    return { outs: await this.#tell(news) };
  }

  async read(id: string, props: Properties): Promise<{ id: string; props: Properties }> {
    return { id, props };
  }

  async delete(): Promise<void> {}

  async #tell(inputs: Properties): Promise<Properties> {
    const { wanted } = parse(inputs);
    if (wanted === undefined) throw new Error("the inputs of this resource did not pass check");
    refuseSetTime(this.#ports, `the account at ${new URL(wanted.account.server).host}`);
    const use: AccountUse = {
      namespace: wanted.namespace,
      store: this.#ports.store(wanted.store),
      owner: ownerOf(inputs).id,
      now: this.#ports.now,
    };
    const { account } = await tellAccount(use, wanted.account);
    const { __provider: _, ...rest } = inputs;
    return { ...rest, accountUri: account };
  }
}

function parse(inputs: Properties): { readonly wanted?: Wanted; readonly failures: readonly CheckFailure[] } {
  const findings: Findings = { failures: [], waitingOn: [] };
  const { accountUri: _, ...given } = inputs;
  const fields = new Fields(given, "", findings);
  const namespace =
    fields.text("namespace", "the name of a namespace", (text) =>
      isDns1123Label(text) ? text : undefined,
    ) ?? "default";
  const store = parseStore(fields, false);
  const account = parseAccount(fields);
  fields.done();
  const isWhole = findings.failures.length === 0 && findings.waitingOn.length === 0;
  if (!isWhole || store === undefined || account === undefined) return { failures: findings.failures };
  return { wanted: { namespace, store, account }, failures: [] };
}
