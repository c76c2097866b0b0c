import { createPublicKey, verify } from "node:crypto";
import { type Call, fakeApi, type Reply, unknownNames } from "./fake-api.js";
import { TextSets } from "./text-sets.js";

export const googleProject = "my-project";
const accessToken = "a-google-token";
const federated = "a-federated-token";
export const impersonation =
  "https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/dns@my-project.iam.gserviceaccount.com:generateAccessToken";

interface FakeSet {
  readonly ttl: number;
  readonly texts: readonly string[];
}

/**
 * A fake of Cloud DNS and of Google's token endpoints, made from their references: assertions are verified with the
 * account's public key, lists have pages of one, a change is refused as a whole where a deletion is not what is there
 * (412), or an addition is of what is there (409), and is pending when it is made.
 *
 * @see https://cloud.google.com/dns/docs/reference/rest/v1/changes/create
 * @see https://developers.google.com/identity/protocols/oauth2/service-account#httprest
 * @see https://cloud.google.com/iam/docs/reference/sts/rest/v1/TopLevel/token
 */
export async function fakeCloudDNS(zones: readonly string[], publicKeyPem: string, now = Date.now) {
  const sets = new TextSets<FakeSet>(zones);
  let changes = 0;
  const asked: string[] = [];
  const origins = ["oauth2", "sts", "iamcredentials", "dns"].map((host) => `https://${host}.googleapis.com`);
  const api = await fakeApi(
    [...origins, "http://metadata.google.internal"],
    { ...refusal(429, "Quota exceeded for quota metric 'Queries'"), headers: { "retry-after": "0" } },
    (call) => {
      const { host } = call.url;
      if (host !== "dns.googleapis.com") asked.push(host);
      if (host === "metadata.google.internal") return metadata(call);
      if (host === "oauth2.googleapis.com") return assertion(call);
      if (host === "sts.googleapis.com") return exchange(call);
      if (host === "iamcredentials.googleapis.com") return impersonate(call);
      if (call.headers.authorization !== `Bearer ${accessToken}`)
        return refusal(401, "Request had invalid authentication credentials.");
      return dns(call);
    },
  );

  function assertion({ method, body }: Call): Reply {
    const fields = new URLSearchParams(body);
    const [header = "", claims = "", signature = ""] = (fields.get("assertion") ?? "").split(".");
    const isSigned = verify(
      "sha256",
      Buffer.from(`${header}.${claims}`),
      createPublicKey(publicKeyPem),
      Buffer.from(signature, "base64url"),
    );
    const { alg } = json(header);
    const { iss, scope, aud, iat, exp } = json(claims) as Record<string, number | string>;
    const seconds = now() / 1000;
    const isRight =
      method === "POST" &&
      fields.get("grant_type") === "urn:ietf:params:oauth:grant-type:jwt-bearer" &&
      alg === "RS256" &&
      iss === "dns@my-project.iam.gserviceaccount.com" &&
      scope === "https://www.googleapis.com/auth/ndev.clouddns.readwrite" &&
      aud === "https://oauth2.googleapis.com/token" &&
      Math.abs(Number(iat) - seconds) < 60 &&
      Number(exp) - Number(iat) <= 3600;
    if (!isSigned || !isRight)
      return { status: 400, body: { error: "invalid_grant", error_description: "Invalid JWT Signature." } };
    return { status: 200, body: { access_token: accessToken, expires_in: 3599, token_type: "Bearer" } };
  }

  function dns({ method, url, body }: Call): Reply {
    const root = `/dns/v1/projects/${googleProject}/managedZones`;
    if (!url.pathname.startsWith(root)) return refusal(403, "Forbidden");
    const path = url.pathname.slice(root.length);
    if (path === "" && method === "GET") return listZones(url);
    const [, zoneName, rest = ""] = /^\/([\w-]+)(\/.*)$/.exec(path) ?? [];
    const zone = zones.find((name) => nameOf(name) === zoneName);
    if (zone === undefined)
      return refusal(404, `The 'parameters.managedZone' resource named '${zoneName}' does not exist.`);
    if (rest === "/rrsets" && method === "GET") {
      const name = url.searchParams.get("name") ?? "";
      const set = sets.at(zone, name.replace(/\.$/, ""));
      const rrset = set && {
        name,
        type: "TXT",
        ttl: set.ttl,
        rrdatas: set.texts,
        signatureRrdatas: [],
        kind: "dns#resourceRecordSet",
      };
      return { status: 200, body: { rrsets: rrset === undefined ? [] : [rrset] } };
    }
    if (rest === "/changes" && method === "POST") return change(zone, objectIn(body));
    const [, id] = /^\/changes\/(\d+)$/.exec(rest) ?? [];
    if (id !== undefined && method === "GET")
      return { status: 200, body: { id, status: "done", kind: "dns#change" } };
    return refusal(405, "Method not allowed");
  }

  function listZones(url: URL): Reply {
    const strange = unknownNames(url.searchParams.keys(), ["dnsName", "maxResults", "pageToken"]);
    if (strange.length > 0) return refusal(400, `Unknown name "${strange[0]}"`);
    const wanted = url.searchParams.get("dnsName");
    const found = zones
      .filter((zone) => wanted === null || `${zone}.` === wanted)
      .flatMap((zone) => [
        { name: `${nameOf(zone)}-inside`, dnsName: `${zone}.`, visibility: "private" },
        { name: nameOf(zone), dnsName: `${zone}.`, visibility: "public" },
      ]);
    const at = Number(url.searchParams.get("pageToken") ?? 0);
    const more = at + 1 < found.length ? { nextPageToken: String(at + 1) } : {};
    return { status: 200, body: { managedZones: found.slice(at, at + 1), ...more } };
  }

  function change(zone: string, given: Record<string, unknown>): Reply {
    const strange = unknownNames(Object.keys(given), ["additions", "deletions"]);
    if (strange.length > 0)
      return refusal(400, `Invalid JSON payload received. Unknown name "${strange[0]}"`);
    type Given = { name: string; type: string; ttl: number; rrdatas: string[] };
    const [additions = [], deletions = []] = [given.additions, given.deletions] as (Given[] | undefined)[];
    if (additions.length + deletions.length === 0) return refusal(400, "The change is empty");
    const plain = ({ name }: Given) => name.replace(/\.$/, "");
    for (const one of [...additions, ...deletions]) {
      const unknown = unknownNames(Object.keys(one), ["name", "type", "ttl", "rrdatas"]);
      if (unknown.length > 0 || one.type !== "TXT" || !one.name.endsWith(`${zone}.`))
        return refusal(400, "Invalid value for 'entity.change'");
    }
    for (const one of deletions)
      if (JSON.stringify(sets.at(zone, plain(one))) !== JSON.stringify({ ttl: one.ttl, texts: one.rrdatas }))
        return refusal(412, "Precondition not met for 'entity.change.deletions[0]'");
    for (const one of additions)
      if (sets.at(zone, plain(one)) !== undefined && !deletions.some(({ name }) => name === one.name))
        return refusal(
          409,
          `The resource 'entity.change.additions[0]' named '${one.name} (TXT)' already exists`,
        );
    for (const one of deletions) sets.put(zone, plain(one), undefined);
    for (const one of additions) sets.put(zone, plain(one), { ttl: one.ttl, texts: one.rrdatas });
    // Only the first change is waited for: the tests would wait for each.
    return {
      status: 200,
      body: { kind: "dns#change", id: String(++changes), status: changes === 1 ? "pending" : "done" },
    };
  }

  return {
    api,
    sets,
    /** The hosts that were asked for tokens. */
    asked,
    put: (zone: string, name: string, text: string) => {
      const set = sets.at(zone, name) ?? { ttl: 300, texts: [] };
      sets.put(zone, name, { ...set, texts: [...set.texts, text] });
    },
  };
}

