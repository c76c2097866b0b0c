import { BlockList, isIPv4 } from "node:net";
import { addressOctets } from "../x509/ip-address.js";

/** Who may be behind an address. */
export type AddressKind = "public" | "private" | "never";

/**
 * Addresses that nobody outside of them may choose for us: `never` holds what no server of a CA has (link-local,
 * where clouds keep their credentials, multicast, unspecified, reserved), `private` what an inner CA may well have.
 *
 * @see RFC 6890; the registries of IANA for special-purpose addresses
 */
export function kindOfAddress(address: string): AddressKind {
  const octets = addressOctets(address);
  if (octets === undefined) return "never";
  const inside = octets.length === 16 ? embeddedIPv4(octets) : undefined;
  if (inside !== undefined) return kindOfAddress(inside);
  const family = isIPv4(address) ? "ipv4" : "ipv6";
  if (never.check(address, family)) return "never";
  return inner.check(address, family) ? "private" : "public";
}

/** The IPv4 address that an IPv6 one leads to: mapped or compatible (RFC 4291, 2.5.5), translated (RFC 2765), NAT64 (RFC 6052) and 6to4 (RFC 3056). */
function embeddedIPv4(octets: Buffer): string | undefined {
  const head = octets.toString("hex");
  if (prefixes.some((prefix) => head.startsWith(prefix)) && !/^0{31}[01]$/.test(head))
    return octets.subarray(12).join(".");
  return head.startsWith("2002") ? octets.subarray(2, 6).join(".") : undefined;
}

const prefixes = [
  "00000000000000000000ffff",
  "000000000000000000000000",
  "0000000000000000ffff0000",
  "0064ff9b0000000000000000",
];

const never = new BlockList();
for (const [net, prefix] of [
  ["0.0.0.0", 8],
  ["169.254.0.0", 16],
  ["192.0.0.0", 24],
  ["224.0.0.0", 4],
  ["240.0.0.0", 4],
] as const)
  never.addSubnet(net, prefix, "ipv4");
for (const [net, prefix] of [
  ["::", 128],
  ["fe80::", 10],
  ["ff00::", 8],
  ["fd00:ec2::254", 128],
] as const)
  never.addSubnet(net, prefix, "ipv6");

const inner = new BlockList();
for (const [net, prefix] of [
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["172.16.0.0", 12],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
] as const)
  inner.addSubnet(net, prefix, "ipv4");
for (const [net, prefix] of [
  ["::1", 128],
  ["64:ff9b:1::", 48],
  ["fc00::", 7],
  ["fec0::", 10],
] as const)
  inner.addSubnet(net, prefix, "ipv6");
