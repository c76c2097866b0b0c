import type { CredentialAccess } from "../credential.js";
import type { DnsProviderSpec } from "../spec/dns01-spec.js";
import { acmeDNS } from "./acme-dns/acme-dns.js";
import { azureDNS } from "./azure-dns/azure-dns.js";
import { cloudDNS } from "./cloud-dns/cloud-dns.js";
import { cloudflare } from "./cloudflare/cloudflare.js";
import { command } from "./command/command.js";
import { digitalocean } from "./digitalocean/digitalocean.js";
import type { DnsProvider } from "./dns-provider.js";
import { hetzner } from "./hetzner/hetzner.js";
import type { Outside } from "./outside.js";
import { rfc2136 } from "./rfc2136/rfc2136.js";
import { route53 } from "./route53/route53.js";
import { webhook } from "./webhook/webhook.js";

/** Whoever serves the zone, as it is specified. Nothing is read or asked before its first step. */
export function dnsProvider(spec: DnsProviderSpec, access: CredentialAccess, outside: Outside): DnsProvider {
  switch (spec.kind) {
    case "rfc2136":
      return rfc2136(spec, access, outside);
    case "cloudflare":
      return cloudflare(spec, access, outside);
    case "route53":
      return route53(spec, access, outside);
    case "cloudDNS":
      return cloudDNS(spec, access, outside);
    case "azureDNS":
      return azureDNS(spec, access, outside);
    case "digitalocean":
      return digitalocean(spec, access, outside);
    case "hetzner":
      return hetzner(spec, access, outside);
    case "acmeDNS":
      return acmeDNS(spec, access, outside);
    case "webhook":
      return webhook(spec, access, outside);
    case "command":
      return command(spec, outside);
  }
}
