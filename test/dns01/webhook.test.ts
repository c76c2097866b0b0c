import { describe, expect, it } from "vitest";
import { live, type Outside } from "../../provider/dns01/outside.js";
import { webhook } from "../../provider/dns01/webhook/webhook.js";
import type { WebhookSpec } from "../../provider/spec/dns-api-spec.js";
import { failure, patient } from "./challenges.js";
import { dnsProviderContract, zones } from "./contract.js";
import { fakeWebhook, webhookKey, webhookToken, webhookUrl } from "./fakes/webhook.js";
import { givenCredentials } from "./given-credentials.js";

const signed = { hmacKey: { value: webhookKey } };

function open(signs: WebhookSpec["signs"], outside: Partial<Outside>) {
  return webhook({ url: webhookUrl, signs }, givenCredentials(), { ...live, ...outside });
}

dnsProviderContract(
  "a webhook, by a service that is written as the docs say",
  async () => {
    const fake = await fakeWebhook(zones);
    const { fetch } = fake.api;
    return {
      open: (outside) => open(signed, { fetch, ...outside }),
      openWrongly: () => open({ hmacKey: { value: "wrong-secret" } }, { fetch }),
      served: async (name) => fake.sets.texts(name),
      put: async (zone, name, value) => fake.put(zone, name, value),
      holder: async (name) => fake.sets.holder(name),
      throttle: fake.api.throttle,
      silence: fake.api.silence,
      close: fake.api.close,
    };
  },
  {
    wrongCredential: "the webhook answers POST /hooks/txt with 401 (the signature is not valid)",
    noZone: "the webhook answers POST /hooks/txt with 422 (no zone holds _acme-challenge.notexample.test)",
    late: "the webhook gave no answer to POST /hooks/txt before time was over",
  },
);

describe("a webhook", () => {
  const record = { name: "_acme-challenge.example.test", zone: "example.test", values: ["one", "two"] };

  it("is told all of it, signed with the time", async () => {
    const now = () => 1_800_000_000_000;
    const fake = await fakeWebhook(zones, now);
    await open(signed, { fetch: fake.api.fetch, now }).add([record], patient());
    await fake.api.close();
    const [call] = fake.api.calls;
    expect(JSON.parse(call?.body ?? "")).toEqual({
      version: 1,
      action: "add",
      records: [{ ...record, type: "TXT", ttl: 60 }],
    });
    expect(call?.headers).toMatchObject({
      "x-kubecerts-timestamp": "1800000000",
      "x-kubecerts-signature": expect.stringMatching(/^sha256=[0-9a-f]{64}$/),
    });
  });

  it("may know a token instead", async () => {
    const fake = await fakeWebhook(zones);
    await open({ bearerToken: { value: webhookToken } }, { fetch: fake.api.fetch }).add([record], patient());
    await fake.api.close();
    expect(fake.sets.texts(record.name)).toEqual(["one", "two"]);
    expect(fake.api.calls[0]?.headers).not.toHaveProperty("x-kubecerts-signature");
  });

  it("that leads elsewhere is not followed", async () => {
    const asked: string[] = [];
    const fetch = (async (url: string) => {
      asked.push(url);
      return new Response("", { status: 307, headers: { location: "https://attacker.test/" } });
    }) as typeof globalThis.fetch;
    expect(await failure(open(signed, { fetch }).add([record], patient()))).toBe(
      "the webhook answers POST /hooks/txt with 307 (a redirection, which is not followed)",
    );
    expect(asked).toEqual([webhookUrl]);
  });
});
