import { ClusterError } from "../kubernetes/cluster-error.js";
import type { Location } from "./port.js";

/** What one list holds, by `<namespace>/<name of the Secret>`. */
export type Entries<E> = ReadonlyMap<string, E>;

/**
 * What was listed once for all certificates of the process: cluster-wide, or namespace by namespace where that is
 * forbidden. What is learned of single objects later is newer than the list, and stands before it.
 */
export class Listing<E> {
  readonly #list: (namespace: string | undefined) => Promise<Entries<E>>;
  readonly #lists = new Map<string, Promise<Entries<E> | "forbidden">>();
  readonly #learned = new Map<string, E | undefined>();

  /** `list` may reject as forbidden; any other failure is the caller's, and the next caller asks again. */
  constructor(list: (namespace: string | undefined) => Promise<Entries<E>>) {
    this.#list = list;
  }

  /** The entry; undefined where the list holds none, which proves nothing; "forbidden" where there may be no list. */
  async find(at: Location): Promise<E | undefined | "forbidden"> {
    const key = keyOf(at);
    if (this.#learned.has(key)) return this.#learned.get(key);
    const everywhere = await this.#once(undefined);
    const entries = everywhere === "forbidden" ? await this.#once(at.namespace) : everywhere;
    return entries === "forbidden" ? entries : entries.get(key);
  }

  /** Asks for the list, so that it comes while something else is asked; a failure is told to those who need it. */
  begin(): void {
    this.#once(undefined).catch(() => undefined);
  }

  /** Newer knowledge of one object; undefined when what was known is in doubt. */
  learn(at: Location, entry: E | undefined): void {
    this.#learned.set(keyOf(at), entry);
  }

  forget(): void {
    this.#lists.clear();
    this.#learned.clear();
  }

  #once(namespace: string | undefined): Promise<Entries<E> | "forbidden"> {
    const key = namespace ?? "";
    const known = this.#lists.get(key);
    if (known !== undefined) return known;
    const asked = this.#list(namespace).catch((error: unknown) => {
      if (error instanceof ClusterError && error.reason === "forbidden") return "forbidden" as const;
      this.#lists.delete(key);
      throw error;
    });
    this.#lists.set(key, asked);
    return asked;
  }
}

export function keyOf({ namespace, secretName }: Location): string {
  return `${namespace}/${secretName}`;
}
