import type { CredentialAccess } from "../../credential.js";
import type { AzureDNSSpec } from "../../spec/dns-api-spec.js";
import { type DnsProvider, ttl } from "../dns-provider.js";
import type { Outside } from "../outside.js";
import { recordSets } from "../record-sets.js";
import { type JsonObject, listOf, objectOf, parsed, reasonAt, textIn } from "../rest/json.js";
import { type RestAnswer, RestApi, type RestRequest } from "../rest/rest-api.js";
import { keptToken } from "../rest/token.js";
import { relativeName, zoneFor } from "../zone-names.js";
import { azureClouds, azureToken } from "./azure-identity.js";

const version = "api-version=2018-05-01";
const preconditionFailed = 412;

/**
 * Azure DNS. One set is replaced where its entity tag is the one that was read.
 *
 * @see https://learn.microsoft.com/en-us/rest/api/dns/record-sets/create-or-update
 */
export function azureDNS(spec: AzureDNSSpec, access: CredentialAccess, outside: Outside): DnsProvider {
  const { management } = azureClouds[spec.environment];
  const [subscription, group] = [spec.subscriptionID, spec.resourceGroupName].map(encodeURIComponent);
  const zones = `${management}/subscriptions/${subscription}/resourceGroups/${group}/providers/Microsoft.Network/dnsZones`;
  const api = new RestApi("Azure DNS", outside, reasonAt("code", "message"));
  const token = keptToken((signal) => azureToken(spec, access, outside, signal), outside.now);
  const ask = async (
    method: RestRequest["method"],
    url: string,
    signal: AbortSignal,
    more: Pick<RestRequest, "headers" | "body"> = {},
    expected: readonly number[] = [],
  ): Promise<RestAnswer> => {
    const headers = { ...more.headers, authorization: `Bearer ${await token(signal)}` };
    return await api.send({ ...more, method, url, headers }, signal, expected);
  };
  const setUrl = (zone: string, name: string) =>
    `${zones}/${zone}/TXT/${encodeURIComponent(relativeName(name, zone))}?${version}`;
  return recordSets<string, JsonObject | undefined>({
    async zoneOf(record, signal) {
      if (spec.hostedZoneName !== undefined) {
        const given = zoneFor(record, [{ name: spec.hostedZoneName }]);
        if (given !== undefined) return given.name;
        throw new Error(`hostedZoneName is ${spec.hostedZoneName}, which does not hold ${record.name}`);
      }
      const found: { name: string }[] = [];
      for (let url: string | undefined = `${zones}?${version}`; url !== undefined; ) {
        const page: JsonObject = parsed((await ask("GET", url, signal)).text);
        found.push(
          ...listOf(page.value).map((zone) => ({ name: String(objectOf(zone).name).toLowerCase() })),
        );
        url = nextPage(page, management);
      }
      const zone = zoneFor(record, found);
      if (zone !== undefined) return zone.name;
      throw new Error(
        `the resource group ${spec.resourceGroupName} has no DNS zone that holds ${record.name} (it has ${found.map(({ name }) => name).join(", ") || "none"})`,
      );
    },
    async read(zone, name, signal) {
      const answer = await ask("GET", setUrl(zone, name), signal, {}, [404]);
      const set = answer.status === 404 ? undefined : parsed(answer.text);
      const records = listOf(objectOf(set?.properties).TXTRecords).map(objectOf);
      return { values: records.map(({ value }) => listOf(value).join("")), state: set };
    },
    async write(zone, name, values, { state: before }, signal) {
      const match: Record<string, string> =
        before === undefined ? { "if-none-match": "*" } : { "if-match": textIn(before.etag) ?? "" };
      const old = objectOf(before?.properties);
      const properties = {
        TTL: old.TTL ?? ttl,
        TXTRecords: values.map((value) => ({ value: value.match(/[\s\S]{1,255}/g) ?? [""] })),
        ...(old.metadata === undefined ? {} : { metadata: old.metadata }),
      };
      const url = setUrl(zone, name);
      const put = {
        headers: { ...match, "content-type": "application/json" },
        body: JSON.stringify({ properties }),
      };
      const isEmpty = values.length === 0;
      const answer = isEmpty
        ? await ask("DELETE", url, signal, { headers: match }, [preconditionFailed])
        : await ask("PUT", url, signal, put, [preconditionFailed]);
      if (answer.status !== preconditionFailed) return { change: undefined };
      return { conflict: api.refusal({ method: isEmpty ? "DELETE" : "PUT", url }, answer) };
    },
  });
}

/** The next page, where Azure names one of its own. */
function nextPage(page: JsonObject, management: string): string | undefined {
  const next = textIn(page.nextLink);
  if (next === undefined || next === "") return undefined;
  if (new URL(next).origin === management) return next;
  throw new Error("Azure DNS names a next page that is not its own");
}
