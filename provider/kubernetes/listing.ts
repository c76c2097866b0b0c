import type { Location } from "../store/port.js";
import { ClusterError } from "./cluster-error.js";

/** What one list holds, by `<namespace>/<name of the Secret>`. */
export type Entries<E> = ReadonlyMap<string, E>;

/** All names in one namespace, of whatever labels, as those of Secrets; undefined where they may not be listed. */
export type Names = (namespace: string) => Promise<ReadonlySet<string> | undefined>;

/** So many of one namespace are asked for by name before its names are listed. */
const few = 2;

/**
 * What was listed once for all certificates of the process: cluster-wide, or namespace by namespace where that is
 * forbidden. What is learned of single objects later is newer than the list, and stands before it.
 */
export class Listing<E> {
  readonly #list: (namespace: string | undefined) => Promise<Entries<E>>;
  readonly #names: Names | undefined;
  readonly #lists = new Map<string, Promise<Entries<E> | "forbidden">>();
  readonly #missed = new Map<string, number>();
  readonly #named = new Map<string, ReturnType<Names>>();
  readonly #learned = new Map<string, E | undefined>();

  /**
   * `list` may reject as forbidden; any other failure is the caller's, and the next caller asks again. `names` is
   * asked where `list` selects and many are missed.
   */
  constructor(list: (namespace: string | undefined) => Promise<Entries<E>>, names?: Names) {
    this.#list = list;
    this.#names = names;
  }

  /**
   * The entry; "absent" where all names of the namespace are known and its is not among them; undefined where the
   * list holds none, which proves nothing; "forbidden" where there may be no list.
   */
  async find(at: Location): Promise<E | "absent" | "forbidden" | undefined> {
    const key = keyOf(at);
    if (this.#learned.has(key)) return this.#learned.get(key);
    const entries = await this.listed(at);
    if (entries === "forbidden") return entries;
    return entries.get(key) ?? ((await this.#lacks(at)) ? "absent" : undefined);
  }

  /** All that was listed, without what was learned since: cluster-wide, or of the location's namespace. */
  async listed(at: Location): Promise<Entries<E> | "forbidden"> {
    const everywhere = await this.#once(undefined);
    return everywhere === "forbidden" ? await this.#once(at.namespace) : everywhere;
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
    this.#missed.clear();
    this.#named.clear();
    this.#learned.clear();
  }

  /** Hundreds that are not there yet are not asked for one by one. */
  async #lacks({ namespace, secretName }: Location): Promise<boolean> {
    const missed = (this.#missed.get(namespace) ?? 0) + 1;
    this.#missed.set(namespace, missed);
    if (this.#names === undefined || missed <= few) return false;
    // A failure is that of the question by name, which is asked next.
    const named = this.#named.get(namespace) ?? this.#names(namespace).catch(() => undefined);
    this.#named.set(namespace, named);
    return (await named)?.has(secretName) === false;
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
