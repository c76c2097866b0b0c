import { describe, expect, it } from "vitest";
import type { DnsProviderSpec } from "../../provider/spec/dns01-spec.js";
import { type Mistake, parse } from "./dns01.js";

const hook = { url: "https://dns.example.com", hmacKey: "s3cret" };

const mistakes: readonly Mistake[] = [
  [
    "Cloudflare without a token",
    "cloudflare",
    {},
    ".apiTokenSecretRef",
    "is missing: { name, key } of a Secret",
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

const right: readonly [string, Record<string, unknown>, DnsProviderSpec][] = [
  [
    "Cloudflare",
    { cloudflare: { apiTokenSecretRef: { env: "CLOUDFLARE_API_TOKEN" } } },
    { kind: "cloudflare", apiToken: { env: "CLOUDFLARE_API_TOKEN" } },
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
];

describe("dns01", () => {
  it.each(mistakes)("with %s is refused", (_, kind, fields, field, reason) => {
    expect(parse({ [kind]: fields }).failures).toEqual([
      { property: `dns01.${kind}${field}`, reason: expect.stringContaining(reason) },
    ]);
  });

  it("with acme-dns whose CNAME is not followed is refused", () => {
    const acmeDNS = { host: "https://auth.example.com", account: "{}" };
    expect(parse({ acmeDNS, cnameStrategy: "None" }).failures).toEqual([
      { property: "dns01.cnameStrategy", reason: expect.stringContaining("must be Follow with acmeDNS") },
    ]);
  });

  it.each(right)("by %s is read", (_, given, provider) => {
    expect(parse(given)).toMatchObject({ spec: { provider }, failures: [], waitingOn: [] });
  });
});
