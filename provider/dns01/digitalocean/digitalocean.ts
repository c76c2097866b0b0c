import type { CredentialAccess } from "../../credential.js";
import type { DigitalOceanSpec } from "../../spec/dns-api-spec.js";
import { type DnsProvider, ttl } from "../dns-provider.js";
import type { Outside } from "../outside.js";
import { listOf, objectOf, reasonAt, textIn } from "../rest/json.js";
import { RestApi, type RestRequest } from "../rest/rest-api.js";
import { singleRecords } from "../single-records.js";
import { relativeName, zoneNames } from "../zone-names.js";

const origin = "https://api.digitalocean.com/v2/domains";

/**
 * DigitalOcean.
 *
 * @see https://docs.digitalocean.com/reference/api/digitalocean/#tag/Domain-Records
 */
export function digitalocean(
  spec: DigitalOceanSpec,
  access: CredentialAccess,
  outside: Pick<Outside, "fetch" | "patience" | "now">,
): DnsProvider {
  const api = new RestApi("DigitalOcean", outside, reasonAt("id", "message"));
  const to = async (method: RestRequest["method"], path: string, body?: object): Promise<RestRequest> => ({
    method,
    url: `${origin}/${path}`,
    headers: {
      authorization: `Bearer ${await access.read(spec.token)}`,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return singleRecords<string>({
    async zoneOf(record, signal) {
      for (const name of zoneNames(record)) {
        const { status } = await api.send(await to("GET", name), signal, [404]);
        if (status !== 404) return name;
      }
      throw new Error(
        `DigitalOcean has no domain that holds ${record.name} (asked for ${zoneNames(record).join(", ")})`,
      );
    },
    async list(zone, name, signal) {
      const records = [];
      for (let page = 1, isLast = false; !isLast; page++) {
        const query = new URLSearchParams({ type: "TXT", name, per_page: "200", page: String(page) });
        const answer = objectOf(await api.json(await to("GET", `${zone}/records?${query}`), signal));
        records.push(...listOf(answer.domain_records).map(objectOf));
        isLast = textIn(objectOf(objectOf(answer.links).pages).next) === undefined;
      }
      const own = relativeName(name, zone);
      return records
        .filter((record) => record.type === "TXT" && record.name === own)
        .map((record) => ({ id: textIn(record.id) ?? "", value: textIn(record.data) ?? "" }));
    },
    async create(zone, name, value, signal) {
      const record = { type: "TXT", name: relativeName(name, zone), data: value, ttl };
      await api.send(await to("POST", `${zone}/records`, record), signal);
    },
    async delete(zone, id, signal) {
      await api.send(await to("DELETE", `${zone}/records/${id}`), signal, [404]);
    },
  });
}
