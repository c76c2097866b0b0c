import type { CredentialAccess } from "../../credential.js";
import type { Route53Spec } from "../../spec/dns-api-spec.js";
import { type DnsProvider, type TxtRecords, ttl } from "../dns-provider.js";
import type { Outside } from "../outside.js";
import { type RecordSet, recordSets, type Written } from "../record-sets.js";
import { ApiRefusal, type RestAnswer, RestApi, type RestRequest } from "../rest/rest-api.js";
import { quoted, unquoted } from "../rest/txt-presentation.js";
import { until } from "../rest/until.js";
import { zoneNames } from "../zone-names.js";
import { AwsIdentity } from "./identity.js";
import { signedHeaders } from "./signature.js";
import { awsReason, elements, escaped, textAt } from "./xml.js";

/** The set as it was read: what a deletion must repeat to the letter. */
interface Exact {
  readonly ttl: number;
  readonly texts: readonly string[];
}

/**
 * Route 53. One set is replaced by its deletion and its creation in one batch, which AWS refuses where the set is not
 * the one that was read.
 *
 * @see https://docs.aws.amazon.com/Route53/latest/APIReference/API_ChangeResourceRecordSets.html
 */
export function route53(spec: Route53Spec, access: CredentialAccess, outside: Outside): DnsProvider {
  const api = new Route53(spec, new AwsIdentity(spec, access, outside), outside);
  return recordSets<string, Exact | undefined>({
    zoneOf: async (record, signal) => spec.hostedZoneID ?? (await api.zoneOf(record, signal)),
    read: (zone, name, signal) => api.read(zone, name, signal),
    write: (zone, name, values, before, signal) => api.write(zone, name, values, before.state, signal),
    settled: (_, change, signal) =>
      until(
        async () => textAt(await api.get(`/change/${change}`, {}, signal), "Status") === "INSYNC",
        `Route 53 took the change ${change}, but time was over before all its servers had it`,
        signal,
      ),
  });
}

class Route53 {
  readonly #identity: AwsIdentity;
  readonly #now: () => number;
  readonly #api: RestApi;
  readonly #origin: string;
  readonly #region: string;

  constructor(spec: Route53Spec, identity: AwsIdentity, outside: Outside) {
    this.#identity = identity;
    this.#now = outside.now;
    this.#api = new RestApi("Route 53", outside, awsReason, ["Throttling", "PriorRequestNotComplete"]);
    const region = spec.region ?? identity.region;
    // Route 53 has one endpoint in each partition.
    const [host, signs] = region.startsWith("cn-")
      ? ["route53.amazonaws.com.cn", "cn-northwest-1"]
      : region.startsWith("us-gov-")
        ? ["route53.us-gov.amazonaws.com", "us-gov-west-1"]
        : ["route53.amazonaws.com", "us-east-1"];
    this.#origin = `https://${host}/2013-04-01`;
    this.#region = signs;
  }

