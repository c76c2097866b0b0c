import { digitalocean } from "../../provider/dns01/digitalocean/digitalocean.js";
import { live } from "../../provider/dns01/outside.js";
import { dnsProviderContract, zones } from "./contract.js";
import { digitalOceanToken, fakeDigitalOcean } from "./fakes/digitalocean.js";
import { givenCredentials } from "./given-credentials.js";

dnsProviderContract(
  "DigitalOcean, by a fake of its API",
  async () => {
    const fake = await fakeDigitalOcean(zones);
    const open = (token: string, outside = {}) =>
      digitalocean({ token: { value: token } }, givenCredentials(), {
        ...live,
        fetch: fake.api.fetch,
        ...outside,
      });
    return {
      open: (outside) => open(digitalOceanToken, outside),
      openWrongly: () => open("wrong-secret"),
      served: async (name) => fake.served(name),
      put: async (zone, name, value) => fake.put(zone, name, value),
      holder: async (name) => fake.holder(name),
      throttle: fake.api.throttle,
      silence: fake.api.silence,
      close: fake.api.close,
    };
  },
  {
    wrongCredential:
      "DigitalOcean answers GET /v2/domains/example.test with 401 (Unable to authenticate you, code Unauthorized)",
    noZone:
      "DigitalOcean has no domain that holds _acme-challenge.notexample.test (asked for notexample.test, _acme-challenge.notexample.test)",
    late: "DigitalOcean gave no answer to GET /v2/domains/example.test before time was over",
  },
);
