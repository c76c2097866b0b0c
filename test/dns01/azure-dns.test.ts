import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { azureDNS } from "../../provider/dns01/azure-dns/azure-dns.js";
import { live, type Outside } from "../../provider/dns01/outside.js";
import type { AzureDNSSpec } from "../../provider/spec/dns-api-spec.js";
import { file } from "../x509/openssl.js";
import { failure, patient } from "./challenges.js";
import { dnsProviderContract, zones } from "./contract.js";
import { azure, azureAssertion, azureSecret, fakeAzureDNS } from "./fakes/azure-dns.js";
import { givenCredentials } from "./given-credentials.js";

type Fake = Awaited<ReturnType<typeof fakeAzureDNS>>;

const { tenantID, clientID, ...place } = azure;
const withoutIdentity: AzureDNSSpec = { ...place, environment: "AzurePublicCloud" };
const bySecret = { ...withoutIdentity, tenantID, clientID, clientSecret: { value: azureSecret } };

function open(fake: Fake, spec: AzureDNSSpec, outside: Partial<Outside> = {}) {
  return azureDNS(spec, givenCredentials(), { ...live, environment: {}, fetch: fake.api.fetch, ...outside });
}

dnsProviderContract(
  "Azure DNS, by a fake of its API",
  async () => {
    const fake = await fakeAzureDNS(zones);
    return {
      open: (outside) => open(fake, bySecret, outside),
      openWrongly: () => open(fake, { ...bySecret, clientSecret: { value: "wrong-secret" } }),
      served: async (name) => fake.sets.texts(name),
      put: async (zone, name, value) => fake.put(zone, name, value),
      holder: async (name) => fake.sets.holder(name),
      throttle: fake.api.throttle,
      silence: fake.api.silence,
      close: fake.api.close,
    };
  },
  {
    wrongCredential: `Microsoft Entra answers POST /${tenantID}/oauth2/v2.0/token with 401 (AADSTS7000215: Invalid client secret provided., code invalid_client)`,
    noZone:
      "the resource group dns has no DNS zone that holds _acme-challenge.notexample.test (it has example.test, sub.example.test, ample.test)",
    late: `Microsoft Entra gave no answer to POST /${tenantID}/oauth2/v2.0/token before time was over`,
  },
);

describe("who the process is to Azure", () => {
  let fake: Fake;
  beforeAll(async () => {
    fake = await fakeAzureDNS(zones);
  });
  afterAll(() => fake?.api.close());
  let count = 0;
  const add = async (spec: AzureDNSSpec, environment: NodeJS.ProcessEnv) => {
    const before = fake.proofs.length;
    const record = { name: `n${++count}.example.test`, zone: "example.test", values: ["value"] };
    await open(fake, spec, { environment }).add([record], patient());
    expect(fake.sets.texts(record.name)).toEqual(["value"]);
    return fake.proofs.slice(before);
  };
  const token = { AZURE_FEDERATED_TOKEN_FILE: file(`${azureAssertion}\n`) };
  const names = { AZURE_TENANT_ID: tenantID, AZURE_CLIENT_ID: clientID };

  it.each<[string, AzureDNSSpec, NodeJS.ProcessEnv, string[]]>([
    ["a client secret", bySecret, {}, ["secret"]],
    [
      "a client secret that is given, though there is a federated token",
      bySecret,
      { ...token, ...names },
      ["secret"],
    ],
    ["a federated token", withoutIdentity, { ...token, ...names }, ["assertion"]],
    [
      "a federated token for an application that is given",
      { ...withoutIdentity, tenantID, clientID },
      token,
      ["assertion"],
    ],
  ])("is told by %s", async (_, spec, environment, proofs) => {
    expect(await add(spec, environment)).toEqual(proofs);
  });

  it.each<[string, NodeJS.ProcessEnv, string]>([
    [
      "nobody is named",
      token,
      "no identity for Azure DNS is found: give tenantID and clientID, or set AZURE_TENANT_ID and AZURE_CLIENT_ID",
    ],
    [
      "nothing proves it",
      names,
      "no credential for Azure DNS is found: give clientSecretSecretRef, or set AZURE_FEDERATED_TOKEN_FILE",
    ],
  ])("is not known where %s", async (_, environment, message) => {
    expect(await failure(add(withoutIdentity, environment))).toBe(message);
  });

  it("keeps the time to live and the notes of a set that others made", async () => {
    fake.put("example.test", "kept.example.test", "of others");
    const record = { name: "kept.example.test", zone: "example.test", values: ["value"] };
    await open(fake, bySecret).add([record], patient());
    expect(fake.sets.at("example.test", record.name)).toMatchObject({
      TTL: 300,
      metadata: { owner: "another" },
      texts: ["of others", "value"],
    });
  });

  it("is not asked for the zones where one is named", async () => {
    const spec = { ...bySecret, hostedZoneName: "example.test" };
    const calls = fake.api.calls.length;
    await open(fake, spec).add([{ name: "a.example.test", zone: "b.test", values: ["value"] }], patient());
    const paths = fake.api.calls.slice(calls).map(({ url }) => url.pathname.split("/dnsZones")[1]);
    expect(paths).toEqual([undefined, "/example.test/TXT/a", "/example.test/TXT/a"]);
    const stray = { name: "_acme-challenge.notexample.test", zone: "notexample.test", values: ["value"] };
    expect(await failure(open(fake, spec).add([stray], patient()))).toBe(
      "hostedZoneName is example.test, which does not hold _acme-challenge.notexample.test",
    );
  });
});
