import { type Call, type FakeApi, fakeApi, type Reply, unknownNames } from "./fake-api.js";

export const cloudflareToken = "a-cloudflare-token";

interface FakeRecord {
  readonly id: string;
  readonly name: string;
  readonly content: string;
}

/** Two to a page, so that a test need not fill hundreds. */
const pageSize = 2;

/**
 * A fake of Cloudflare's API for zones and DNS records, made from its reference: token authentication, lists by page,
 * 400 for what it does not know, 81058 for an identical record, 81044 for one that is not there, 429 with 10429.
 *
 * @see https://developers.cloudflare.com/api/resources/dns/subresources/records/
 * @see https://developers.cloudflare.com/fundamentals/api/reference/limits/
 */
export async function fakeCloudflare(zones: readonly string[]) {
  const records = new Map<string, FakeRecord[]>(zones.map((zone) => [zone, []]));
  let lastId = 0;
  const api: FakeApi = await fakeApi(
    ["https://api.cloudflare.com"],
    { ...refusal(429, 10429, "You have been rate limited"), headers: { "retry-after": "0" } },
    (call) => {
      if (call.headers.authorization !== `Bearer ${cloudflareToken}`)
        return refusal(403, 9109, "Invalid access token");
      if (call.url.pathname === "/client/v4/zones" && call.method === "GET") return listZones(call);
      const [, id = "", record] =
        /^\/client\/v4\/zones\/([^/]+)\/dns_records(?:\/([^/]+))?$/.exec(call.url.pathname) ?? [];
      const zone = zones.find((name) => idOf(name) === id);
      if (zone === undefined) return refusal(404, 7003, "Could not route to the requested resource");
      if (record !== undefined && call.method === "DELETE") return remove(zone, record);
      if (record === undefined && call.method === "GET") return list(zone, call);
      if (record === undefined && call.method === "POST") return create(zone, call);
      return refusal(405, 10405, "Method not allowed for this authentication scheme");
    },
  );
  const of = (zone: string) => records.get(zone) ?? [];

  function listZones({ url }: Call): Reply {
    const strange = unknownNames(url.searchParams.keys(), ["name", "page", "per_page", "status"]);
    if (strange.length > 0) return refusal(400, 9207, `Unknown parameter ${strange[0]}`);
    const name = url.searchParams.get("name");
    const found = zones.filter((zone) => name === null || zone === name);
    // As the API: a zone of that name that waits for its delegation may stand before the active one.
    const states = found.flatMap((zone) => [
      { id: `${idOf(zone)}-moved`, name: zone, status: "moved" },
      { id: idOf(zone), name: zone, status: "active" },
    ]);
    return paged(states, url);
  }

  function list(zone: string, { url }: Call): Reply {
    const strange = unknownNames(url.searchParams.keys(), ["type", "name.exact", "page", "per_page"]);
    if (strange.length > 0) return refusal(400, 9207, `Unknown parameter ${strange[0]}`);
    const name = url.searchParams.get("name.exact");
    const found = of(zone).filter((record) => name === null || record.name === name);
    return paged(
      found.map((record) => ({ ...record, type: "TXT", ttl: 60, proxied: false })),
      url,
    );
  }

  function create(zone: string, { body, headers }: Call): Reply {
    if (headers["content-type"] !== "application/json")
      return refusal(400, 9207, "Content-Type must be application/json");
    const given = JSON.parse(body) as Record<string, unknown>;
    const strange = unknownNames(Object.keys(given), ["type", "name", "content", "ttl"]);
    const { type, name, content, ttl } = given as {
      type: string;
      name: string;
      content: string;
      ttl: number;
    };
    if (strange.length > 0 || type !== "TXT") return refusal(400, 9005, "DNS Validation Error");
    if (!(ttl === 1 || (ttl >= 60 && ttl <= 86_400))) return refusal(400, 9021, "Invalid TTL");
    if (name !== zone && !name.endsWith(`.${zone}`)) return refusal(400, 9000, "DNS name is invalid");
    if (of(zone).some((one) => one.name === name && one.content === content))
      return refusal(400, 81058, "An identical record already exists.");
    const record = { id: `record-${++lastId}`, name, content };
    of(zone).push(record);
    return success({ ...record, type, ttl });
  }

  function remove(zone: string, id: string): Reply {
    const at = of(zone).findIndex((record) => record.id === id);
    if (at < 0) return refusal(404, 81044, "Record does not exist.");
    of(zone).splice(at, 1);
    return success({ id });
  }

  return {
    api,
    /** The contents at a name, as the API keeps them. */
    contents: (name: string) =>
      [...records.values()]
        .flat()
        .filter((record) => record.name === name)
        .map(({ content }) => content),
    zoneOf: (name: string) => [...records].find(([, all]) => all.some((record) => record.name === name))?.[0],
    put: (zone: string, name: string, content: string) =>
      void of(zone).push({ id: `record-${++lastId}`, name, content }),
  };
}

function idOf(zone: string): string {
  return Buffer.from(zone).toString("hex").padEnd(32, "0");
}

function success(result: unknown, more: object = {}): Reply {
  return { status: 200, body: { success: true, errors: [], messages: [], result, ...more } };
}

function refusal(status: number, code: number, message: string): Reply {
  return { status, body: { success: false, errors: [{ code, message }], messages: [], result: null } };
}

function paged(all: readonly object[], url: URL): Reply {
  const page = Number(url.searchParams.get("page") ?? 1);
  const result = all.slice((page - 1) * pageSize, page * pageSize);
  const total_pages = Math.ceil(all.length / pageSize);
  return success(result, {
    result_info: { page, per_page: pageSize, count: result.length, total_count: all.length, total_pages },
  });
}
