import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { type Dns01SolverArgs, dns01Inputs } from "../../sdk/dns01-args.js";

/** Whether an output is a Pulumi secret, and its value. */
async function known(args: pulumi.Input<Dns01SolverArgs>) {
  const output = pulumi.output(dns01Inputs(args));
  const value = await new Promise((resolve) => output.apply(resolve));
  return { value, secret: await pulumi.isSecret(output) };
}

describe("a DNS-01 solver in a program", () => {
  it.each<[string, Dns01SolverArgs]>([
    ["rfc2136", { rfc2136: { nameserver: "ns", tsigKeyName: "acme", tsigSecret: "c2VjcmV0" } }],
    ["cloudflare", { cloudflare: { apiToken: "s3cret" } }],
    ["route53", { route53: { accessKeyID: "AKIA", secretAccessKey: "s3cret" } }],
    ["cloudDNS", { cloudDNS: { project: "p", serviceAccount: "{}" } }],
    ["azureDNS", { azureDNS: { subscriptionID: "s", resourceGroupName: "g", clientSecret: "s3cret" } }],
    ["digitalocean", { digitalocean: { token: "s3cret" } }],
    ["hetzner", { hetzner: { token: "s3cret" } }],
    ["acmeDNS", { acmeDNS: { host: "https://auth.example.com", account: "{}" } }],
    ["a webhook's key", { webhook: { url: "https://dns.example.com", hmacKey: "s3cret" } }],
    ["a webhook's token", { webhook: { url: "https://dns.example.com", bearerToken: "s3cret" } }],
  ])("holds the secret of %s as a Pulumi secret", async (_, args) => {
    expect(await known(args)).toEqual({ value: args, secret: true });
  });

  it.each<[string, Dns01SolverArgs]>([
    [
      "a reference",
      { cnameStrategy: "Follow", cloudflare: { apiTokenSecretRef: { env: "CLOUDFLARE_API_TOKEN" } } },
    ],
    ["no credential", { route53: { region: "eu-central-1" } }],
    ["a command", { command: { command: ["dns-txt"], environment: ["PATH"] } }],
  ])("with %s is passed on as it is, in plain text", async (_, args) => {
    expect(await known(args)).toEqual({ value: args, secret: false });
  });
});
