import type { CredentialAccess } from "../../credential.js";
import type { HetznerSpec } from "../../spec/dns-api-spec.js";
import { type DnsProvider, ttl } from "../dns-provider.js";
import type { Outside } from "../outside.js";
import { recordSets } from "../record-sets.js";
import { type JsonObject, listOf, objectOf, parsed, reasonAt, textIn } from "../rest/json.js";
import { type RestAnswer, RestApi, type RestRequest } from "../rest/rest-api.js";
import { quoted, unquoted } from "../rest/txt-presentation.js";
import { until } from "../rest/until.js";
import { relativeName, zoneNames } from "../zone-names.js";

const origin = "https://api.hetzner.cloud/v1";

/** With these a change is refused that finds another set than the one that was read, or one that is being changed. */
const conflicts = [404, 409, 422, 423];

interface Zone {
  readonly id: string;
  readonly name: string;
}

/**
 * Zones of the Hetzner Console. (The API at dns.hetzner.com, which served the DNS Console, ended in May 2026.) Values
 * are added to a set and removed from it one by one, so that nobody else's are touched.
 *
 * @see https://docs.hetzner.cloud/reference/cloud#zone-rrset-actions
 */
export function hetzner(
  spec: HetznerSpec,
  access: CredentialAccess,
  outside: Pick<Outside, "fetch" | "patience" | "now">,
): DnsProvider {
  const api = new RestApi("Hetzner", outside, reasonAt("code", "message"));
  const to = async (method: RestRequest["method"], path: string, body?: object): Promise<RestRequest> => ({
    method,
    url: `${origin}${path}`,
    headers: {
      authorization: `Bearer ${await access.read(spec.token)}`,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const setPath = ({ id, name: zone }: Zone, name: string) =>
    `/zones/${id}/rrsets/${encodeURIComponent(relativeName(name, zone))}/TXT`;
  return recordSets<Zone, undefined>({
    async zoneOf(record, signal) {
      for (const name of zoneNames(record)) {
        const answer = objectOf(
          await api.json(await to("GET", `/zones?${new URLSearchParams({ name })}`), signal),
        );
        const zone = listOf(answer.zones)
          .map(objectOf)
          .find((one) => one.name === name);
        const id = textIn(zone?.id);
        if (id !== undefined) return { id, name };
      }
      throw new Error(
        `Hetzner shows this token no zone that holds ${record.name} (asked for ${zoneNames(record).join(", ")}): is it a token of the project that holds the zone?`,
      );
    },
    async read(zone, name, signal) {
      const answer = await api.send(await to("GET", setPath(zone, name)), signal, [404]);
      const records = listOf(objectOf(parsed(answer.text).rrset).records).map(objectOf);
      return { values: records.map(({ value }) => unquoted(textIn(value) ?? "")), state: undefined };
    },
    async write(zone, name, values, { values: before }, signal) {
      const added = values.filter((value) => !before.includes(value));
      const gone = before.filter((value) => !values.includes(value));
      const records = (texts: readonly string[]) => texts.map((value) => ({ value: quoted(value) }));
      const request =
        added.length > 0
          ? await to("POST", `${setPath(zone, name)}/actions/add_records`, { ttl, records: records(added) })
          : await to("POST", `${setPath(zone, name)}/actions/remove_records`, { records: records(gone) });
      const answer = await api.send(request, signal, conflicts);
      if (conflicts.includes(answer.status)) return { conflict: api.refusal(request, answer) };
      return { change: changeIn(answer, request) };
    },
    settled: (_, change, signal) =>
      until(
        async () => {
          const action = actionIn(objectOf(await api.json(await to("GET", `/actions/${change}`), signal)));
          return action.status !== "running";
        },
        `Hetzner took the action ${change}, but time was over before it was done`,
        signal,
      ),
  });
}

/** The action that is under way; undefined where it is done. */
function changeIn(answer: RestAnswer, { method, url }: RestRequest): string | undefined {
  const action = actionIn(parsed(answer.text));
  const id = textIn(action.id);
  if (id === undefined)
    throw new Error(`Hetzner answers ${method} ${new URL(url).pathname} without an action`);
  return action.status === "running" ? id : undefined;
}

/** @throws when the action failed, with what Hetzner says of it. */
function actionIn(answer: JsonObject): JsonObject {
  const action = objectOf(answer.action);
  if (action.status !== "error") return action;
  const { code, message } = objectOf(action.error);
  throw new Error(
    `Hetzner could not change the record (${textIn(message) ?? ""}, code ${textIn(code) ?? ""})`,
  );
}
