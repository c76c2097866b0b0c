import { describe, expect, it } from "vitest";
import type { DnsProviderSpec } from "../../provider/spec/dns01-spec.js";
import { Fields, type Findings, unknownValue } from "../../provider/spec/fields.js";
import { parseDns01, readServer } from "../../provider/spec/parse-dns01.js";

function parse(dns01: Record<string, unknown>) {
  const findings: Findings = { failures: [], waitingOn: [] };
  return { spec: parseDns01(new Fields(dns01, "dns01", findings)), ...findings };
}

const rfc2136 = {
  nameserver: "10.0.0.1",
  tsigKeyName: "acme",
  tsigSecretSecretRef: { name: "tsig", key: "key" },
};

const uuid = "00000000-0000-4000-8000-000000000001";
const azure = { subscriptionID: uuid, resourceGroupName: "dns" };
const hook = { url: "https://dns.example.com", hmacKey: "s3cret" };

/** What is wrong, with which provider, in which of its fields, and what is said of it. */
const mistakes: readonly [string, string, object, string, string][] = [
  [
    "a region that is none",
    "route53",
    { region: "Frankfurt" },
    ".region",
    `must be a region such as "eu-central-1"`,
  ],
  [
    "a zone's path as its ID",
    "route53",
    { hostedZoneID: "/hostedzone/Z1" },
    ".hostedZoneID",
    "must be the ID of a hosted zone",
  ],
  [
    "a user as a role",
    "route53",
    { role: "arn:aws:iam::123456789012:user/a" },
    ".role",
    "must be the ARN of a role",
  ],
  ["a key's ID alone", "route53", { accessKeyID: "AKIA" }, ".secretAccessKeySecretRef", "is missing"],
  ["a key's secret alone", "route53", { secretAccessKey: "s3cret" }, ".accessKeyIDSecretRef", "is missing"],
  ["no project", "cloudDNS", {}, ".project", "is missing: the ID of a project"],
  [
    "a zone's DNS name as its name",
    "cloudDNS",
    { project: "my-project", hostedZoneName: "example.com." },
    ".hostedZoneName",
    "must be the name of a managed zone",
  ],
  [
    "two identities",
    "cloudDNS",
    { project: "my-project", metadataServer: true, serviceAccount: "{}" },
    ".metadataServer",
    "cannot be given beside a service account",
  ],
  [
    "a subscription's name",
    "azureDNS",
    { ...azure, subscriptionID: "production" },
    ".subscriptionID",
    "must be the ID of a subscription",
  ],
  ["no resource group", "azureDNS", { subscriptionID: uuid }, ".resourceGroupName", "is missing"],
  [
    "a cloud that is closed",
    "azureDNS",
    { ...azure, environment: "AzureGermanCloud" },
    ".environment",
    "must be one of AzurePublicCloud",
  ],
  [
    "a secret of no application",
    "azureDNS",
    { ...azure, tenantID: uuid, clientSecret: "s3cret" },
    ".clientID",
    "is missing: a client secret belongs to an application",
  ],
  ["no token", "digitalocean", {}, ".tokenSecretRef", "is missing"],
  ["no token for Hetzner", "hetzner", {}, ".tokenSecretRef", "is missing"],
  [
    "a server by http",
    "acmeDNS",
    { host: "http://auth.example.com", account: "{}" },
    ".host",
    "must be the https URL of an acme-dns server",
  ],
  ["no account", "acmeDNS", { host: "http://localhost:8080" }, ".accountSecretRef", "is missing"],
  [
    "a webhook by http",
    "webhook",
    { ...hook, url: "http://dns.example.com" },
    ".url",
    "must be an https URL without a user and a password",
  ],
  [
    "a password in a webhook's URL",
    "webhook",
    { ...hook, url: "https://u:p@dns.example.com" },
    ".url",
    "must be an https URL without",
  ],
  [
    "a webhook that anybody may call",
    "webhook",
    { url: hook.url },
    "",
    "must hold exactly one of hmacKeySecretRef and bearerTokenSecretRef",
  ],
  [
    "a webhook with a key and a token",
    "webhook",
    { ...hook, bearerTokenSecretRef: { env: "T" } },
    "",
    "must hold exactly one of",
  ],
  ["no command", "command", {}, ".command", "is missing: a program and its arguments"],
  ["a command of no words", "command", { command: [] }, ".command", "must begin with a program"],
  ["a command line", "command", { command: "dns-txt --now" }, ".command", "must be a list"],
  [
    "a variable's value",
    "command",
    { command: ["dns-txt"], environment: ["TOKEN=s3cret"] },
    ".environment[0]",
    "is not the name of an environment variable",
  ],
  ["no time", "command", { command: ["dns-txt"], timeout: "0s" }, ".timeout", "must be a duration over 0s"],
  ["a mistaken field", "command", { command: ["dns-txt"], env: ["A"] }, ".env", "is not a field"],
];

