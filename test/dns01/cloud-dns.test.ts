import { generateKeyPairSync } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cloudDNS } from "../../provider/dns01/cloud-dns/cloud-dns.js";
import { live, type Outside } from "../../provider/dns01/outside.js";
import { quoted, unquoted } from "../../provider/dns01/rest/txt-presentation.js";
import type { GoogleIdentitySpec } from "../../provider/spec/dns-api-spec.js";
import { file } from "../x509/openssl.js";
import { failure, patient } from "./challenges.js";
import { dnsProviderContract, zones } from "./contract.js";
import { fakeCloudDNS, googleProject, impersonation } from "./fakes/cloud-dns.js";
import { givenCredentials } from "./given-credentials.js";

const pair = (bits: number) =>
  generateKeyPairSync("rsa", {
    modulusLength: bits,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
const [own, stranger] = [pair(2048), pair(2048)];

/** The JSON that Google gives for a key of a service account. */
const serviceAccount = (private_key: string) =>
  JSON.stringify({
    type: "service_account",
    private_key_id: "1",
    private_key,
    client_email: "dns@my-project.iam.gserviceaccount.com",
    token_uri: "https://oauth2.googleapis.com/token",
  });

/** The configuration that `gcloud iam workload-identity-pools create-cred-config` writes. */
const federation = (changes: object = {}) =>
  JSON.stringify({
    type: "external_account",
    audience: "//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/q",
    subject_token_type: "urn:ietf:params:oauth:token-type:jwt",
    token_url: "https://sts.googleapis.com/v1/token",
    credential_source: { file: file("a-subject-token\n") },
    ...changes,
  });

type Fake = Awaited<ReturnType<typeof fakeCloudDNS>>;

const byJson = (value: string): GoogleIdentitySpec => ({ kind: "json", json: { value } });

function open(fake: Fake, identity: GoogleIdentitySpec, outside: Partial<Outside> = {}) {
  const world = { ...live, environment: {}, fetch: fake.api.fetch, ...outside };
  return cloudDNS({ project: googleProject, identity }, givenCredentials(), world);
}

dnsProviderContract(
  "Google Cloud DNS, by a fake of its API",
  async () => {
    const fake = await fakeCloudDNS(zones, own.publicKey);
    return {
      open: (outside) => open(fake, byJson(serviceAccount(own.privateKey)), outside),
      openWrongly: () => open(fake, byJson(serviceAccount(stranger.privateKey))),
      served: async (name) => fake.sets.texts(name).map(unquoted),
      put: async (zone, name, value) => fake.put(zone, name, quoted(value)),
      holder: async (name) => fake.sets.holder(name),
      throttle: fake.api.throttle,
      silence: fake.api.silence,
      close: fake.api.close,
    };
  },
  {
    wrongCredential:
      "Google's token endpoint answers POST /token with 400 (Invalid JWT Signature., code invalid_grant)",
    noZone:
      "the project my-project has no public managed zone that holds _acme-challenge.notexample.test (asked for notexample.test, _acme-challenge.notexample.test)",
    late: "Google's token endpoint gave no answer to POST /token before time was over",
  },
);

describe("who the process is to Google", () => {
  let fake: Fake;
  beforeAll(async () => {
    fake = await fakeCloudDNS(zones, own.publicKey);
  });
  afterAll(() => fake?.api.close());
  let count = 0;
  const add = async (identity: GoogleIdentitySpec, environment: NodeJS.ProcessEnv = {}) => {
    const before = fake.asked.length;
    const record = { name: `n${++count}.example.test`, zone: "example.test", values: ["value"] };
    await open(fake, identity, { environment }).add([record], patient());
    expect(fake.sets.texts(record.name)).toEqual([`"value"`]);
    return fake.asked.slice(before);
  };
  const jsonToken = { format: { type: "json", subject_token_field_name: "t" } };

  it.each<[string, GoogleIdentitySpec, NodeJS.ProcessEnv, string[]]>([
    ["a service account's key", byJson(serviceAccount(own.privateKey)), {}, ["oauth2.googleapis.com"]],
    ["a federated token", byJson(federation()), {}, ["sts.googleapis.com"]],
    [
      "a federated token in JSON",
      byJson(federation({ credential_source: { file: file(`{"t":"a-subject-token"}`), ...jsonToken } })),
      {},
      ["sts.googleapis.com"],
    ],
    [
      "a federated token that impersonates an account",
      byJson(federation({ service_account_impersonation_url: impersonation })),
      {},
      ["sts.googleapis.com", "iamcredentials.googleapis.com"],
    ],
    [
      "the file that the environment names",
      { kind: "environment" },
      { GOOGLE_APPLICATION_CREDENTIALS: file(federation()) },
      ["sts.googleapis.com"],
    ],
    [
      "the metadata server, where it is asked for",
      { kind: "metadataServer" },
      {},
      ["metadata.google.internal"],
    ],
  ])("is told by %s", async (_, identity, environment, hosts) => {
    expect(await add(identity, environment)).toEqual(hosts);
  });

  it.each<[string, GoogleIdentitySpec, string]>([
    [
      "there is nothing, and the metadata server is not asked",
      { kind: "environment" },
      "no credential for Cloud DNS is found: give serviceAccountSecretRef, or metadataServer: true, or set GOOGLE_APPLICATION_CREDENTIALS",
    ],
    [
      "the JSON is of another kind",
      byJson(`{"type":"authorized_user"}`),
      "the credential for Cloud DNS is not the JSON of a service account's key or of workload identity federation (its type is authorized_user)",
    ],
    [
      "the key is none",
      byJson(serviceAccount("wrong-secret")),
      "the private_key of the service account for Cloud DNS is not a private key in PEM",
    ],
    [
      "a configuration would send the token elsewhere",
      byJson(federation({ token_url: "https://sts.googleapis.com.attacker.test/v1/token" })),
      "the token_url of the credential for Cloud DNS is not at googleapis.com",
    ],
    [
      "a configuration would have a program run",
      byJson(federation({ credential_source: { executable: { command: "/bin/id" } } })),
      "the credential_source for Cloud DNS names neither a file nor a URL; programs are not run",
    ],
    [
      "the token is another one",
      byJson(federation({ credential_source: { file: file("wrong-secret") } })),
      "Google's security token service answers POST /v1/token with 400 (The given credential is rejected., code invalid_grant)",
    ],
  ])("is not known where %s", async (_, identity, message) => {
    expect(await failure(add(identity))).toBe(message);
  });
});
