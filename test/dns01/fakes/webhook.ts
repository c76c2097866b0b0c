import { createHmac } from "node:crypto";
import { isWithin } from "../../../provider/dns01/dns/name.js";
import { type Call, fakeApi, type Reply } from "./fake-api.js";
import { TextSets } from "./text-sets.js";

export const webhookKey = "a-webhook-key";
export const webhookToken = "a-webhook-token";
export const webhookUrl = "https://dns.example.test/hooks/txt";

interface Told {
  readonly version: number;
  readonly action: "add" | "remove";
  readonly records: readonly { name: string; zone: string; type: string; ttl: number; values: string[] }[];
}

/** A service as docs/dns01.md has users write one: it checks the signature or the token, and keeps the values. */
export async function fakeWebhook(zones: readonly string[], now: () => number = Date.now) {
  const sets = new TextSets<{ readonly texts: readonly string[] }>(zones);
  const tooMany = { status: 429, headers: { "retry-after": "0" }, body: { error: "too many requests" } };
  const api = await fakeApi(["https://dns.example.test"], tooMany, (call) => {
    if (!isGenuine(call)) return { status: 401, body: { error: "the signature is not valid" } };
    if (
      call.method !== "POST" ||
      call.url.href !== webhookUrl ||
      call.headers["content-type"] !== "application/json"
    )
      return { status: 404, body: { error: "no such hook" } };
    return make(JSON.parse(call.body) as Told);
  });

  function isGenuine({ headers, body }: Call): boolean {
    if (headers.authorization !== undefined) return headers.authorization === `Bearer ${webhookToken}`;
    const timestamp = String(headers["x-kubecerts-timestamp"]);
    const expected = createHmac("sha256", webhookKey).update(`${timestamp}.${body}`).digest("hex");
    const isFresh = Math.abs(Number(timestamp) - now() / 1000) < 300;
    return isFresh && headers["x-kubecerts-signature"] === `sha256=${expected}`;
  }

  function make({ version, action, records }: Told): Reply {
    if (version !== 1 || records.some(({ type, ttl }) => type !== "TXT" || ttl !== 60))
      return { status: 422, body: { error: "not a change that this hook knows" } };
    for (const { name, values } of records) {
      const zone = zones.filter((one) => isWithin(name, one)).sort((a, b) => b.length - a.length)[0];
      if (zone === undefined) return { status: 422, body: { error: `no zone holds ${name}` } };
      const kept = (sets.at(zone, name)?.texts ?? []).filter((value) => !values.includes(value));
      sets.put(zone, name, { texts: action === "add" ? [...kept, ...values] : kept });
    }
    return { status: 204 };
  }

  return {
    api,
    sets,
    put: (zone: string, name: string, text: string) =>
      sets.put(zone, name, { texts: [...(sets.at(zone, name)?.texts ?? []), text] }),
  };
}
