type Read = { readonly value: string } | { readonly reason: string };

const label = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** A DNS name in lower case, with `*` allowed as its whole first label (RFC 1123, 2.1; RFC 6125, 6.4.3). */
export function readDnsName(text: string): Read {
  const name = text.toLowerCase();
  // biome-ignore lint/suspicious/noControlCharactersInRegex: everything outside ASCII is what is looked for
  if (/[^\x00-\x7f]/.test(name))
    return { reason: `is an internationalized name: write it in punycode${punycode(name)}` };
  if (readIpAddress(name) !== undefined)
    return { reason: `"${name}" is an address: it belongs in ipAddresses` };
  if (name.endsWith(".")) return { reason: `"${name}" must be written without the dot at its end` };
  const labels = (name.startsWith("*.") ? name.slice(2) : name).split(".");
  if (name.length > 253 || !labels.every((part) => label.test(part)))
    return {
      reason: `"${name.slice(0, 60)}" is not a host name (RFC 1123): labels of letters, digits and hyphens, with dots between them`,
    };
  return { value: name };
}

function punycode(name: string): string {
  try {
    const ascii = new URL(`http://${name.replace(/^\*\./, "")}`).hostname;
    return `, ${name.startsWith("*.") ? "*." : ""}${ascii}`;
  } catch {
    return "";
  }
}

/** The canonical form of an IPv4 or IPv6 address (RFC 5952), or undefined. An IPv4 address in IPv6 clothes is the IPv4 address. */
export function readIpAddress(text: string): string | undefined {
  const octet = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
  const dotted = new RegExp(`^${octet}(\\.${octet}){3}$`);
  if (dotted.test(text)) return text;
  if (!/^[0-9a-f:.]+$/i.test(text) || !text.includes(":")) return undefined;
  let host: string;
  try {
    host = new URL(`http://[${text}]`).hostname.slice(1, -1);
  } catch {
    return undefined;
  }
  const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(host);
  if (mapped === null) return host;
  return mapped
    .slice(1)
    .map((group) => Number.parseInt(group, 16))
    .flatMap((group) => [group >> 8, group & 255])
    .join(".");
}

export function readIp(text: string): Read {
  const value = readIpAddress(text);
  return value === undefined ? { reason: `"${text.slice(0, 60)}" is not an IP address` } : { value };
}

/** A URI with a scheme (RFC 5280, 4.2.1.6: the name must not be relative). */
export function readUri(text: string): Read {
  const reason = `"${text.slice(0, 60)}" is not a URI with a scheme`;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a SAN URI is an IA5String
  if (!/^[a-z][a-z0-9+.-]*:[^\s\x00-\x1f\x7f-\uffff]+$/i.test(text)) return { reason };
  return URL.canParse(text) ? { value: text } : { reason };
}

/** A bare address, without a display name (cert-manager refuses anything more). */
export function readEmailAddress(text: string): Read {
  const [, domain] = /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@([^@]+)$/.exec(text) ?? [];
  const valid = domain !== undefined && "value" in readDnsName(domain) && !domain.startsWith("*");
  return valid ? { value: text } : { reason: `"${text.slice(0, 60)}" is not a bare email address` };
}

/** A domain in a name constraint: a host name, or with a leading dot the names below that. */
export function readConstrainedDomain(text: string): Read {
  const isBelow = text.startsWith(".");
  const read = readDnsName(isBelow ? text.slice(1) : text);
  if ("reason" in read) return read;
  if (read.value.startsWith("*"))
    return { reason: `"${text.slice(0, 60)}" has a wildcard: a domain means the names below it too` };
  return isBelow ? { value: `.${read.value}` } : read;
}

/** What a name constraint says of mail: a mailbox, a host, or with a leading dot the hosts below. */
export function readConstrainedMail(text: string): Read {
  return text.includes("@") ? readEmailAddress(text) : readConstrainedDomain(text);
}

/** A range of addresses in CIDR form; what stands behind its mask means nothing. */
export function readIpRange(text: string): Read {
  const reason = `"${text.slice(0, 60)}" is not a range of addresses such as 10.0.0.0/8 or 2001:db8::/32`;
  const [, host = "", digits = ""] = /^([^/]+)\/(\d{1,3})$/.exec(text) ?? [];
  const address = readIpAddress(host);
  const length = Number(digits);
  if (address === undefined || host === "" || length > (address.includes(":") ? 128 : 32)) return { reason };
  return { value: `${address}/${length}` };
}

/** What Kubernetes calls a DNS-1123 label: the name of a namespace. */
export function isDns1123Label(text: string): boolean {
  return label.test(text);
}

/** What Kubernetes calls a DNS-1123 subdomain: the name of a Secret. */
export function isDns1123Subdomain(text: string): boolean {
  return text.length <= 253 && text.split(".").every((part) => label.test(part));
}

/** A SHA-256 fingerprint as people and `openssl x509 -fingerprint` write it, in lower-case hex; undefined where it is none. */
export function readFingerprint(text: string): string | undefined {
  const hex = text.replaceAll(":", "").toLowerCase();
  return /^[0-9a-f]{64}$/.test(hex) ? hex : undefined;
}
