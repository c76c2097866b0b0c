import { hetzner } from "../../provider/dns01/hetzner/hetzner.js";
import { live } from "../../provider/dns01/outside.js";
import { quoted, unquoted } from "../../provider/dns01/rest/txt-presentation.js";
import { dnsProviderContract, zones } from "./contract.js";
import { fakeHetzner, hetznerToken } from "./fakes/hetzner.js";
import { givenCredentials } from "./given-credentials.js";

dnsProviderContract(
  "Hetzner, by a fake of its API",
  async () => {
    const fake = await fakeHetzner(zones);
    const open = (token: string, outside = {}) =>
      hetzner({ token: { value: token } }, givenCredentials(), {
        ...live,
        fetch: fake.api.fetch,
        ...outside,
      });
    return {
      open: (outside) => open(hetznerToken, outside),
      openWrongly: () => open("wrong-secret"),
      served: async (name) => fake.sets.texts(name).map(unquoted),
      put: async (zone, name, value) => fake.put(zone, name, quoted(value)),
      holder: async (name) => fake.sets.holder(name),
      throttle: fake.api.throttle,
      silence: fake.api.silence,
      close: fake.api.close,
    };
  },
  {
    wrongCredential: "Hetzner answers GET /v1/zones with 401 (unable to authenticate, code unauthorized)",
    noZone:
      "Hetzner shows this token no zone that holds _acme-challenge.notexample.test (asked for notexample.test, _acme-challenge.notexample.test): is it a token of the project that holds the zone?",
    late: "Hetzner gave no answer to GET /v1/zones before time was over",
  },
);
