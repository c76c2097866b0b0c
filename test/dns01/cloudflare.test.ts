import { cloudflare } from "../../provider/dns01/cloudflare/cloudflare.js";
import { live } from "../../provider/dns01/outside.js";
import { quoted, unquoted } from "../../provider/dns01/rest/txt-presentation.js";
import { dnsProviderContract, zones } from "./contract.js";
import { cloudflareToken, fakeCloudflare } from "./fakes/cloudflare.js";
import { givenCredentials } from "./given-credentials.js";

dnsProviderContract(
  "Cloudflare, by a fake of its API",
  async () => {
    const fake = await fakeCloudflare(zones);
    const open = (apiToken: string, outside = {}) =>
      cloudflare({ apiToken: { value: apiToken } }, givenCredentials(), {
        ...live,
        fetch: fake.api.fetch,
        ...outside,
      });
    return {
      open: (outside) => open(cloudflareToken, outside),
      openWrongly: () => open("wrong-secret"),
      served: async (name) => fake.contents(name).map(unquoted),
      put: async (zone, name, value) => fake.put(zone, name, quoted(value)),
      holder: async (name) => fake.zoneOf(name),
      throttle: fake.api.throttle,
      silence: fake.api.silence,
      close: fake.api.close,
    };
  },
  {
    wrongCredential: "Cloudflare answers GET /client/v4/zones with 403 (Invalid access token, code 9109)",
    noZone:
      "Cloudflare shows this token no zone that holds _acme-challenge.notexample.test (asked for notexample.test, _acme-challenge.notexample.test): is Zone: Read granted for it?",
    late: /^Cloudflare gave no answer to GET \/client\/v4\/zones before time was over$/,
  },
);
