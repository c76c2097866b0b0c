import { type Call, fakeApi, type Reply, unknownNames } from "./fake-api.js";

export const digitalOceanToken = "a-digitalocean-token";

interface FakeRecord {
  readonly id: number;
  readonly name: string;
  readonly data: string;
}

/** Two to a page, so that a test need not fill hundreds. */
const pageSize = 2;

/**
 * A fake of DigitalOcean's API for domains, made from its reference: names in records are inside their domain, a page
 * names the next one, 422 for what is not valid, 429 with `too_many_requests`.
 *
 * @see https://docs.digitalocean.com/reference/api/digitalocean/#tag/Domain-Records
 */
export async function fakeDigitalOcean(zones: readonly string[]) {
  const records = new Map<string, FakeRecord[]>(zones.map((zone) => [zone, []]));
  let lastId = 0;
  const tooMany = refusal(429, "too_many_requests", "API Rate limit exceeded.");
  const api = await fakeApi(
    ["https://api.digitalocean.com"],
    { ...tooMany, headers: { "retry-after": "0" } },
    (call) => {
      if (call.headers.authorization !== `Bearer ${digitalOceanToken}`)
        return refusal(401, "Unauthorized", "Unable to authenticate you");
      const [, zone = "", rest = ""] = /^\/v2\/domains\/([^/]+)(\/.*)?$/.exec(call.url.pathname) ?? [];
      const all = records.get(zone);
      if (all === undefined)
        return refusal(404, "not_found", "The resource you were accessing could not be found.");
      if (rest === "" && call.method === "GET")
        return { status: 200, body: { domain: { name: zone, ttl: 1800 } } };
      if (rest === "/records" && call.method === "GET") return list(zone, all, call.url);
      if (rest === "/records" && call.method === "POST") return create(all, call);
      const at = all.findIndex(({ id }) => rest === `/records/${id}`);
      if (call.method !== "DELETE" || at < 0)
        return refusal(404, "not_found", "The resource you were accessing could not be found.");
      all.splice(at, 1);
      return { status: 204 };
    },
  );

  function list(zone: string, all: readonly FakeRecord[], url: URL): Reply {
    const strange = unknownNames(url.searchParams.keys(), ["name", "type", "page", "per_page"]);
    if (strange.length > 0 || Number(url.searchParams.get("per_page")) > 200)
      return refusal(422, "unprocessable_entity", "a parameter is invalid");
    const wanted = url.searchParams.get("name");
    const found = all.filter(({ name }) => wanted === null || fullName(name, zone) === wanted);
    const page = Number(url.searchParams.get("page") ?? 1);
    const next = new URL(url);
    next.searchParams.set("page", String(page + 1));
    const pages = page * pageSize < found.length ? { pages: { next: next.href } } : {};
    const shown = found
      .slice((page - 1) * pageSize, page * pageSize)
      .map((one) => ({ ...one, type: "TXT", ttl: 60, flags: null }));
    return { status: 200, body: { domain_records: shown, links: pages, meta: { total: found.length } } };
  }

  function create(all: FakeRecord[], { body, headers }: Call): Reply {
    if (headers["content-type"] !== "application/json")
      return refusal(415, "unsupported_media_type", "JSON is wanted");
    const { type, name, data, ttl, ...rest } = JSON.parse(body) as Record<string, string | number>;
    if (Object.keys(rest).length > 0 || type !== "TXT" || Number(ttl) < 30 || String(data).length === 0)
      return refusal(422, "unprocessable_entity", "Record is invalid");
    if (/\.(test)$/.test(String(name)))
      return refusal(422, "unprocessable_entity", "Name must be inside the domain");
    const record = { id: ++lastId, name: String(name), data: String(data) };
    all.push(record);
    return { status: 201, body: { domain_record: { ...record, type, ttl } } };
  }

  const at = (name: string) =>
    [...records].flatMap(([zone, all]) =>
      all.filter((one) => fullName(one.name, zone) === name).map(({ data }) => ({ zone, data })),
    );
  return {
    api,
    served: (name: string) => at(name).map(({ data }) => data),
    holder: (name: string) => at(name)[0]?.zone,
    put: (zone: string, name: string, data: string) => {
      records
        .get(zone)
        ?.push({ id: ++lastId, name: name === zone ? "@" : name.slice(0, -zone.length - 1), data });
    },
  };
}

function fullName(name: string, zone: string): string {
  return name === "@" ? zone : `${name}.${zone}`;
}

function refusal(status: number, id: string, message: string): Reply {
  return { status, body: { id, message, request_id: "1" } };
}
