import { formatKeptOrder, type KeptOrder, parseKeptOrder } from "./acme/kept-order.js";
import { CertificateError } from "./errors.js";
import { formatInstant, type Instant } from "./spec/instant.js";
import type { Location, Store, Version } from "./store/port.js";

/**
 * The order in progress of one certificate, as it is kept in the store. Only who wrote it in the version that was seen
 * last goes on with it: of two processes the slower one meets a conflict before it finalises anything.
 */
export class OrderKeeper {
  readonly #store: Store;
  readonly #at: Location;
  readonly #owner: string;
  #version: Version | "absent";
  #kept: KeptOrder | undefined;

  private constructor(store: Store, at: Location, owner: string, version: Version | "absent") {
    this.#store = store;
    this.#at = at;
    this.#owner = owner;
    this.#version = version;
  }

  static async open(store: Store, at: Location, owner: string): Promise<OrderKeeper> {
    const reading = await store.readOrder(at);
    const isThere = reading.state === "read";
    const keeper = new OrderKeeper(store, at, owner, isThere ? reading.version : "absent");
    keeper.#kept = isThere ? parseKeptOrder(reading.text) : undefined;
    return keeper;
  }

  /** What is kept for this specification. */
  keptFor(specification: string): KeptOrder | undefined {
    return this.#kept?.specification === specification ? this.#kept : undefined;
  }

  async keep(kept: KeptOrder): Promise<void> {
    const text = formatKeptOrder(kept);
    this.#version = await this.#store.writeOrder(this.#at, text, this.#version, this.#owner);
    this.#kept = kept;
  }

  /** When all that it was kept for is written. */
  async drop(): Promise<void> {
    if (this.#version === "absent") return;
    await this.#store.removeOrder(this.#at, this.#version);
    this.#version = "absent";
    this.#kept = undefined;
  }
}

/** Removes what a killed process left of a certificate that is not wanted any more. */
export async function dropOrder(store: Store, at: Location): Promise<void> {
  const reading = await store.readOrder(at);
  if (reading.state === "read") await store.removeOrder(at, reading.version);
}

/** The third refusal in a row and those after it are followed by pauses: CAs count them by the hour. */
const freeFailures = 2;
const firstPause = 600_000;
const longestPause = 3_600_000;

/** From when on a specification that was refused so many times in a row may be tried again. */
export function pauseAfter(failures: number, now: Instant): Instant | undefined {
  if (failures <= freeFailures) return undefined;
  return now + Math.min(firstPause * 2 ** (failures - freeFailures - 1), longestPause);
}

/** @throws while what was refused is not to be tried again. */
export function refuseHaste(certificate: string, kept: KeptOrder | undefined, now: Instant): void {
  if (kept?.retryAt === undefined || now >= kept.retryAt) return;
  const often = kept.failures > 1 ? `, after ${kept.failures} refusals in a row` : "";
  throw new CertificateError(
    `${certificate} was not ordered: it is not tried again before ${formatInstant(kept.retryAt)}${often}: ${kept.said ?? "the CA did not say why"}`,
    "The CA was asked nothing",
    "Mend the cause and run pulumi up after that instant; a changed specification is tried at once",
  );
}
