import { formatInstant, type Instant, parseInstant } from "../spec/instant.js";

/**
 * What is kept of an order from the moment that its URL is known until its certificate is written: enough for another
 * process to go on with it. It holds the private key, so it is kept as a Secret is.
 */
export interface KeptOrder {
  /** Hash of what was asked for and of whom: an order for anything else is no beginning. */
  readonly specification: string;
  /** Absent where the last one ended, and only its failures are kept. */
  readonly order?: {
    readonly url: string;
    /** From when on the CA knows nothing of it. */
    readonly expires: Instant;
    /** Empty where the key is the user's. */
    readonly privateKeyPem: string;
  };
  /** The CA's refusals in a row, of a certificate that was never issued since. */
  readonly failures: number;
  /** From when on it may be tried again, by the CA's word or by our own. */
  readonly retryAt?: Instant;
  /** What was said, fit to print. */
  readonly said?: string;
}

export function formatKeptOrder({ order, retryAt, ...rest }: KeptOrder): string {
  return JSON.stringify({
    version: 1,
    ...rest,
    ...(order === undefined ? {} : { order: { ...order, expires: formatInstant(order.expires) } }),
    ...(retryAt === undefined ? {} : { retryAt: formatInstant(retryAt) }),
  });
}

/** Undefined where the text is none: what cannot be read is begun anew, since the CA still knows its own part. */
export function parseKeptOrder(text: string): KeptOrder | undefined {
  try {
    const { version, specification, order, failures, retryAt, said } = JSON.parse(text);
    if (version !== 1 || typeof specification !== "string") return undefined;
    const expires = parseInstant(String(order?.expires));
    const until = parseInstant(String(retryAt));
    const { url, privateKeyPem } = order ?? {};
    const isOrder = expires !== undefined && typeof url === "string" && typeof privateKeyPem === "string";
    return {
      specification,
      failures: Number.isInteger(failures) ? failures : 0,
      ...(isOrder ? { order: { url, expires, privateKeyPem } } : {}),
      ...(until === undefined ? {} : { retryAt: until }),
      ...(typeof said === "string" ? { said } : {}),
    };
  } catch {
    return undefined;
  }
}
