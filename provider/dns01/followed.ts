import type { Zones } from "./dns/zones.js";

/** RFC 1034 names no limit; resolvers give up at about as many. */
const longestChain = 8;

/** The name at the end of the CNAMEs, and the zone that holds it. Rejects where they lead in a circle, or on and on. */
export async function followed(
  name: string,
  zones: Zones,
  signal: AbortSignal,
): Promise<{ readonly name: string; readonly zone: string }> {
  const chain = [name];
  for (let at = name; chain.length <= longestChain; ) {
    const { zone, cname } = await zones.placeOf(at, signal);
    if (cname === undefined) return { name: at, zone };
    if (chain.includes(cname)) break;
    chain.push(cname);
    at = cname;
  }
  throw new Error(`the CNAME at ${name} leads nowhere: ${chain.join(" -> ")}`);
}