function exchange({ body }: Call): Reply {
  const { subjectToken, audience, grantType, scope, requestedTokenType, subjectTokenType } = objectIn(body);
  const isRight =
    grantType === "urn:ietf:params:oauth:grant-type:token-exchange" &&
    requestedTokenType === "urn:ietf:params:oauth:token-type:access_token" &&
    subjectTokenType === "urn:ietf:params:oauth:token-type:jwt" &&
    String(audience).startsWith("//iam.googleapis.com/") &&
    subjectToken === "a-subject-token";
  if (!isRight)
    return {
      status: 400,
      body: { error: "invalid_grant", error_description: "The given credential is rejected." },
    };
  const token = String(scope).endsWith("cloud-platform") ? federated : accessToken;
  return { status: 200, body: { access_token: token, expires_in: 3600, token_type: "Bearer" } };
}

function impersonate({ url, headers, body }: Call): Reply {
  if (url.href !== impersonation || headers.authorization !== `Bearer ${federated}`)
    return refusal(403, "Permission 'iam.serviceAccounts.getAccessToken' denied");
  if (
    JSON.stringify(objectIn(body)) !== `{"scope":["https://www.googleapis.com/auth/ndev.clouddns.readwrite"]}`
  )
    return refusal(400, "Request contains an invalid argument.");
  return { status: 200, body: { accessToken, expireTime: "2099-01-01T00:00:00Z" } };
}

function metadata({ url, headers }: Call): Reply {
  const isRight =
    headers["metadata-flavor"] === "Google" &&
    url.pathname === "/computeMetadata/v1/instance/service-accounts/default/token";
  return isRight
    ? { status: 200, body: { access_token: accessToken, expires_in: 3599, token_type: "Bearer" } }
    : { status: 403, body: "Forbidden" };
}

function json(part: string): Record<string, unknown> {
  return objectIn(Buffer.from(part, "base64url").toString("utf8"));
}

function objectIn(text: string): Record<string, unknown> {
  return JSON.parse(text) as Record<string, unknown>;
}

function nameOf(zone: string): string {
  return zone.replaceAll(".", "-");
}

function refusal(code: number, message: string): Reply {
  return { status: code, body: { error: { code, message, errors: [{ message, domain: "global" }] } } };
}
