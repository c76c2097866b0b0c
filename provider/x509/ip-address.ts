import { isIPv4, isIPv6 } from "node:net";

/**
 * An iPAddress as text: dotted for 4 octets, RFC 5952 for 16, with the dotted tail for an IPv4-mapped one.
 * Undefined for any other number of octets.
 *
 * A mapped address stays what it is (`::ffff:192.0.2.1`), although Go's `net.IP` prints four octets for it: TLS
 * clients compare octets, and no client that looks for 192.0.2.1 accepts it.
 */
export function formatAddress(octets: Buffer): string | undefined {
  if (octets.length === 4) return octets.join(".");
  if (octets.length !== 16) return undefined;
  const groups = Array.from({ length: 8 }, (_, i) => octets.readUInt16BE(2 * i));
  if (groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff)
    return `::ffff:${octets.subarray(12).join(".")}`;
  const zeros = longestZeros(groups);
  const hex = groups.map((group) => group.toString(16));
  if (zeros.length < 2) return hex.join(":");
  return `${hex.slice(0, zeros.from).join(":")}::${hex.slice(zeros.from + zeros.length).join(":")}`;
}

/** The octets of an address in any textual form, without a zone; undefined for anything else. */
export function addressOctets(text: string): Buffer | undefined {
  if (isIPv4(text)) return Buffer.from(text.split(".").map(Number));
  if (!isIPv6(text) || text.includes("%")) return undefined;
  const tail = text.slice(text.lastIndexOf(":") + 1);
  const hexOnly = isIPv4(tail) ? text.slice(0, -tail.length) + hexGroups(tail) : text;
  const [head = "", rest] = hexOnly.split("::");
  const before = groupsOf(head);
  const after = groupsOf(rest ?? "");
  const groups = [...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after];
  const octets = Buffer.alloc(16);
  for (const [i, group] of groups.entries()) octets.writeUInt16BE(group, 2 * i);
  return octets;
}

function hexGroups(dotted: string): string {
  const hex = Buffer.from(dotted.split(".").map(Number)).toString("hex");
  return `${hex.slice(0, 4)}:${hex.slice(4)}`;
}

function groupsOf(text: string): number[] {
  return text === "" ? [] : text.split(":").map((group) => Number.parseInt(group, 16));
}

/** The first of the longest runs of zero groups. @see RFC 5952, 4.2 */
function longestZeros(groups: readonly number[]): { from: number; length: number } {
  let best = { from: 0, length: 0 };
  for (let from = 0; from < groups.length; from++) {
    let length = 0;
    while (groups[from + length] === 0) length++;
    if (length > best.length) best = { from, length };
  }
  return best;
}
