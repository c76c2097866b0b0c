import { type Call, fakeApi, type Reply, unknownNames } from "./fake-api.js";
import { TextSets } from "./text-sets.js";

export const azure = {
  subscriptionID: "00000000-0000-4000-8000-000000000001",
  resourceGroupName: "dns",
  tenantID: "00000000-0000-4000-8000-000000000002",
  clientID: "00000000-0000-4000-8000-000000000003",
} as const;
export const azureSecret = "an-azure-secret";
export const azureAssertion = "a-federated-token";
const accessToken = "an-azure-token";

interface FakeSet {
  readonly etag: string;
  readonly TTL: number;
  readonly metadata: object;
  readonly texts: readonly string[];
}

/**
 * A fake of Azure DNS and of Microsoft Entra's token endpoint, made from their references: pages of one, entity tags
 * with 412 where a precondition is not met, 429 with Retry-After.
 *
 * @see https://learn.microsoft.com/en-us/rest/api/dns/record-sets/create-or-update
 * @see https://learn.microsoft.com/en-us/entra/identity-platform/v2-oauth2-client-creds-grant-flow
 */
export async function fakeAzureDNS(zones: readonly string[]) {
  const sets = new TextSets<FakeSet>(zones);
  let tags = 0;
  const proofs: string[] = [];
  const root = `/subscriptions/${azure.subscriptionID}/resourceGroups/${azure.resourceGroupName}/providers/Microsoft.Network/dnsZones`;
  const tooMany = {
    ...refusal(429, "TooManyRequests", "The request was throttled."),
    headers: { "retry-after": "0" },
  };
  const api = await fakeApi(
    ["https://login.microsoftonline.com", "https://management.azure.com"],
    tooMany,
    (call) => {
      if (call.url.host.startsWith("login.")) return token(call);
      if (call.headers.authorization !== `Bearer ${accessToken}`)
        return refusal(401, "InvalidAuthenticationToken", "The access token is invalid.");
      if (call.url.searchParams.get("api-version") !== "2018-05-01")
        return refusal(400, "MissingApiVersionParameter", "The api-version query parameter is required.");
      if (!call.url.pathname.startsWith(root))
        return refusal(403, "AuthorizationFailed", "The client does not have authorization.");
      const path = call.url.pathname.slice(root.length);
      if (path === "" && call.method === "GET") return listZones(call.url);
      const [, zone = "", relative = ""] = /^\/([^/]+)\/TXT\/([^/]+)$/.exec(path) ?? [];
      if (!zones.includes(zone))
        return refusal(404, "ParentResourceNotFound", `The zone ${zone} was not found.`);
      const name = relative === "@" ? zone : `${decodeURIComponent(relative)}.${zone}`;
      if (call.method === "GET") return get(zone, name);
      if (call.method === "PUT") return put(zone, name, call);
      if (call.method === "DELETE") return remove(zone, name, call);
      return refusal(405, "MethodNotAllowed", "The method is not allowed.");
    },
  );

  function token({ url, body }: Call): Reply {
    const fields = new URLSearchParams(body);
    const isFederated =
      fields.get("client_assertion_type") === "urn:ietf:params:oauth:client-assertion-type:jwt-bearer" &&
      fields.get("client_assertion") === azureAssertion;
    proofs.push(fields.has("client_assertion") ? "assertion" : "secret");
    const isRight =
      url.pathname === `/${azure.tenantID}/oauth2/v2.0/token` &&
      fields.get("grant_type") === "client_credentials" &&
      fields.get("client_id") === azure.clientID &&
      fields.get("scope") === "https://management.azure.com/.default" &&
      (isFederated || fields.get("client_secret") === azureSecret);
    if (isRight)
      return { status: 200, body: { token_type: "Bearer", expires_in: 3599, access_token: accessToken } };
    const error_description =
      "AADSTS7000215: Invalid client secret provided.\r\nTrace ID: 1\r\nTimestamp: now";
    return { status: 401, body: { error: "invalid_client", error_description, error_codes: [7000215] } };
  }

  function listZones(url: URL): Reply {
    const at = Number(url.searchParams.get("$skipToken") ?? 0);
    const next = new URL(url);
    next.searchParams.set("$skipToken", String(at + 1));
    const more = at + 1 < zones.length ? { nextLink: next.href } : {};
    return {
      status: 200,
      body: {
        value: zones.slice(at, at + 1).map((name) => ({ name, type: "Microsoft.Network/dnszones" })),
        ...more,
      },
    };
  }

  function get(zone: string, name: string): Reply {
    const set = sets.at(zone, name);
    if (set === undefined) return refusal(404, "NotFound", "The resource record was not found.");
    return { status: 200, body: shown(name, set) };
  }

  function put(zone: string, name: string, call: Call): Reply {
    const fault = preconditionFault(zone, name, call);
    if (fault !== undefined) return fault;
    const { properties, ...rest } = JSON.parse(call.body) as {
      properties: { TTL: number; metadata?: object; TXTRecords: { value: string[] }[] };
    };
    const strange = [
      ...Object.keys(rest),
      ...unknownNames(Object.keys(properties), ["TTL", "TXTRecords", "metadata"]),
    ];
    const isRight =
      properties.TXTRecords.length > 0 &&
      properties.TXTRecords.every(({ value }) => value.every((part) => part.length <= 255));
    if (strange.length > 0 || !isRight) return refusal(400, "BadRequest", "The request body is invalid.");
    const texts = properties.TXTRecords.map(({ value }) => value.join(""));
    const set = { etag: `tag-${++tags}`, TTL: properties.TTL, metadata: properties.metadata ?? {}, texts };
    const isNew = sets.at(zone, name) === undefined;
    sets.put(zone, name, set);
    return { status: isNew ? 201 : 200, body: shown(name, set) };
  }

  function remove(zone: string, name: string, call: Call): Reply {
    const fault = preconditionFault(zone, name, call);
    if (fault !== undefined) return fault;
    if (sets.at(zone, name) === undefined) return { status: 204 };
    sets.put(zone, name, undefined);
    return { status: 200 };
  }

  function preconditionFault(zone: string, name: string, { headers }: Call): Reply | undefined {
    const set = sets.at(zone, name);
    const isMet =
      headers["if-none-match"] === "*"
        ? set === undefined
        : headers["if-match"] === undefined || headers["if-match"] === set?.etag;
    return isMet
      ? undefined
      : refusal(412, "PreconditionFailed", "The condition set in the request was not met.");
  }

  return {
    api,
    sets,
    /** By what each token was asked for. */
    proofs,
    put: (zone: string, name: string, text: string) => {
      const set = sets.at(zone, name) ?? { TTL: 300, metadata: { owner: "another" }, texts: [] };
      sets.put(zone, name, { ...set, etag: `tag-${++tags}`, texts: [...set.texts, text] });
    },
  };
}

function shown(name: string, { etag, texts, TTL, metadata }: FakeSet): object {
  const TXTRecords = texts.map((text) => ({ value: text.match(/.{1,255}/gs) ?? [""] }));
  return {
    name,
    type: "Microsoft.Network/dnszones/TXT",
    etag,
    properties: { fqdn: `${name}.`, TTL, metadata, TXTRecords, provisioningState: "Succeeded" },
  };
}

function refusal(status: number, code: string, message: string): Reply {
  return { status, body: status === 412 ? { code, message } : { error: { code, message } } };
}
