import { createHmac } from "node:crypto";
import type { CredentialAccess } from "../../credential.js";
import type { WebhookSpec } from "../../spec/dns-api-spec.js";
import { type DnsProvider, type TxtRecords, ttl } from "../dns-provider.js";
import type { Outside } from "../outside.js";
import { parsed, textIn } from "../rest/json.js";
import { RestApi } from "../rest/rest-api.js";
import { toldChange } from "../told-change.js";

/** A service of the user's own that is told every change; any 2xx means that it was made. */
export function webhook(
  spec: WebhookSpec,
  access: CredentialAccess,
  outside: Pick<Outside, "fetch" | "patience" | "now">,
): DnsProvider {
  const api = new RestApi("the webhook", outside, (text) => ({
    message: textIn(parsed(text).error) ?? text,
  }));
  const tell = async (action: "add" | "remove", records: readonly TxtRecords[], signal: AbortSignal) => {
    const body = toldChange(action, records, ttl);
    const headers = {
      "content-type": "application/json",
      ...(await proofOf(body, spec, access, outside.now())),
    };
    await api.send({ method: "POST", url: spec.url, headers, body }, signal);
  };
  return {
    add: (records, signal) => tell("add", records, signal),
    remove: (records, signal) => tell("remove", records, signal),
  };
}

/** The time is signed, too, so that who overhears a request cannot send it again for ever. */
async function proofOf(
  body: string,
  { signs }: WebhookSpec,
  access: CredentialAccess,
  now: number,
): Promise<Record<string, string>> {
  if ("bearerToken" in signs) return { authorization: `Bearer ${await access.read(signs.bearerToken)}` };
  const timestamp = String(Math.floor(now / 1000));
  const key = await access.read(signs.hmacKey);
  const signature = createHmac("sha256", key).update(`${timestamp}.${body}`).digest("hex");
  return { "x-kubecerts-timestamp": timestamp, "x-kubecerts-signature": `sha256=${signature}` };
}
