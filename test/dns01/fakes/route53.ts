import { signedHeaders } from "../../../provider/dns01/route53/signature.js";
import { type Call, fakeApi, type Reply, unknownNames } from "./fake-api.js";
import { TextSets } from "./text-sets.js";

export const awsKeys = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "an-aws-secret" };
/** What the security token service gives for a role. */
export const roleKeys = {
  accessKeyId: "ASIAROLE",
  secretAccessKey: "a-role-secret",
  sessionToken: "a-session-token",
};
export const webIdentityToken = "a-web-identity-token";
export const role = "arn:aws:iam::123456789012:role/dns";

interface FakeSet {
  readonly ttl: string;
  readonly texts: readonly string[];
}

const namespace = `xmlns="https://route53.amazonaws.com/doc/2013-04-01/"`;

/**
 * A fake of Route 53 and of the security token service, made from their API references. Signatures are computed anew
 * from what arrived, so that a header, a query or a body that was not signed is refused; a change batch is refused as a
 * whole where a deletion is not what is there to the letter, or a creation is of what is there; a change is PENDING when
 * it is asked for the first time.
 *
 * @see https://docs.aws.amazon.com/Route53/latest/APIReference/API_ChangeResourceRecordSets.html
 * @see https://docs.aws.amazon.com/Route53/latest/APIReference/API_ListHostedZonesByName.html
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
 */
