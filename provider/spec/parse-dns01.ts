import type {
  Dns01Spec,
  DnsPersist01Spec,
  DnsProviderSpec,
  PropagationSpec,
  Rfc2136Spec,
} from "./dns01-spec.js";
import { tsigAlgorithms } from "./dns01-spec.js";
import { parseDuration } from "./duration.js";
import type { Fields } from "./fields.js";
import { readDnsName, readIpAddress } from "./names.js";
import { requireCredential } from "./parse-credential.js";
import {
  parseAcmeDNS,
  parseCloudflare,
  parseCommand,
  parseTokenOnly,
  parseWebhook,
} from "./parse-dns-api.js";
import { parseAzureDNS, parseCloudDNS, parseRoute53 } from "./parse-dns-cloud.js";

/** Reads `dns01` of a solver, whose fields these are; undefined when something in it is wrong or not known yet. */
export function parseDns01(fields: Fields): Dns01Spec | undefined {
  // acme-dns serves a name of its own, to which a CNAME must lead.
  const cnameStrategy =
    fields.choice("cnameStrategy", ["None", "Follow"]) ?? (fields.has("acmeDNS") ? "Follow" : "None");
  if (fields.has("acmeDNS") && cnameStrategy === "None")
    fields.fail("cnameStrategy", "must be Follow with acmeDNS, which works by a CNAME at _acme-challenge");
  const propagation = parsePropagation(fields);
  const provider = parseProvider(fields);
  fields.done();
  return provider === undefined ? undefined : { cnameStrategy, propagation, provider };
}

/** Reads `dnsPersist01` of a solver, whose fields these are. */
export function parseDnsPersist01(fields: Fields): DnsPersist01Spec {
  const propagation = parsePropagation(fields);
  fields.done();
  return { propagation };
}

function parsePropagation(fields: Fields): PropagationSpec {
  const propagation = fields.object("propagation");
  const result = {
    resolvers: propagation?.sequence("resolvers", readServer) ?? [],
    authoritative: propagation?.boolean("authoritative") ?? true,
    delay: propagation?.text("delay", `a duration such as "30s"`, parseDuration) ?? 0,
  };
  propagation?.done();
  return result;
}

type Parser<Kind> = (fields: Fields) => Omit<Extract<DnsProviderSpec, { kind: Kind }>, "kind"> | undefined;

const providers: { readonly [Kind in DnsProviderSpec["kind"]]: Parser<Kind> } = {
  rfc2136: parseRfc2136,
  cloudflare: parseCloudflare,
  route53: parseRoute53,
  cloudDNS: parseCloudDNS,
  azureDNS: parseAzureDNS,
  digitalocean: parseTokenOnly,
  hetzner: parseTokenOnly,
  acmeDNS: parseAcmeDNS,
  webhook: parseWebhook,
  command: parseCommand,
};

function parseProvider(fields: Fields): DnsProviderSpec | undefined {
  const kinds = Object.keys(providers) as DnsProviderSpec["kind"][];
  const given = kinds.filter((kind) => fields.has(kind));
  const [kind] = given;
  if (given.length !== 1 || kind === undefined)
    return fields.failWhole(`must hold exactly one of ${kinds.join(", ")}`);
  const provider = fields.object(kind);
  const spec = provider === undefined ? undefined : providers[kind](provider);
  provider?.done();
  return spec === undefined ? undefined : ({ kind, ...spec } as DnsProviderSpec);
}

function parseRfc2136(fields: Fields): Rfc2136Spec | undefined {
  const wanted = `a name server, "host" or "host:port"`;
  const nameserver = fields.text("nameserver", wanted, (text) => {
    const server = readServer(text);
    return "value" in server ? server.value : undefined;
  });
  if (!fields.has("nameserver")) fields.fail("nameserver", `is missing: ${wanted}`);
  const protocol = fields.choice("protocol", ["TCP", "UDP"]) ?? "TCP";
  const keyName = fields.text("tsigKeyName", "the name of a TSIG key", (text) =>
    /^([A-Za-z0-9_-]{1,63})(\.[A-Za-z0-9_-]{1,63})*\.?$/.test(text)
      ? text.toLowerCase().replace(/\.$/, "")
      : undefined,
  );
  const algorithm = fields.choice("tsigAlgorithm", tsigAlgorithms) ?? "HMACSHA256";
  const signs = fields.has("tsigKeyName");
  if (!signs && (fields.has("tsigSecretSecretRef") || fields.has("tsigSecret")))
    fields.fail("tsigKeyName", "is missing: the name that the name server knows the TSIG key by");
  const secret = signs ? requireCredential(fields, "tsigSecret") : undefined;
  if (nameserver === undefined || (signs && (keyName === undefined || secret === undefined)))
    return undefined;
  const tsig = keyName === undefined || secret === undefined ? {} : { tsig: { keyName, algorithm, secret } };
  return { nameserver, protocol, ...tsig };
}

/** `host`, `host:port`, an IPv6 address or `[address]:port`, as `host:port`; the port is 53 where none is named. */
export function readServer(text: string): { readonly value: string } | { readonly reason: string } {
  const bare = readIpAddress(text);
  const [, bracketed, plain, port = "53"] = /^(?:\[([^\]]+)\]|([^:[\]]+))(?::(\d{1,5}))?$/.exec(text) ?? [];
  const address = bare ?? readIpAddress(bracketed ?? plain ?? "");
  const name = plain === undefined ? undefined : readDnsName(plain);
  const host = address ?? (name !== undefined && "value" in name ? name.value : undefined);
  if (host === undefined || Number(port) < 1 || Number(port) > 65_535)
    return { reason: `"${text.slice(0, 60)}" is not the address of a name server, "host" or "host:port"` };
  return { value: `${host.includes(":") ? `[${host}]` : host}:${bare === undefined ? port : 53}` };
}