  async zoneOf(record: TxtRecords, signal: AbortSignal): Promise<string> {
    for (const name of zoneNames(record)) {
      const zones = (await this.#zonesFrom(name, signal)).filter((zone) => zone.name === name);
      if (zones.length > 1)
        throw new Error(
          `Route 53 has ${zones.length} public hosted zones ${name} (${zones.map(({ id }) => id).join(", ")}): give hostedZoneID`,
        );
      if (zones[0] !== undefined) return zones[0].id;
    }
    throw new Error(
      `Route 53 has no public hosted zone that holds ${record.name} (asked for ${zoneNames(record).join(", ")})`,
    );
  }

  /** The public zones of a name: zones are listed in its order from it on, page after page. */
  async #zonesFrom(name: string, signal: AbortSignal): Promise<{ id: string; name: string }[]> {
    const found: { id: string; name: string }[] = [];
    let from: Record<string, string> = { dnsname: `${name}.` };
    for (;;) {
      const page = await this.get("/hostedzonesbyname", from, signal);
      const zones = elements(page, "HostedZone").map((zone) => ({
        id: (textAt(zone, "Id") ?? "").replace(/^\/hostedzone\//, ""),
        name: plain(textAt(zone, "Name")),
        isPrivate: textAt(zone, "PrivateZone") === "true",
      }));
      found.push(...zones.filter((zone) => zone.name === name && !zone.isPrivate));
      const next = textAt(page, "NextDNSName");
      if (textAt(page, "IsTruncated") !== "true" || next === undefined || plain(next) !== name) return found;
      from = { dnsname: next, hostedzoneid: textAt(page, "NextHostedZoneId") ?? "" };
    }
  }

  async read(zone: string, name: string, signal: AbortSignal): Promise<RecordSet<Exact | undefined>> {
    const query = { name: `${name}.`, type: "TXT", maxitems: "1" };
    const page = await this.get(`/hostedzone/${zone}/rrset`, query, signal);
    const set = elements(page, "ResourceRecordSet").find(
      (one) => plain(textAt(one, "Name")) === name && textAt(one, "Type") === "TXT",
    );
    if (set === undefined) return { values: [], state: undefined };
    if (textAt(set, "SetIdentifier") !== undefined)
      throw new Error(`the TXT records at ${name} have a routing policy, which no value can be added to`);
    const texts = elements(set, "ResourceRecord").map((one) => textAt(one, "Value") ?? "");
    return { values: texts.map(unquoted), state: { ttl: Number(textAt(set, "TTL")), texts } };
  }

  async write(
    zone: string,
    name: string,
    values: readonly string[],
    before: Exact | undefined,
    signal: AbortSignal,
  ): Promise<Written> {
    const kept = new Map(before?.texts.map((text) => [unquoted(text), text]));
    const after = { ttl: before?.ttl ?? ttl, texts: values.map((value) => kept.get(value) ?? quoted(value)) };
    const changes = [
      ...(before === undefined ? [] : [change("DELETE", name, before)]),
      ...(values.length === 0 ? [] : [change("CREATE", name, after)]),
    ];
    const body = `<?xml version="1.0" encoding="UTF-8"?><ChangeResourceRecordSetsRequest xmlns="https://route53.amazonaws.com/doc/2013-04-01/"><ChangeBatch><Changes>${changes.join("")}</Changes></ChangeBatch></ChangeResourceRecordSetsRequest>`;
    try {
      const request = { method: "POST" as const, path: `/hostedzone/${zone}/rrset`, body };
      const { text } = await this.#send(request, signal);
      return { change: textAt(text, "Id")?.replace(/^\/change\//, "") };
    } catch (error) {
      if (error instanceof ApiRefusal && error.code === "InvalidChangeBatch") return { conflict: error };
      throw error;
    }
  }

  async get(path: string, query: Readonly<Record<string, string>>, signal: AbortSignal): Promise<string> {
    const parameters = new URLSearchParams(query).toString();
    return (await this.#send({ method: "GET", path: `${path}${parameters && `?${parameters}`}` }, signal))
      .text;
  }

  async #send(
    { method, path, body }: Pick<RestRequest, "method" | "body"> & { readonly path: string },
    signal: AbortSignal,
  ): Promise<RestAnswer> {
    const credentials = await this.#identity.credentials(signal);
    const headers = body === undefined ? {} : { "content-type": "application/xml" };
    const request = {
      method,
      url: `${this.#origin}${path}`,
      headers,
      ...(body === undefined ? {} : { body }),
    };
    const scope = { region: this.#region, service: "route53", now: this.#now() };
    return await this.#api.send({ ...request, headers: signedHeaders(request, credentials, scope) }, signal);
  }
}

function change(action: "CREATE" | "DELETE", name: string, set: Exact): string {
  const records = set.texts.map((text) => `<ResourceRecord><Value>${escaped(text)}</Value></ResourceRecord>`);
  return `<Change><Action>${action}</Action><ResourceRecordSet><Name>${escaped(name)}.</Name><Type>TXT</Type><TTL>${set.ttl}</TTL><ResourceRecords>${records.join("")}</ResourceRecords></ResourceRecordSet></Change>`;
}

/** A name as we write it: AWS ends it with a dot and writes rare characters as octal numbers. */
function plain(name = ""): string {
  const text = name.replaceAll(/\\([0-7]{3})/g, (_, octal: string) =>
    String.fromCharCode(Number.parseInt(octal, 8)),
  );
  return text.replace(/\.$/, "").toLowerCase();
}
