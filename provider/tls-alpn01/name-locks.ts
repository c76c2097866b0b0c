import { EventEmitter, once } from "node:events";

/** Whose names these are: each with the token of its challenge. */
export type Held = ReadonlyMap<string, string>;

/**
 * Lets one challenge at a time answer under a name: two orders for one name have two challenges, and a ClientHello
 * says the name alone.
 */
export class NameLocks {
  readonly #held = new Map<string, string>();
  readonly #events = new EventEmitter().setMaxListeners(0);

  /** Waits until all of the names are free at once: who took some and waited for the others would block who has those. */
  async take(names: Held, signal: AbortSignal): Promise<void> {
    while ([...names].some(([name, token]) => (this.#held.get(name) ?? token) !== token))
      await once(this.#events, "released", { signal });
    for (const [name, token] of names) this.#held.set(name, token);
  }

  /** Frees those that are held by these tokens, and says which they were. */
  release(names: Held): string[] {
    const freed = [...names].filter(([name, token]) => this.#held.get(name) === token).map(([name]) => name);
    for (const name of freed) this.#held.delete(name);
    this.#events.emit("released");
    return freed;
  }
}
