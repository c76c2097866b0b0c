import type { CredentialAccess } from "../../credential.js";
import type { CloudflareSpec } from "../../spec/dns-api-spec.js";
import { type DnsProvider, ttl } from "../dns-provider.js";
import type { Outside } from "../outside.js";
import { listOf, objectOf, parsed, textIn } from "../rest/json.js";
import { ApiRefusal, RestApi, type RestRequest } from "../rest/rest-api.js";
import { quoted, unquoted } from "../rest/txt-presentation.js";
import { singleRecords } from "../single-records.js";
import { zoneNames } from "../zone-names.js";

const origin = "https://api.cloudflare.com/client/v4";

/** Codes of "an identical record already exists": of another client, or of our own request sent twice. */
const alreadyThere = ["81057", "81058"];

/**
 * Cloudflare by an API token, with the permissions Zone: Read and DNS: Edit.
 *
 * @see https://developers.cloudflare.com/api/resources/dns/subresources/records/
 */
export function cloudflare(
  spec: CloudflareSpec,
  access: CredentialAccess,
  outside: Pick<Outside, "fetch" | "patience" | "now">,
): DnsProvider {
  const api = new RestApi("Cloudflare", outside, (text) => {
    const first = objectOf(listOf(parsed(text).errors)[0]);
    return { code: textIn(first.code), message: textIn(first.message) };
  });
  const to = async (method: RestRequest["method"], path: string, body?: object): Promise<RestRequest> => ({
    method,
    url: `${origin}${path}`,
    headers: {
      authorization: `Bearer ${await access.read(spec.apiToken)}`,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  /** Every result of a list, page after page. */
  const all = async (path: string, query: Record<string, string>, signal: AbortSignal) => {
    const results = [];
    for (let page = 1, pages = 1; page <= pages; page++) {
      const parameters = new URLSearchParams({ ...query, page: String(page) });
      const answer = objectOf(await api.json(await to("GET", `${path}?${parameters}`), signal));
      results.push(...listOf(answer.result).map(objectOf));
      pages = Number(objectOf(answer.result_info).total_pages ?? 1);
    }
    return results;
  };
  return singleRecords<string>({
    async zoneOf(record, signal) {
      const names = zoneNames(record);
      for (const name of names) {
        const zones = (await all("/zones", { name }, signal)).filter((zone) => zone.name === name);
        // A zone that moved away or was never delegated may stand beside the one that is served.
        const zone = zones.find(({ status }) => status === "active") ?? zones[0];
        const id = textIn(zone?.id);
        if (id !== undefined) return id;
      }
      throw new Error(
        `Cloudflare shows this token no zone that holds ${record.name} (asked for ${names.join(", ")}): is Zone: Read granted for it?`,
      );
    },
    async list(zone, name, signal) {
      const query = { type: "TXT", "name.exact": name, per_page: "100" };
      const records = await all(`/zones/${zone}/dns_records`, query, signal);
      return records
        .filter((record) => record.type === "TXT" && textIn(record.name)?.toLowerCase() === name)
        .map((record) => ({ id: textIn(record.id) ?? "", value: unquoted(textIn(record.content) ?? "") }));
    },
    async create(zone, name, value, signal) {
      const record = { type: "TXT", name, content: quoted(value), ttl };
      try {
        await api.send(await to("POST", `/zones/${zone}/dns_records`, record), signal);
      } catch (error) {
        if (!(error instanceof ApiRefusal && alreadyThere.includes(error.code ?? ""))) throw error;
      }
    },
    async delete(zone, id, signal) {
      await api.send(await to("DELETE", `/zones/${zone}/dns_records/${id}`), signal, [404]);
    },
  });
}