describe("dns01", () => {
  it("is read with every default filled in", () => {
    expect(parse({ rfc2136 })).toEqual({
      spec: {
        cnameStrategy: "None",
        propagation: { resolvers: [], authoritative: true, delay: 0 },
        provider: {
          kind: "rfc2136",
          nameserver: "10.0.0.1:53",
          protocol: "TCP",
          tsig: {
            keyName: "acme",
            algorithm: "HMACSHA256",
            secret: { secretRef: { name: "tsig", key: "key" } },
          },
        },
      },
      failures: [],
      waitingOn: [],
    });
  });

  it("is read with everything given", () => {
    const given = {
      cnameStrategy: "Follow",
      propagation: {
        resolvers: ["ns.example.com:5353", "2001:db8::1"],
        authoritative: false,
        delay: "1m30s",
      },
      rfc2136: {
        nameserver: "ns.example.com:5353",
        protocol: "UDP",
        tsigKeyName: "Acme.",
        tsigAlgorithm: "HMACSHA512",
        tsigSecret: "c2VjcmV0",
      },
    };
    expect(parse(given).spec).toEqual({
      cnameStrategy: "Follow",
      propagation: {
        resolvers: ["ns.example.com:5353", "[2001:db8::1]:53"],
        authoritative: false,
        delay: 90_000,
      },
      provider: {
        kind: "rfc2136",
        nameserver: "ns.example.com:5353",
        protocol: "UDP",
        tsig: { keyName: "acme", algorithm: "HMACSHA512", secret: { value: "c2VjcmV0" } },
      },
    });
  });

  it.each<[string, Record<string, unknown>, { property: string; reason: string }]>([
    ["nothing", {}, { property: "dns01", reason: "must hold exactly one of" }],
    ["a mistaken field", { rfc2136, cname: "Follow" }, { property: "dns01.cname", reason: "is not a field" }],
    [
      "another strategy",
      { rfc2136, cnameStrategy: "follow" },
      { property: "dns01.cnameStrategy", reason: `must be one of None, Follow, not "follow"` },
    ],
    [
      "a resolver that is none",
      { rfc2136, propagation: { resolvers: ["https://dns.example"] } },
      { property: "dns01.propagation.resolvers[0]", reason: `"https://dns.example" is not the address of` },
    ],
    [
      "a delay in days",
      { rfc2136, propagation: { delay: "1d" } },
      { property: "dns01.propagation.delay", reason: `must be a duration such as "30s"` },
    ],
    ["no name server", { rfc2136: {} }, { property: "dns01.rfc2136.nameserver", reason: "is missing" }],
    [
      "a key without a secret",
      { rfc2136: { nameserver: "ns", tsigKeyName: "acme" } },
      { property: "dns01.rfc2136.tsigSecretSecretRef", reason: "is missing: { name, key } of a Secret" },
    ],
    [
      "a secret without a key",
      { rfc2136: { nameserver: "ns", tsigSecret: "c2VjcmV0" } },
      { property: "dns01.rfc2136.tsigKeyName", reason: "is missing" },
    ],
    [
      "two providers",
      { rfc2136, cloudflare: { apiToken: "s3cret" } },
      { property: "dns01", reason: "must hold exactly one of" },
    ],
    [
      "Cloudflare without a token",
      { cloudflare: {} },
      { property: "dns01.cloudflare.apiTokenSecretRef", reason: "is missing: { name, key } of a Secret" },
    ],
    ...mistakes.map(
      ([what, kind, fields, field, reason]): [
        string,
        Record<string, unknown>,
        { property: string; reason: string },
      ] => [what, { [kind]: fields }, { property: `dns01.${kind}${field}`, reason }],
    ),
    [
      "acme-dns whose CNAME is not followed",
      { acmeDNS: { host: "https://auth.example.com", account: "{}" }, cnameStrategy: "None" },
      { property: "dns01.cnameStrategy", reason: "must be Follow with acmeDNS" },
    ],
    [
      "an algorithm that is broken",
      { rfc2136: { ...rfc2136, tsigAlgorithm: "HMACMD5" } },
      { property: "dns01.rfc2136.tsigAlgorithm", reason: "must be one of HMACSHA1" },
    ],
  ])("with %s is refused", (_, given, { property, reason }) => {
    const { spec, failures } = parse(given);
    expect(failures).toEqual([{ property, reason: expect.stringContaining(reason) }]);
    expect(spec === undefined || property !== "dns01").toBe(true);
  });

  it.each<[string, Record<string, unknown>, DnsProviderSpec]>([
    [
      "Cloudflare",
      { cloudflare: { apiTokenSecretRef: { env: "CLOUDFLARE_API_TOKEN" } } },
      { kind: "cloudflare", apiToken: { env: "CLOUDFLARE_API_TOKEN" } },
    ],
    ["Route 53 with the identity of the process", { route53: {} }, { kind: "route53" }],
    [
      "Route 53 with everything given",
      {
        route53: {
          region: "us-gov-west-1",
          hostedZoneID: "Z0123456789ABCDEFGHIJ",
          role: "arn:aws-us-gov:iam::123456789012:role/path/dns",
          accessKeyID: "AKIA",
          secretAccessKeySecretRef: { name: "aws", key: "secret" },
        },
      },
      {
        kind: "route53",
        region: "us-gov-west-1",
        hostedZoneID: "Z0123456789ABCDEFGHIJ",
        role: "arn:aws-us-gov:iam::123456789012:role/path/dns",
        accessKey: { id: { value: "AKIA" }, secret: { secretRef: { name: "aws", key: "secret" } } },
      },
    ],
    [
      "Cloud DNS with the credential of the environment",
      { cloudDNS: { project: "my-project" } },
      { kind: "cloudDNS", project: "my-project", identity: { kind: "environment" } },
    ],
    [
      "Cloud DNS with a key",
      {
        cloudDNS: {
          project: "example.com:old",
          hostedZoneName: "zone",
          serviceAccountSecretRef: { file: "key.json" },
        },
      },
      {
        kind: "cloudDNS",
        project: "example.com:old",
        hostedZoneName: "zone",
        identity: { kind: "json", json: { file: "key.json" } },
      },
    ],
    [
      "Cloud DNS with the metadata server",
      { cloudDNS: { project: "my-project", metadataServer: true } },
      { kind: "cloudDNS", project: "my-project", identity: { kind: "metadataServer" } },
    ],
    [
      "Azure DNS with a federated token",
      { azureDNS: { subscriptionID: uuid, resourceGroupName: "dns" } },
      { kind: "azureDNS", subscriptionID: uuid, resourceGroupName: "dns", environment: "AzurePublicCloud" },
    ],
    [
      "Azure DNS with a secret",
      {
        azureDNS: {
          subscriptionID: uuid,
          resourceGroupName: "dns",
          hostedZoneName: "Example.com",
          environment: "AzureChinaCloud",
          tenantID: uuid,
          clientID: uuid,
          clientSecret: "s3cret",
        },
      },
      {
        kind: "azureDNS",
        subscriptionID: uuid,
        resourceGroupName: "dns",
        hostedZoneName: "example.com",
        environment: "AzureChinaCloud",
        tenantID: uuid,
        clientID: uuid,
        clientSecret: { value: "s3cret" },
      },
    ],
    [
      "DigitalOcean",
      { digitalocean: { token: "s3cret" } },
      { kind: "digitalocean", token: { value: "s3cret" } },
    ],
    [
      "Hetzner",
      { hetzner: { tokenSecretRef: { env: "HCLOUD_TOKEN" } } },
      { kind: "hetzner", token: { env: "HCLOUD_TOKEN" } },
    ],
    [
      "acme-dns",
      { acmeDNS: { host: "https://auth.example.com/", accountSecretRef: { file: "accounts.json" } } },
      { kind: "acmeDNS", host: "https://auth.example.com", account: { file: "accounts.json" } },
    ],
    [
      "a webhook with a key",
      { webhook: { url: "https://dns.example.com/txt", hmacKeySecretRef: { env: "KEY" } } },
      { kind: "webhook", url: "https://dns.example.com/txt", signs: { hmacKey: { env: "KEY" } } },
    ],
    [
      "a webhook with a token",
      { webhook: { url: "https://dns.example.com/txt", bearerToken: "s3cret" } },
      { kind: "webhook", url: "https://dns.example.com/txt", signs: { bearerToken: { value: "s3cret" } } },
    ],
    [
      "a command",
      { command: { command: ["dns-txt"] } },
      { kind: "command", command: ["dns-txt"], environment: ["PATH"], timeout: 60_000 },
    ],
    [
      "a command with everything given",
      { command: { command: ["dns-txt", "", "-x"], environment: ["TOKEN", "PATH"], timeout: "10s" } },
      { kind: "command", command: ["dns-txt", "", "-x"], environment: ["PATH", "TOKEN"], timeout: 10_000 },
    ],
  ])("by %s is read", (_, given, provider) => {
    expect(parse(given)).toMatchObject({ spec: { provider }, failures: [], waitingOn: [] });
  });

  it("waits for what is not known yet", () => {
    expect(parse({ rfc2136: { ...rfc2136, nameserver: unknownValue } })).toEqual({
      spec: undefined,
      failures: [],
      waitingOn: ["dns01.rfc2136.nameserver"],
    });
  });
});

describe("the address of a name server", () => {
  it.each([
    ["10.0.0.1", "10.0.0.1:53"],
    ["10.0.0.1:5353", "10.0.0.1:5353"],
    ["NS.example.com", "ns.example.com:53"],
    ["2001:DB8::1", "[2001:db8::1]:53"],
    ["[2001:db8::1]:5353", "[2001:db8::1]:5353"],
    ["10.0.0.1:0", undefined],
    ["10.0.0.1:65536", undefined],
    ["a b", undefined],
    ["", undefined],
  ])("%s is %s", (text, expected) => {
    const read = readServer(text);
    expect("value" in read ? read.value : undefined).toBe(expected);
  });
});
