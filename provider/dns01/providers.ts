import type { CredentialAccess } from "../credential.js";
import type { DnsProviderSpec } from "../spec/dns01-spec.js";
import { cloudflare } from "./cloudflare/cloudflare.js";
import type { DnsProvider } from "./dns-provider.js";
import type { Outside } from "./outside.js";
import { rfc2136 } from "./rfc2136/rfc2136.js";

/** Whoever serves the zone, as it is specified. Nothing is read or asked before its first step. */
export function dnsProvider(spec: DnsProviderSpec, access: CredentialAccess, outside: Outside): DnsProvider {
  switch (spec.kind) {
    case "rfc2136":
      return rfc2136(spec, access, outside);
    case "cloudflare":
      return cloudflare(spec, access, outside);
  }
}
