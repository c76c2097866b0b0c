import { setTimeout as sleep } from "node:timers/promises";
import type { KubernetesClient } from "../kubernetes/client.js";
import { ClusterError } from "../kubernetes/cluster-error.js";
import { type CertificateObject, certificates } from "./objects.js";

/** What a wait wants to hear; `undefined` means that the object is not there (any more). */
export type Interest<T> = (object: CertificateObject | undefined) => T | undefined;

interface Waiter {
  readonly name: string;
  readonly look: (object: CertificateObject | undefined) => void;
  readonly fail: (error: unknown) => void;
}

/** How long to wait before a watch that ended is begun again. */
const pause = 500;

/**
 * Follows all Certificates of ours in one namespace by one watch, for all that wait there, as long as somebody
 * waits. Begins with a list, so that nothing that happened before is missed.
 */
export class CertificateWatch {
  readonly #client: KubernetesClient;
  readonly #namespace: string;
  readonly #labelSelector: string;
  readonly #waiters = new Set<Waiter>();
  #latest = new Map<string, CertificateObject>();
  #following: AbortController | undefined;

  constructor(client: KubernetesClient, namespace: string, labelSelector: string) {
    this.#client = client;
    this.#namespace = namespace;
    this.#labelSelector = labelSelector;
  }

  /** Resolves with the first answer of `interest` to what is known of the Certificate, and rejects with the signal's reason. */
  async until<T>(name: string, interest: Interest<T>, signal: AbortSignal): Promise<T> {
    return await new Promise<T>((resolve, reject) => {
      const end = (finish: () => void) => {
        this.#leave(waiter);
        signal.removeEventListener("abort", abort);
        finish();
      };
      const fail = (error: unknown) => end(() => reject(error));
      const abort = () => fail(signal.reason);
      const look: Waiter["look"] = (object) => {
        const answer = interest(object);
        if (answer !== undefined) end(() => resolve(answer));
      };
      const waiter: Waiter = { name, look, fail };
      if (signal.aborted) return fail(signal.reason);
      signal.addEventListener("abort", abort);
      this.#waiters.add(waiter);
      if (this.#following === undefined) void this.#follow();
      else if (this.#latest.has(name)) look(this.#latest.get(name));
    });
  }

  /** Nobody waits any more: nobody need listen. */
  #leave(waiter: Waiter): void {
    this.#waiters.delete(waiter);
    if (this.#waiters.size > 0) return;
    this.#following?.abort();
    this.#following = undefined;
  }

  async #follow(): Promise<void> {
    const following = new AbortController();
    this.#following = following;
    this.#latest = new Map();
    while (!following.signal.aborted) {
      try {
        const { resourceVersion } = await this.#list();
        const from = { namespace: this.#namespace, labelSelector: this.#labelSelector, resourceVersion };
        for await (const { type, object } of this.#client.watch<CertificateObject>(
          certificates,
          from,
          following.signal,
        )) {
          if (type !== "BOOKMARK") this.#learn(object.metadata.name, type === "DELETED" ? undefined : object);
        }
      } catch (error) {
        // An API server that is away comes back, or the wait's own deadline ends it; what it refuses it refuses for good.
        if (!(error instanceof ClusterError) || error.reason === "forbidden" || error.reason === "notFound") {
          return this.#failAll(error);
        }
        this.#client.forgive();
      }
      await sleep(pause);
    }
  }

  async #list(): Promise<{ resourceVersion: string }> {
    const selection = { namespace: this.#namespace, labelSelector: this.#labelSelector };
    const { items, resourceVersion } = await this.#client.list<CertificateObject>(certificates, selection);
    for (const item of items) this.#learn(item.metadata.name, item);
    return { resourceVersion };
  }

  #learn(name: string, object: CertificateObject | undefined): void {
    if (object === undefined) this.#latest.delete(name);
    else this.#latest.set(name, object);
    for (const waiter of [...this.#waiters]) if (waiter.name === name) waiter.look(object);
  }

  #failAll(error: unknown): void {
    for (const waiter of [...this.#waiters]) waiter.fail(error);
  }
}
