import { setTimeout as sleep } from "node:timers/promises";
import type { PropagationSpec } from "../spec/dns01-spec.js";
import { NoAnswer, type ServerAddress } from "./dns/exchange.js";
import { recordType, responseCodes, textIn } from "./dns/message.js";
import { query } from "./dns/query.js";
import type { NameServer, Zones } from "./dns/zones.js";
import type { TxtRecords } from "./dns-provider.js";

/** Milliseconds between two rounds of questions: at first for a server beside us, then for a provider's network. */
const firstPause = 50;
const longestPause = 1_000;
/** A server that was silent for so many rounds is passed over where the others agree: the CA asks another one, too. */
const patience = 3;

interface Asked {
  readonly server: NameServer;
  silent: number;
  /** What it lacks or why it is silent, for whoever waits in vain; undefined once all is seen there. */
  missing: string | undefined;
}

/** What is to be seen at a name before the CA is told to look. */
export interface Wanted {
  readonly name: string;
  readonly zone: string;
  /** What is wrong with the values that a server shows, as a predicate of the server; undefined once nothing is. */
  readonly lacking: (there: readonly string[]) => string | undefined;
  /** Begins what is said when it was waited for in vain. */
  readonly inVain: string;
}

/**
 * Resolves once every authoritative server of the zone, or every resolver, shows all the values, and the delay is
 * over. Rejects when the signal aborts, with what is missing where.
 */
export async function awaitPropagation(
  { name, zone, values }: TxtRecords,
  spec: PropagationSpec,
  zones: Zones,
  signal: AbortSignal,
): Promise<void> {
  const lacking = (there: readonly string[]) => {
    const count = values.filter((value) => !there.includes(value)).length;
    return count === 0 ? undefined : `lacks ${count} of ${values.length} values`;
  };
  const inVain = `the TXT record ${name} was written, but time was over before every name server showed it`;
  await awaitSeen({ name, zone, lacking, inVain }, spec, zones, signal);
}

/** The same for whatever is wanted there. */
export async function awaitSeen(
  wanted: Wanted,
  spec: PropagationSpec,
  zones: Zones,
  signal: AbortSignal,
): Promise<void> {
  const servers = spec.authoritative
    ? await zones.serversOf(wanted.zone, signal)
    : zones.resolvers.map((address) => ({ host: "the resolver", addresses: [address] }));
  const asked = servers.map((server): Asked => ({ server, silent: 0, missing: "it was not asked" }));
  try {
    for (let pause = firstPause; !(await isSeen(asked, wanted, spec, signal)); pause *= 2)
      await sleep(Math.min(pause, longestPause), undefined, { signal });
    if (spec.delay > 0) await sleep(spec.delay, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
    throw new Error(waitedInVain(wanted, asked), { cause: signal.reason });
  }
}

async function isSeen(
  asked: readonly Asked[],
  wanted: Wanted,
  spec: PropagationSpec,
  signal: AbortSignal,
): Promise<boolean> {
  await Promise.all(
    asked
      .filter(({ missing }) => missing !== undefined)
      .map((one) => askServer(one, wanted, !spec.authoritative, signal)),
  );
  const pending = asked.filter(({ missing }) => missing !== undefined);
  return pending.length < asked.length && pending.every(({ silent }) => silent >= patience);
}

/** Asks one server at each of its addresses: all that answer must agree. */
async function askServer(one: Asked, wanted: Wanted, recursive: boolean, signal: AbortSignal): Promise<void> {
  const answers = await Promise.all(
    one.server.addresses.map((address) => missingAt(address, wanted, recursive, signal)),
  );
  const lacking = answers.find((answer) => answer !== undefined && !answer.silent);
  const heard = answers.some((answer) => answer === undefined || !answer.silent);
  one.silent = heard ? 0 : one.silent + 1;
  one.missing = heard ? lacking?.why : (answers[0]?.why ?? `${one.server.host} has no address`);
}

async function missingAt(
  address: ServerAddress,
  { name, lacking }: Wanted,
  recursive: boolean,
  signal: AbortSignal,
): Promise<{ readonly why: string; readonly silent: boolean } | undefined> {
  try {
    const { answer, rcode } = await query(address, name, recordType.TXT, { recursive, signal });
    const there = answer.filter(({ type }) => type === recordType.TXT).map(textIn);
    const lack = lacking(there);
    if (lack === undefined) return undefined;
    const cname = answer.some(({ type, name: owner }) => type === recordType.CNAME && owner === name);
    const found = cname
      ? "a CNAME, which cnameStrategy: Follow would follow"
      : `${responseCodes[rcode] ?? `rcode ${rcode}`}, ${there.length} other TXT values`;
    return { why: `${address} ${lack} (${found})`, silent: false };
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    return { why: error.message, silent: true };
  }
}

function waitedInVain({ inVain }: Wanted, asked: readonly Asked[]): string {
  const missing = asked.flatMap(({ server, missing: why }) =>
    why === undefined ? [] : [`${server.host}: ${why}`],
  );
  const where = missing.length === 0 ? "the delay was not over" : missing.join("; ");
  return `${inVain}: ${where}`;
}
