import { formatInstant, type Instant } from "../spec/instant.js";
import { type Authorization, type Provers, prove } from "./authorizations.js";
import { chooseChain } from "./chains.js";
import type { AcmeClient } from "./client.js";
import { type Patience, poll } from "./poll.js";
import { AcmeProblem, describeProblem, type Identifier, readProblem } from "./problem.js";

/** What is ordered. */
export interface OrderWishes {
  readonly identifiers: readonly Identifier[];
  readonly profile?: string | undefined;
  /** The certificate that it takes the place of. @see RFC 9773, section 5 */
  readonly replaces?: string | undefined;
}

/** @see RFC 8555, section 7.1.3 */
export interface Order {
  readonly status: "pending" | "ready" | "processing" | "valid" | "invalid";
  readonly expires?: string;
  readonly authorizations: readonly string[];
  readonly finalize: string;
  readonly certificate?: string;
  readonly error?: unknown;
}

/** An order that the CA gave up: another one may be placed. */
export class InvalidOrder extends Error {
  override readonly name = "InvalidOrder";
}

export interface Placed {
  readonly url: string;
  readonly expires: Instant;
  /** As it was then. */
  readonly order: Order;
}

/** A day: less than any known CA keeps one, where it does not say. */
const shortLife = 86_400_000;

/** Places an order, which nobody but the CA knows of until the caller keeps its URL. @see RFC 8555, section 7.4 */
export async function placeOrder(client: AcmeClient, wishes: OrderWishes, now: Instant): Promise<Placed> {
  const { identifiers, profile, replaces } = wishes;
  refuseUnknownProfile(client, profile);
  try {
    const { headers, data } = await client.post(client.directory.newOrder, {
      identifiers,
      ...(profile === undefined ? {} : { profile }),
      ...(replaces === undefined ? {} : { replaces }),
    });
    if (headers.location === undefined) throw new Error("the ACME server names no URL for the order");
    const order = data as Order;
    const named = Date.parse(String(order.expires));
    return { url: headers.location, expires: Number.isNaN(named) ? now + shortLife : named, order };
  } catch (error) {
    // The certificate that it replaces is unknown there, or was replaced already: that is no reason to have none.
    if (replaces === undefined || !(error instanceof AcmeProblem) || !isOfReplaces(error)) throw error;
    return await placeOrder(client, { identifiers, profile }, now);
  }
}

function isOfReplaces(error: AcmeProblem): boolean {
  return error.status === 409 || error.is("alreadyReplaced") || error.is("malformed");
}

function refuseUnknownProfile({ directory }: AcmeClient, profile: string | undefined): void {
  const offered = Object.keys(directory.meta?.profiles ?? {});
  if (profile === undefined || offered.includes(profile)) return;
  const list = offered.length === 0 ? "it offers none" : `it offers ${offered.join(", ")}`;
  throw new Error(`the CA has no profile ${profile}: ${list}`);
}

export interface Fulfilment {
  /** The order as it was placed; absent where it was placed by another process. */
  readonly placed?: Order | undefined;
  /** DER of the request, made when the CA is ready for it. */
  readonly csr: () => Buffer;
  readonly provers: Provers;
  readonly preferredChain?: string | undefined;
  readonly patience: Patience;
}

/**
 * The certificate of an order, leaf first, from whatever state it is in: so a killed process goes on where it was.
 * Rejects with {@link InvalidOrder} where the CA has given it up.
 *
 * @see RFC 8555, section 7.1.6 (the states) and 7.4
 */
export async function fulfil(client: AcmeClient, url: string, fulfilment: Fulfilment): Promise<string> {
  const { provers, patience } = fulfilment;
  let order = fulfilment.placed ?? ((await client.read(url)).data as Order);
  for (;;) {
    switch (order.status) {
      case "pending": {
        const authorizations = await prove(client, order.authorizations, provers, patience);
        if (authorizations.some(({ status }) => status !== "valid"))
          throw new InvalidOrder(refusals(authorizations));
        order = await poll<Order>(client, url, ["pending"], patience);
        break;
      }
      case "ready":
        order = await finalize(client, url, order, fulfilment);
        break;
      case "processing":
        order = await poll<Order>(client, url, ["processing"], patience);
        break;
      case "valid":
        if (order.certificate === undefined) throw new Error("the order is valid and names no certificate");
        return await chooseChain(client, order.certificate, fulfilment.preferredChain);
      default:
        throw new InvalidOrder(await lastWords(client, order));
    }
  }
}

async function finalize(client: AcmeClient, url: string, order: Order, { csr, patience }: Fulfilment) {
  try {
    const answer = await client.post(order.finalize, { csr: csr().toString("base64url") });
    return await poll<Order>(client, url, ["processing"], patience, answer);
  } catch (error) {
    // An answer that was lost on its way: the order has moved on, and says where to.
    if (!(error instanceof AcmeProblem) || !error.is("orderNotReady")) throw error;
    return (await client.read(url)).data as Order;
  }
}

/** Every refusal, with its name; empty where all are proven. */
export function refusals(authorizations: readonly Authorization[]): string {
  const said = authorizations.flatMap(({ identifier, status, challenges }) => {
    if (status === "valid") return [];
    const problems = challenges.flatMap(({ error }) => readProblem(error) ?? []);
    const [first] = problems;
    return [`${identifier.value}: ${first === undefined ? `it is ${status}` : describeProblem(first)}`];
  });
  return said.join("; ");
}

async function lastWords(client: AcmeClient, order: Order): Promise<string> {
  const problem = readProblem(order.error);
  const authorizations = await Promise.all(
    order.authorizations.map(async (url) => (await client.read(url)).data as Authorization),
  );
  const refused = refusals(authorizations);
  const ended =
    order.expires === undefined ? "" : `, and ended on ${formatInstant(Date.parse(order.expires))}`;
  return (
    [problem === undefined ? undefined : describeProblem(problem), refused]
      .filter((text) => text !== undefined && text !== "")
      .join("; ") || `the order is ${order.status}${ended}`
  );
}
