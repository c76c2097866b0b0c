import type { Challenge } from "../acme/solver.js";
import { addressOctets } from "../x509/ip-address.js";

/**
 * The name by which a CA asks for an identifier in its ClientHello: the DNS name itself; of an address, which may
 * not stand there, the name of its PTR record.
 *
 * @see RFC 8737, section 3; RFC 8738, section 6
 */
export function serverName({ identifier: { type, value } }: Challenge): string {
  if (type === "dns") return value.toLowerCase();
  const octets = addressOctets(value);
  if (octets === undefined) throw new RangeError(`${JSON.stringify(value)} is no IP address`);
  if (octets.length === 4) return `${[...octets].reverse().join(".")}.in-addr.arpa`;
  return `${[...octets.toString("hex")].reverse().join(".")}.ip6.arpa`;
}
