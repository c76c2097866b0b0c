import type { NameConstraints, NameSubtrees } from "../spec/certificate-spec.js";
import type { CertificateParts } from "./certificate-parts.js";
import { DerReader, tags } from "./der.js";
import { element, sequence } from "./der-writer.js";
import { addressOctets } from "./ip-address.js";
import { oids } from "./object-identifiers.js";
import type { AltNames } from "./subject-alt-name.js";

type Kind = keyof AltNames;

interface Subtree {
  readonly kind: Kind;
  readonly base: Buffer;
}

/**
 * The first of the names that a CA's nameConstraints do not allow below it; undefined when all are allowed.
 * Directory names and common names are not looked at.
 *
 * @see RFC 5280, 4.2.1.10
 */
export function forbiddenName(ca: CertificateParts, names: AltNames): string | undefined {
  const extension = ca.extensions.get(oids.nameConstraints);
  if (extension === undefined) return undefined;
  const fields = new DerReader(extension.value).enter("the nameConstraints", tags.sequence);
  const permitted = subtrees(fields, tags.constructed(0));
  const excluded = subtrees(fields, tags.constructed(1));
  for (const kind of Object.keys(matches) as Kind[]) {
    const allowed = permitted.filter((subtree) => subtree.kind === kind);
    const refused = excluded.filter((subtree) => subtree.kind === kind);
    const isIn = (name: string) => (subtree: Subtree) => matches[kind](name, subtree.base);
    for (const name of names[kind])
      if ((allowed.length > 0 && !allowed.some(isIn(name))) || refused.some(isIn(name))) return name;
  }
  return undefined;
}

/** The tags of GeneralName. @see RFC 5280, 4.2.1.6 */
const kinds = new Map<number, Kind>([
  [tags.primitive(1), "emailAddresses"],
  [tags.primitive(2), "dnsNames"],
  [tags.primitive(6), "uris"],
  [tags.primitive(7), "ipAddresses"],
]);

function subtrees(fields: DerReader, tag: number): Subtree[] {
  const found: Subtree[] = [];
  if (!fields.sees(tag)) return found;
  const list = fields.enter("the nameConstraints", tag);
  while (!list.done) {
    const base = list.enter("a nameConstraint", tags.sequence).next("a nameConstraint");
    const kind = kinds.get(base.tag);
    if (kind !== undefined) found.push({ kind, base: list.bytes.subarray(base.contents, base.end) });
  }
  return found;
}

const matches: Readonly<Record<Kind, (name: string, base: Buffer) => boolean>> = {
  dnsNames: (name, base) => {
    const domain = textOf(base);
    return domain === "" || name === domain || name.endsWith(domain.startsWith(".") ? domain : `.${domain}`);
  },
  emailAddresses: (name, base) => {
    const text = textOf(base);
    if (text.includes("@")) return name.toLowerCase() === text;
    return isHostIn(name.slice(name.lastIndexOf("@") + 1).toLowerCase(), text);
  },
  uris: (name, base) => isHostIn(hostOf(name), textOf(base)),
  ipAddresses: (name, base) => {
    const octets = addressOctets(name);
    if (octets === undefined || base.length !== 2 * octets.length) return false;
    return octets.every((octet, i) => ((octet ^ base[i]!) & base[octets.length + i]!) === 0);
  },
};

/** For mail and URIs a domain means that host alone, and with a leading dot the hosts below it. */
function isHostIn(host: string, domain: string): boolean {
  return domain.startsWith(".") ? host.endsWith(domain) : host === domain;
}

function hostOf(uri: string): string {
  return URL.canParse(uri) ? new URL(uri).hostname.toLowerCase() : "";
}

function textOf(base: Buffer): string {
  return base.toString("latin1").toLowerCase();
}

/** The value of a nameConstraints extension. @see RFC 5280, 4.2.1.10 */
export function encodeNameConstraints({ permitted, excluded }: NameConstraints): Buffer {
  const lists = [
    [tags.constructed(0), encodeSubtrees(permitted)],
    [tags.constructed(1), encodeSubtrees(excluded)],
  ] as const;
  return sequence(
    ...lists.filter(([, bases]) => bases.length > 0).map(([tag, bases]) => element(tag, ...bases)),
  );
}

function encodeSubtrees({ dnsDomains, ipRanges, emailAddresses, uriDomains }: NameSubtrees): Buffer[] {
  const text = (tag: number) => (base: string) => element(tag, Buffer.from(base, "latin1"));
  const bases = [
    ...dnsDomains.map(text(tags.primitive(2))),
    ...ipRanges.map((range) => element(tags.primitive(7), rangeOctets(range))),
    ...emailAddresses.map(text(tags.primitive(1))),
    ...uriDomains.map(text(tags.primitive(6))),
  ];
  return bases.map((base) => sequence(base));
}

/** The network's address and its mask. */
function rangeOctets(range: string): Buffer {
  const [host = "", length] = range.split("/");
  const octets = addressOctets(host);
  if (octets === undefined) throw new RangeError(`nameConstraints: ${JSON.stringify(range)} is no range`);
  const mask = octets.map((_, i) => (0xff00 >> Math.min(8, Math.max(0, Number(length) - 8 * i))) & 0xff);
  return Buffer.concat([octets.map((octet, i) => octet & mask[i]!), mask]);
}
