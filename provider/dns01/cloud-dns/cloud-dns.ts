import type { CredentialAccess } from "../../credential.js";
import type { CloudDNSSpec } from "../../spec/dns-api-spec.js";
import { type DnsProvider, ttl } from "../dns-provider.js";
import type { Outside } from "../outside.js";
import { recordSets } from "../record-sets.js";
import { type JsonObject, listOf, objectOf, reasonAt, textIn } from "../rest/json.js";
import { ApiRefusal, RestApi, type RestRequest } from "../rest/rest-api.js";
import { keptToken } from "../rest/token.js";
import { quoted, unquoted } from "../rest/txt-presentation.js";
import { until } from "../rest/until.js";
import { zoneNames } from "../zone-names.js";
import { googleToken } from "./google-identity.js";

/** With these a change is refused whose deletion is not what is there, or whose addition is (409, 412; 404 of a set). */
const conflicts = [404, 409, 412];

/**
 * Google Cloud DNS. One set is replaced by a change that deletes what was read and adds the new one, which Google
 * refuses where another one stands there.
 *
 * @see https://cloud.google.com/dns/docs/reference/rest/v1/changes
 */
export function cloudDNS(spec: CloudDNSSpec, access: CredentialAccess, outside: Outside): DnsProvider {
  const origin = `https://dns.googleapis.com/dns/v1/projects/${encodeURIComponent(spec.project)}`;
  const api = new RestApi("Cloud DNS", outside, reasonAt("code", "message"));
  const token = keptToken((signal) => googleToken(spec.identity, access, outside, signal), outside.now);
  const ask = async (
    method: RestRequest["method"],
    path: string,
    signal: AbortSignal,
    body?: object,
  ): Promise<JsonObject> => {
    const request = {
      method,
      url: `${origin}${path}`,
      headers: {
        authorization: `Bearer ${await token(signal)}`,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    };
    return objectOf(await api.json(request, signal));
  };
  /** Every member of a list, page after page. */
  const all = async (path: string, field: string, query: Record<string, string>, signal: AbortSignal) => {
    const members: JsonObject[] = [];
    for (let pageToken = ""; ; ) {
      const parameters = new URLSearchParams({ ...query, ...(pageToken === "" ? {} : { pageToken }) });
      const page = await ask("GET", `${path}?${parameters}`, signal);
      members.push(...listOf(page[field]).map(objectOf));
      pageToken = textIn(page.nextPageToken) ?? "";
      if (pageToken === "") return members;
    }
  };
  return recordSets<string, JsonObject | undefined>({
    async zoneOf(record, signal) {
      if (spec.hostedZoneName !== undefined) return spec.hostedZoneName;
      for (const name of zoneNames(record)) {
        const zones = (await all("/managedZones", "managedZones", { dnsName: `${name}.` }, signal)).filter(
          (zone) => zone.dnsName === `${name}.` && zone.visibility !== "private",
        );
        if (zones.length > 1)
          throw new Error(
            `the project ${spec.project} has ${zones.length} public managed zones for ${name} (${zones.map((zone) => textIn(zone.name)).join(", ")}): give hostedZoneName`,
          );
        const found = textIn(zones[0]?.name);
        if (found !== undefined) return found;
      }
      throw new Error(
        `the project ${spec.project} has no public managed zone that holds ${record.name} (asked for ${zoneNames(record).join(", ")})`,
      );
    },
    async read(zone, name, signal) {
      const query = { name: `${name}.`, type: "TXT" };
      const sets = await all(`/managedZones/${zone}/rrsets`, "rrsets", query, signal);
      const set = sets.find((one) => one.name === `${name}.` && one.type === "TXT");
      if (set?.routingPolicy !== undefined)
        throw new Error(`the TXT records at ${name} have a routing policy, which no value can be added to`);
      return { values: listOf(set?.rrdatas).map((text) => unquoted(textIn(text) ?? "")), state: set };
    },
    async write(zone, name, values, { state: before }, signal) {
      const rrdatas = values.map(quoted);
      const after = { name: `${name}.`, type: "TXT", ttl: Number(before?.ttl ?? ttl), rrdatas };
      const deletions = before === undefined ? [] : [setOf(before)];
      const change = { additions: values.length === 0 ? [] : [after], deletions };
      try {
        const made = await ask("POST", `/managedZones/${zone}/changes`, signal, change);
        return { change: made.status === "done" ? undefined : textIn(made.id) };
      } catch (error) {
        if (error instanceof ApiRefusal && conflicts.includes(error.status)) return { conflict: error };
        throw error;
      }
    },
    settled: (zone, change, signal) =>
      until(
        async () => (await ask("GET", `/managedZones/${zone}/changes/${change}`, signal)).status === "done",
        `Cloud DNS took the change ${change}, but time was over before all its servers had it`,
        signal,
      ),
  });
}

/** What of a set, as it was read, names it in a deletion. */
function setOf({ name, type, ttl, rrdatas }: JsonObject): object {
  return { name, type, ttl, rrdatas };
}