export async function fakeRoute53(zones: readonly string[]) {
  const sets = new TextSets<FakeSet>(zones);
  const asked = new Map<string, number>();
  let changes = 0;
  const api = await fakeApi(
    ["https://route53.amazonaws.com", "https://sts.us-east-1.amazonaws.com"],
    refusal(400, "Throttling", "Rate exceeded"),
    (call) => {
      if (call.url.host.startsWith("sts.")) return assumeRole(call);
      const fault = signatureFault(call, "route53");
      if (fault !== undefined) return fault;
      const path = call.url.pathname.replace("/2013-04-01", "");
      if (call.method === "GET" && path === "/hostedzonesbyname") return listZones(call.url);
      const [, change = ""] = /^\/change\/(C\d+)$/.exec(path) ?? [];
      if (call.method === "GET" && change !== "") return changeInfo(change);
      const [, zoneId = ""] = /^\/hostedzone\/(Z\w+)\/rrset$/.exec(path) ?? [];
      const zone = zones.find((name) => idOf(name) === zoneId);
      if (zone === undefined)
        return refusal(404, "NoSuchHostedZone", `No hosted zone found with ID: ${zoneId}`);
      if (call.method === "GET") return listSets(zone, call.url);
      if (call.method === "POST") return changeSets(zone, call.body);
      return refusal(405, "MethodNotAllowed", "The method is not allowed");
    },
  );

  function listZones(url: URL): Reply {
    const from = url.searchParams.get("dnsname") ?? "";
    const fromId = url.searchParams.get("hostedzoneid");
    const order = (name: string) => name.split(".").reverse().join(".");
    // A private zone of the same name stands before each public one, and a page holds one zone.
    const all = zones
      .toSorted((a, b) => (order(a) < order(b) ? -1 : 1))
      .flatMap((name) => [
        { id: `${idOf(name)}P`, name: `${name}.`, isPrivate: true },
        { id: idOf(name), name: `${name}.`, isPrivate: false },
      ]);
    const start = all.findIndex(
      ({ id, name }) =>
        order(name.slice(0, -1)) >= order(from.replace(/\.$/, "")) && (fromId === null || id === fromId),
    );
    const [first, next] = start < 0 ? [] : all.slice(start);
    const zone =
      first === undefined
        ? ""
        : `<HostedZone><Id>/hostedzone/${first.id}</Id><Name>${first.name}</Name><Config><PrivateZone>${first.isPrivate}</PrivateZone></Config></HostedZone>`;
    const more =
      next === undefined
        ? "<IsTruncated>false</IsTruncated>"
        : `<IsTruncated>true</IsTruncated><NextDNSName>${next.name}</NextDNSName><NextHostedZoneId>${next.id}</NextHostedZoneId>`;
    return xml(
      `<ListHostedZonesByNameResponse ${namespace}><HostedZones>${zone}</HostedZones>${more}</ListHostedZonesByNameResponse>`,
    );
  }

  function listSets(zone: string, url: URL): Reply {
    const strange = unknownNames(url.searchParams.keys(), ["name", "type", "maxitems"]);
    if (strange.length > 0) return refusal(400, "InvalidInput", `unknown parameter ${strange[0]}`);
    const name = (url.searchParams.get("name") ?? "").replace(/\.$/, "");
    const set = sets.at(zone, name);
    // What comes next in the zone's order where there is no such set.
    const shown =
      set === undefined
        ? setXml("zzz.example.test", { ttl: "300", texts: [`"another name"`] })
        : setXml(name, set);
    return xml(
      `<ListResourceRecordSetsResponse ${namespace}><ResourceRecordSets>${shown}</ResourceRecordSets><IsTruncated>true</IsTruncated></ListResourceRecordSetsResponse>`,
    );
  }

  function changeSets(zone: string, body: string): Reply {
    const planned = new Map<string, FakeSet | undefined>();
    for (const [, change = ""] of body.matchAll(/<Change>([\s\S]*?)<\/Change>/g)) {
      const field = (name: string) => new RegExp(`<${name}>([^<]*)</${name}>`).exec(change)?.[1] ?? "";
      const name = field("Name").replace(/\.$/, "");
      const texts = [...change.matchAll(/<Value>([^<]*)<\/Value>/g)].map(([, text = ""]) => decoded(text));
      const given = { ttl: field("TTL"), texts };
      const there = planned.has(name) ? planned.get(name) : sets.at(zone, name);
      if (!(name === zone || name.endsWith(`.${zone}`)))
        return batchRefusal(`RRSet with DNS name ${name}. is not permitted in zone ${zone}.`);
      if (texts.some((text) => !/^"([^"\\]|\\.){0,255}"( "([^"\\]|\\.){0,255}")*$/.test(text)))
        return batchRefusal("Invalid Resource Record: 'FATAL problem: InvalidCharacterString'");
      if (field("Action") === "DELETE") {
        if (JSON.stringify(there) !== JSON.stringify(given))
          return batchRefusal(
            `Tried to delete resource record set [name='${name}.', type='TXT'] but the values provided do not match the current values`,
          );
        planned.set(name, undefined);
      } else if (field("Action") === "CREATE") {
        if (there !== undefined)
          return batchRefusal(
            `Tried to create resource record set [name='${name}.', type='TXT'] but it already exists`,
          );
        planned.set(name, given);
      } else return refusal(400, "InvalidInput", "Invalid XML");
    }
    for (const [name, set] of planned) sets.put(zone, name, set);
    return xml(
      `<ChangeResourceRecordSetsResponse ${namespace}><ChangeInfo><Id>/change/C${++changes}</Id><Status>PENDING</Status></ChangeInfo></ChangeResourceRecordSetsResponse>`,
    );
  }

  function changeInfo(change: string): Reply {
    asked.set(change, (asked.get(change) ?? 0) + 1);
    // Only the first change is waited for twice: the tests would wait for each.
    const status = change === "C1" && asked.get(change) === 1 ? "PENDING" : "INSYNC";
    return xml(
      `<GetChangeResponse ${namespace}><ChangeInfo><Id>/change/${change}</Id><Status>${status}</Status></ChangeInfo></GetChangeResponse>`,
    );
  }

  return {
    api,
    sets,
    put: (zone: string, name: string, text: string) => {
      const set = sets.at(zone, name) ?? { ttl: "300", texts: [] };
      sets.put(zone, name, { ...set, texts: [...set.texts, text] });
    },
  };
}

