import type { CredentialAccess } from "../../credential.js";
import type { Rfc2136Spec } from "../../spec/dns01-spec.js";
import { exchange } from "../dns/exchange.js";
import {
  type Answer,
  decodeMessage,
  encodeMessage,
  opcode,
  type ResourceRecord,
  recordClass,
  recordType,
  responseCodes,
  txtData,
} from "../dns/message.js";
import { messageId, query } from "../dns/query.js";
import { soaIn } from "../dns/zones.js";
import { type DnsProvider, type TxtRecords, ttl } from "../dns-provider.js";
import type { Outside } from "../outside.js";
import { signMessage, TsigFailure, type TsigKey, verifiedAnswer } from "./tsig.js";

/** A name server that takes dynamic updates (RFC 2136), one for each zone and step. */
export function rfc2136(
  spec: Rfc2136Spec,
  access: CredentialAccess,
  outside: Pick<Outside, "now">,
): DnsProvider {
  const server = new UpdateServer(spec, access, outside.now);
  return {
    add: (records, signal) => server.update(records, { class: recordClass.IN, ttl }, signal),
    // Class NONE deletes the record whose data is exactly this one (RFC 2136, 2.5.4).
    remove: (records, signal) => server.update(records, { class: recordClass.NONE, ttl: 0 }, signal),
  };
}

class UpdateServer {
  readonly #spec: Rfc2136Spec;
  readonly #access: CredentialAccess;
  readonly #now: () => number;

  constructor(spec: Rfc2136Spec, access: CredentialAccess, now: () => number) {
    this.#spec = spec;
    this.#access = access;
    this.#now = now;
  }

  async update(
    records: readonly TxtRecords[],
    as: Pick<ResourceRecord, "class" | "ttl">,
    signal: AbortSignal,
  ): Promise<void> {
    const key = await this.#key();
    const zones = new Map<string, ResourceRecord[]>();
    for (const { name, zone: seen, values } of records) {
      const zone = (await this.#zoneOf(name, signal)) ?? seen;
      const changes = values.map((value) => ({ name, type: recordType.TXT, data: txtData(value), ...as }));
      zones.set(zone, [...(zones.get(zone) ?? []), ...changes]);
    }
    for (const [zone, changes] of zones) await this.#send(zone, changes, key, signal);
  }

  /** The server's own zones count: what it serves inside may be divided otherwise than what the world sees. */
  async #zoneOf(name: string, signal: AbortSignal): Promise<string | undefined> {
    const how = { recursive: false, signal };
    const answer = await query(this.#spec.nameserver, name, recordType.SOA, how);
    return answer.authoritative ? soaIn(answer, name) : undefined;
  }

  async #key(): Promise<TsigKey | undefined> {
    const { tsig } = this.#spec;
    if (tsig === undefined) return undefined;
    const { keyName: name, algorithm } = tsig;
    return { name, algorithm, secret: Buffer.from(await this.#access.read(tsig.secret), "base64") };
  }

  async #send(
    zone: string,
    authority: readonly ResourceRecord[],
    key: TsigKey | undefined,
    signal: AbortSignal,
  ): Promise<void> {
    const question = { name: zone, type: recordType.SOA };
    const message = encodeMessage({ id: messageId(), opcode: opcode.UPDATE, question, authority });
    const { rcode } = await this.#exchange(message, key, signal);
    if (rcode === 0) return;
    const code = responseCodes[rcode] ?? `rcode ${rcode}`;
    throw new Error(
      `the name server ${this.#spec.nameserver} refuses to change ${authority[0]?.name} in the zone ${zone}: it answers ${code}${reasons[code] ?? ""}`,
    );
  }

  async #exchange(message: Buffer, key: TsigKey | undefined, signal: AbortSignal): Promise<Answer> {
    const { nameserver, protocol } = this.#spec;
    const seconds = () => Math.floor(this.#now() / 1000);
    if (key === undefined) return decodeMessage(await exchange(nameserver, message, protocol, signal));
    const { signed, mac } = signMessage(message, key, seconds());
    const bytes = await exchange(nameserver, signed, protocol, signal);
    try {
      return verifiedAnswer(bytes, key, mac, seconds());
    } catch (error) {
      if (!(error instanceof TsigFailure)) throw error;
      throw new Error(`the name server ${nameserver} took no update: ${error.message}`, { cause: error });
    }
  }
}

/** What the answers mean that a person can mend (RFC 2136, 3.1 and 3.3). */
const reasons: Readonly<Record<string, string>> = {
  REFUSED: ": its policy does not let this key, or this address, change the record",
  NOTAUTH: ": it is not the primary of that zone",
  NOTIMP: ": it takes no dynamic updates",
  SERVFAIL: ": it could not write the zone, or not reach its primary",
};
