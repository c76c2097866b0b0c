import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { tellAccount } from "../../provider/acme-account.js";
import { CertificateProvider } from "../../provider/certificate-provider.js";
import { PartialFailure } from "../../provider/errors.js";
import { issueByAcme } from "../../provider/issue-by-acme.js";
import type { Properties } from "../../provider/outputs.js";
import type { Ports } from "../../provider/ports.js";
import type { CheckFailure } from "../../provider/spec/fields.js";
import type { Instant } from "../../provider/spec/instant.js";
import { directoryStore } from "../../provider/store/directory.js";
import type { Store } from "../../provider/store/port.js";
import { renewalInfoAsker } from "../../provider/suggested-renewal.js";

/** What one resource's preview says. */
export interface Preview {
  readonly failures: readonly CheckFailure[];
  /** Whether `update` would run. */
  readonly changes: boolean;
  /** The lines on the resource's row. */
  readonly said: readonly string[];
  readonly inputs: Properties;
}

const folders = mkdtempSync(join(tmpdir(), "kubecerts-stacks-"));
// With the process: the files of one run share this module.
process.once("exit", () => rmSync(folders, { recursive: true, force: true }));

interface Resource {
  readonly id: string;
  readonly inputs: Properties;
  readonly outputs: Properties;
}

/**
 * A stack as the engine drives the provider, without the engine: check, diff, create and update of resources over a
 * folder that is gone after the tests. The real CLI is in test/e2e.
 */
export class Stack {
  readonly folder = mkdtempSync(join(folders, "stack-"));
  now: Instant;
  namespaces: Ports["namespaces"] = () => Promise.reject(new Error("there is no cluster in this test"));
  readonly #resources = new Map<string, Resource>();
  readonly #said: string[] = [];
  readonly #provider: CertificateProvider;
  #askRenewalInfo = renewalInfoAsker();
  #lives = 0;
  #isInRun = false;

  #store: Store;
  /** The inputs that say where: the folder, unless the test brings another place. */
  readonly #place: Properties;

  /** Nobody serves anything in a test but by its own word. */
  constructor(
    now: Instant,
    awaitServed: Ports["awaitServed"] = async () => ({ verdicts: [] }),
    elsewhere?: {
      readonly store: Store;
      readonly place: Properties;
      readonly controller: Ports["controller"];
    },
  ) {
    this.now = now;
    this.#store = elsewhere?.store ?? directoryStore({ directory: this.folder, plaintext: true });
    this.#place = elsewhere?.place ?? { store: { directory: this.folder } };
    this.#provider = new CertificateProvider({
      now: () => this.now,
      isTimeSet: () => false,
      store: () => this.#store,
      controller:
        elsewhere?.controller ??
        (() => {
          throw new Error("there is no cluster in this test");
        }),
      issueByAcme,
      tellAccount,
      askRenewalInfo: (...question) => this.#askRenewalInfo(...question),
      namespaces: (cluster, labelSelector) => this.namespaces(cluster, labelSelector),
      log: async (_severity, line) => void this.#said.push(line),
      awaitServed,
      uid: () => `life-${++this.#lives}`,
    });
  }

  /** What one run of the CLI does to several resources, one after the other, with what it remembers meanwhile. */
  async inOneRun<T>(work: () => Promise<T>): Promise<T> {
    this.#store.forget();
    this.#isInRun = true;
    try {
      return await work();
    } finally {
      this.#isInRun = false;
    }
  }

  async preview(name: string, args: Properties): Promise<Preview> {
    this.#said.length = 0;
    if (!this.#isInRun) this.#store.forget(); // each run of the CLI is a process of its own
    const before = this.#resources.get(name);
    const urn = `urn:pulumi:dev::app::pulumi-nodejs:dynamic/kubecerts:Certificate::${name}`;
    const news = { namespace: "default", ...this.#place, ...args, __urn: urn };
    const { inputs, failures } = await this.#provider.check(before?.inputs ?? {}, news);
    const changes =
      before === undefined ||
      (failures.length === 0 && (await this.#provider.diff(before.id, before.outputs, inputs)).changes);
    return { failures, changes, said: [...this.#said], inputs };
  }

  /** The decision that was carried out, or "keep"; `between` happens after its preview. */
  async up(name: string, args: Properties, between?: () => void): Promise<string> {
    const { failures, changes, inputs } = await this.preview(name, args);
    if (failures.length > 0) throw new Error(JSON.stringify(failures));
    between?.();
    const before = this.#resources.get(name);
    if (before === undefined) {
      const { id, outs } = await this.#provider.create(inputs).catch(this.#storing(name, inputs));
      this.#resources.set(name, { id, inputs, outputs: outs });
    } else if (changes) {
      const { id, outputs } = before;
      const { outs } = await this.#provider.update(id, outputs, inputs).catch(this.#storing(name, inputs));
      this.#resources.set(name, { id, inputs, outputs: outs });
    } else {
      this.#resources.set(name, { ...before, inputs });
      return "keep";
    }
    return String(inputs.decision);
  }

  /** As the engine does: what was obtained is in the state, with the failure. */
  #storing(name: string, inputs: Properties): (error: unknown) => never {
    return (error) => {
      if (error instanceof PartialFailure)
        this.#resources.set(name, { id: error.id, inputs, outputs: error.properties });
      throw error;
    };
  }

  /** The `update` that the engine runs after a stored failure, whatever `diff` says. */
  async retry(name: string): Promise<void> {
    const { id, inputs, outputs } = this.#resources.get(name)!;
    const { outs } = await this.#provider.update(id, outputs, inputs);
    this.#resources.set(name, { id, inputs, outputs: outs });
  }

  /** Another process from here on, as far as it remembers what a CA said. */
  forget(): void {
    this.#askRenewalInfo = renewalInfoAsker();
  }

  /** The state knows nothing of it any more; what lies at its place stays. */
  lose(name: string): void {
    this.#resources.delete(name);
  }

  /** The same stack, whose next runs see the place with these eyes. */
  through(store: Store): this {
    this.#store = store;
    return this;
  }

  /** What the engine does with a resource that left the program; answers the lines on its row. */
  async destroy(name: string): Promise<readonly string[]> {
    const { id, outputs } = this.#resources.get(name)!;
    this.#said.length = 0;
    this.#store.forget();
    await this.#provider.delete(id, outputs);
    this.#resources.delete(name);
    return [...this.#said];
  }

  /** A refresh; whether the resource is still in the state. */
  async refresh(name: string): Promise<boolean> {
    const before = this.#resources.get(name)!;
    this.#store.forget();
    const { id, props } = await this.#provider.read(before.id, before.outputs);
    if (id === undefined || props === undefined) this.#resources.delete(name);
    else this.#resources.set(name, { ...before, outputs: props });
    return id !== undefined;
  }

  /** The lines on the rows since the last preview began. */
  get said(): readonly string[] {
    return this.#said;
  }

  outputs(name: string): Properties {
    return this.#resources.get(name)!.outputs;
  }

  /** The data of a Secret as its manifest holds it. */
  secret(secretName: string, namespace = "default"): Record<string, Buffer> {
    const text = readFileSync(join(this.folder, namespace, `${secretName}.yaml`), "utf8");
    const { data } = parse(text) as { data: Record<string, string> };
    return Object.fromEntries(
      Object.entries(data).map(([key, value]) => [key, Buffer.from(value, "base64")]),
    );
  }
}