function assumeRole(call: Call): Reply {
  const fields = new URLSearchParams(call.body);
  if (call.method !== "POST" || call.headers["content-type"] !== "application/x-www-form-urlencoded")
    return refusal(400, "InvalidAction", "Could not find operation");
  if (
    fields.get("Version") !== "2011-06-15" ||
    !/^[\w+=,.@-]{2,64}$/.test(fields.get("RoleSessionName") ?? "")
  )
    return refusal(400, "ValidationError", "RoleSessionName or Version is invalid");
  const action = fields.get("Action");
  if (action === "AssumeRoleWithWebIdentity" && fields.get("WebIdentityToken") !== webIdentityToken)
    return refusal(400, "InvalidIdentityToken", "The web identity token that was passed is not valid");
  const fault = action === "AssumeRole" ? signatureFault(call, "sts") : undefined;
  if (fault !== undefined) return fault;
  if (fields.get("RoleArn") !== role)
    return refusal(403, "AccessDenied", `Not authorized to perform sts:${action}`);
  const { accessKeyId, secretAccessKey, sessionToken } = roleKeys;
  return xml(
    `<${action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><${action}Result><Credentials><AccessKeyId>${accessKeyId}</AccessKeyId><SecretAccessKey>${secretAccessKey}</SecretAccessKey><SessionToken>${sessionToken}</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></${action}Result></${action}Response>`,
  );
}

/** The signature is made anew over what arrived: the algorithm itself is tested against AWS's own vectors. */
function signatureFault(call: Call, service: string): Reply | undefined {
  const given = String(call.headers.authorization ?? "");
  const [, keyId, day, region, signed = ""] =
    /Credential=(\w+)\/(\d{8})\/([\w-]+)\/\w+\/aws4_request, SignedHeaders=([\w;-]+),/.exec(given) ?? [];
  const keys = [awsKeys, roleKeys].find(({ accessKeyId }) => accessKeyId === keyId);
  if (keys === undefined)
    return refusal(403, "InvalidClientTokenId", "The security token included in the request is invalid.");
  const [, y, mo, d, h, mi, s] =
    /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(String(call.headers["x-amz-date"])) ?? [];
  const now = Date.parse(`${y}-${mo}-${d}T${h}:${mi}:${s}Z`);
  const others = signed
    .split(";")
    .filter((name) => !["host", "x-amz-date", "x-amz-security-token"].includes(name));
  const headers = Object.fromEntries(others.map((name) => [name, String(call.headers[name])]));
  const request = { method: call.method, url: call.url.href, headers, body: call.body };
  const expected = signedHeaders(request, keys, { region: region ?? "", service, now }).authorization;
  if (expected !== given || day !== `${y}${mo}${d}` || region !== "us-east-1")
    return refusal(
      403,
      "SignatureDoesNotMatch",
      `The request signature we calculated does not match the signature you provided.\nThe Canonical String was ${call.headers["x-amz-security-token"]}`,
    );
  return undefined;
}

function setXml(name: string, { ttl, texts }: FakeSet): string {
  const records = texts
    .map((text) => `<ResourceRecord><Value>${encoded(text)}</Value></ResourceRecord>`)
    .join("");
  return `<ResourceRecordSet><Name>${name}.</Name><Type>TXT</Type><TTL>${ttl}</TTL><ResourceRecords>${records}</ResourceRecords></ResourceRecordSet>`;
}

function encoded(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}

function decoded(text: string): string {
  return text
    .replaceAll("&quot;", '"')
    .replaceAll("&apos;", "'")
    .replaceAll("&lt;", "<")
    .replaceAll("&amp;", "&");
}

function idOf(zone: string): string {
  return `Z${Buffer.from(zone).toString("hex").toUpperCase()}`.slice(0, 30);
}

function xml(body: string): Reply {
  return { status: 200, headers: { "content-type": "text/xml" }, body: `<?xml version="1.0"?>\n${body}` };
}

function refusal(status: number, code: string, message: string): Reply {
  return {
    status,
    body: `<?xml version="1.0"?>\n<ErrorResponse ${namespace}><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>1</RequestId></ErrorResponse>`,
  };
}

function batchRefusal(message: string): Reply {
  return {
    status: 400,
    body: `<?xml version="1.0"?>\n<InvalidChangeBatch ${namespace}><Messages><Message>${message}</Message></Messages><RequestId>1</RequestId></InvalidChangeBatch>`,
  };
}
