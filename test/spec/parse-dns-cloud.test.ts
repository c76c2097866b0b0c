import { describe, expect, it } from "vitest";
import type { DnsProviderSpec } from "../../provider/spec/dns01-spec.js";
import { type Mistake, parse } from "./dns01.js";

const uuid = "00000000-0000-4000-8000-000000000001";
const azure = { subscriptionID: uuid, resourceGroupName: "dns" };

const mistakes: readonly Mistake[] = [
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
];

const right: readonly [string, Record<string, unknown>, DnsProviderSpec][] = [
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
];

describe("dns01", () => {
  it.each(mistakes)("with %s is refused", (_, kind, fields, field, reason) => {
    expect(parse({ [kind]: fields }).failures).toEqual([
      { property: `dns01.${kind}${field}`, reason: expect.stringContaining(reason) },
    ]);
  });

  it.each(right)("by %s is read", (_, given, provider) => {
    expect(parse(given)).toMatchObject({ spec: { provider }, failures: [], waitingOn: [] });
  });
});
