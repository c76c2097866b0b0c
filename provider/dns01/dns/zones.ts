import type { PropagationSpec } from "../../spec/dns01-spec.js";
import { remembered } from "../remembered.js";
import { NoAnswer, type ServerAddress, serverAt } from "./exchange.js";
import { firstAnswer, systemResolvers } from "./first-answer.js";
import { type Answer, addressIn, nameIn, recordType } from "./message.js";
import { isWithin, parentOf } from "./name.js";

/** One server of a zone, with every address that it has. */
export interface NameServer {
  readonly host: string;
  readonly addresses: readonly ServerAddress[];
}

/** Where a name stands: the zone that holds it, and what a CNAME at it points at. */
export interface Place {
  readonly zone: string;
  readonly cname?: string;
}

/** Finds zones, their servers and CNAMEs. What was found stays known for the life of the object. */
export class Zones {
  readonly resolvers: readonly ServerAddress[];
  readonly #authoritative: boolean;
  readonly #port: number;
  readonly #places = new Map<string, Promise<Place>>();
  readonly #servers = new Map<string, Promise<readonly NameServer[]>>();

  /** `authoritative: false` asks the resolvers alone; `port` is the zones' own servers', 53 but in a test. */
  constructor(
    { resolvers, authoritative }: Pick<PropagationSpec, "resolvers" | "authoritative">,
    port: number,
  ) {
    this.resolvers = resolvers.length > 0 ? resolvers : systemResolvers();
    this.#authoritative = authoritative;
    this.#port = port;
  }

  /** The place of a challenge's name. Rejects where no server tells. */
  placeOf(name: string, signal: AbortSignal): Promise<Place> {
    return remembered(this.#places, name, () => this.#find(name, signal));
  }

  /** The servers that the zone's NS records name. */
  serversOf(zone: string, signal: AbortSignal): Promise<readonly NameServer[]> {
    return remembered(this.#servers, zone, async () => {
      const { answer } = await this.#resolve(zone, recordType.NS, signal);
      const hosts = answer.filter(({ type }) => type === recordType.NS).map(nameIn);
      if (hosts.length === 0) throw new Error(`no NS records are found for the zone ${zone}`);
      return await Promise.all(
        hosts.map(async (host) => ({ host, addresses: await this.#addressesOf(host, signal) })),
      );
    });
  }

  /**
   * The name itself is asked for at authoritative servers alone: a resolver would remember that it is not there,
   * for as long as the zone's SOA says, and may be the one that the CA asks.
   */
  async #find(name: string, signal: AbortSignal): Promise<Place> {
    let zone = await this.#zoneAbove(parentOf(name) ?? "", signal);
    for (;;) {
      const answer = this.#authoritative
        ? await this.#askServersOf(zone, name, signal)
        : await this.#resolve(name, recordType.CNAME, signal);
      const cname = answer.answer.find((record) => record.type === recordType.CNAME && record.name === name);
      if (cname !== undefined) return { zone, cname: nameIn(cname) };
      const cut = this.#authoritative ? referralIn(answer, zone, name) : soaIn(answer, name);
      if (cut === undefined || cut === zone) return { zone };
      zone = cut;
    }
  }

  /** Up from the name to the first one that has an SOA record; where there is none, the server names the zone's. */
  async #zoneAbove(name: string, signal: AbortSignal): Promise<string> {
    for (let at: string | undefined = name; at !== undefined && at !== ""; at = parentOf(at)) {
      const zone = soaIn(await this.#resolve(at, recordType.SOA, signal), at);
      if (zone !== undefined && zone !== "") return zone;
    }
    throw new Error(`no zone is found for ${name}, asking ${this.resolvers.join(", ")}`);
  }

  async #addressesOf(host: string, signal: AbortSignal): Promise<ServerAddress[]> {
    const kinds = [recordType.A, recordType.AAAA];
    const answers = await Promise.all(kinds.map((type) => this.#resolve(host, type, signal)));
    return answers.flatMap(({ answer }) =>
      answer
        .filter(({ type }) => kinds.some((kind) => kind === type))
        .map((record) => serverAt(addressIn(record), this.#port)),
    );
  }

  async #askServersOf(zone: string, name: string, signal: AbortSignal): Promise<Answer> {
    const servers = await this.serversOf(zone, signal);
    const addresses = servers.flatMap((server) => server.addresses);
    try {
      return await firstAnswer(addresses, name, recordType.CNAME, { recursive: false, signal });
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      throw new Error(
        `${error.message}; where resolvers alone can be asked, set propagation.authoritative to false`,
        { cause: error },
      );
    }
  }

  #resolve(name: string, type: number, signal: AbortSignal): Promise<Answer> {
    return firstAnswer(this.resolvers, name, type, { recursive: true, signal });
  }
}

/** The zone of a name by the SOA record of an answer: the name's own, or the one that says how long nothing is there. */
export function soaIn({ answer, authority }: Answer, name: string): string | undefined {
  // Behind a CNAME the SOA record is that of another name.
  if (answer.some(({ type }) => type === recordType.CNAME)) return undefined;
  return [...answer, ...authority].find(
    ({ type, name: zone }) => type === recordType.SOA && isWithin(name, zone),
  )?.name;
}

/** A zone below this one to which a server refers whoever asks for the name. */
function referralIn({ authority }: Answer, zone: string, name: string): string | undefined {
  return authority.find(
    ({ type, name: cut }) =>
      type === recordType.NS && cut !== zone && isWithin(cut, zone) && isWithin(name, cut),
  )?.name;
}
