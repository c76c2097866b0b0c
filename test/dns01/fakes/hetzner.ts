import { type Call, fakeApi, type Reply, unknownNames } from "./fake-api.js";
import { TextSets } from "./text-sets.js";

export const hetznerToken = "a-hetzner-token";

/**
 * A fake of the Hetzner Cloud API for zones, made from its reference: values are added and removed by actions, which
 * are running when they are made; 404 for a set that is not there, 409 for a value that is, 422 for what is not valid,
 * 429 with `rate_limit_exceeded`. What the API answers where a value is added that is there already the reference does
 * not say; the fake refuses it.
 *
 * @see https://docs.hetzner.cloud/reference/cloud#zone-rrset-actions
 */
export async function fakeHetzner(zones: readonly string[]) {
  const sets = new TextSets<{ readonly texts: readonly string[] }>(zones);
  let actions = 0;
  const tooMany = refusal(429, "rate_limit_exceeded", "Rate limit exceeded");
  const api = await fakeApi(
    ["https://api.hetzner.cloud"],
    { ...tooMany, headers: { "retry-after": "0" } },
    (call) => {
      if (call.headers.authorization !== `Bearer ${hetznerToken}`)
        return refusal(401, "unauthorized", "unable to authenticate");
      const { pathname } = call.url;
      if (pathname === "/v1/zones" && call.method === "GET") return listZones(call.url);
      const [, action] = /^\/v1\/actions\/(\d+)$/.exec(pathname) ?? [];
      if (action !== undefined && call.method === "GET")
        return {
          status: 200,
          body: { action: { id: Number(action), status: "success", progress: 100, error: null } },
        };
      const [, zoneId, relative = "", rest = ""] =
        /^\/v1\/zones\/(\d+)\/rrsets\/([^/]+)\/TXT(\/.*)?$/.exec(pathname) ?? [];
      const zone = zones[Number(zoneId) - 1];
      if (zone === undefined) return refusal(404, "not_found", `zone with ID '${zoneId}' not found`);
      const name = relative === "@" ? zone : `${decodeURIComponent(relative)}.${zone}`;
      if (rest === "" && call.method === "GET") return get(zone, relative, name);
      if (rest === "/actions/add_records" && call.method === "POST") return change(zone, name, call, true);
      if (rest === "/actions/remove_records" && call.method === "POST")
        return change(zone, name, call, false);
      return refusal(405, "method_not_allowed", "method not allowed");
    },
  );

  function listZones(url: URL): Reply {
    const strange = unknownNames(url.searchParams.keys(), [
      "name",
      "mode",
      "sort",
      "label_selector",
      "page",
      "per_page",
    ]);
    if (strange.length > 0) return refusal(422, "invalid_input", `invalid input in field '${strange[0]}'`);
    const wanted = url.searchParams.get("name");
    const found = zones
      .map((name, index) => ({ id: index + 1, name, mode: "primary" }))
      .filter(({ name }) => wanted === null || name === wanted);
    return {
      status: 200,
      body: { zones: found, meta: { pagination: { page: 1, next_page: null, last_page: 1 } } },
    };
  }

  function get(zone: string, relative: string, name: string): Reply {
    const set = sets.at(zone, name);
    if (set === undefined) return refusal(404, "not_found", "rrset not found");
    const records = set.texts.map((value) => ({ value, comment: "" }));
    return {
      status: 200,
      body: { rrset: { id: `${relative}/TXT`, name: relative, type: "TXT", ttl: 60, records } },
    };
  }

  function change(zone: string, name: string, { body, headers }: Call, adds: boolean): Reply {
    if (headers["content-type"] !== "application/json") return refusal(400, "json_error", "invalid JSON");
    const {
      records = [],
      ttl,
      ...rest
    } = JSON.parse(body) as { records?: { value: string; comment?: string }[]; ttl?: number };
    const isValid = records.every((one) =>
      /^"([^"\\]|\\.){0,255}"( "([^"\\]|\\.){0,255}")*$/.test(one.value),
    );
    if (
      Object.keys(rest).length > 0 ||
      records.length === 0 ||
      !isValid ||
      (ttl !== undefined && (!adds || ttl < 60))
    )
      return refusal(422, "invalid_input", "invalid input in field 'records'");
    const there = sets.at(zone, name)?.texts ?? [];
    const given = records.map(({ value }) => value);
    if (adds && given.some((value) => there.includes(value)))
      return refusal(409, "uniqueness_error", "record already exists");
    if (!adds && given.some((value) => !there.includes(value)))
      return refusal(404, "not_found", "record not found");
    sets.put(zone, name, {
      texts: adds ? [...there, ...given] : there.filter((value) => !given.includes(value)),
    });
    // Only the first action is waited for: the tests would wait for each.
    const status = ++actions === 1 ? "running" : "success";
    return {
      status: 201,
      body: { action: { id: actions, command: "add_rrset_records", status, progress: 0, error: null } },
    };
  }

  return {
    api,
    sets,
    put: (zone: string, name: string, text: string) =>
      sets.put(zone, name, { texts: [...(sets.at(zone, name)?.texts ?? []), text] }),
  };
}

function refusal(status: number, code: string, message: string): Reply {
  return { status, body: { error: { code, message, details: null } } };
}
