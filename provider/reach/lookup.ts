import type { LookupAddress } from "node:dns";
import { Resolver } from "node:dns/promises";
import type { LookupFunction } from "node:net";

/** Finds the addresses of a name at these DNS servers; undefined is the system's own way. */
export function lookupAt(resolvers: readonly string[]): LookupFunction | undefined {
  if (resolvers.length === 0) return undefined;
  const resolver = new Resolver({ timeout: 2000, tries: 2 });
  resolver.setServers(resolvers);
  return (name, options, callback) => {
    addressesOf(resolver, name).then(
      (addresses) => {
        const [first] = addresses;
        if (options.all === true) callback(null, addresses);
        else callback(null, first?.address ?? "", first?.family);
      },
      (error: NodeJS.ErrnoException) => callback(error, []),
    );
  };
}

/** Both families; the error of the first where neither has one. */
async function addressesOf(resolver: Resolver, name: string): Promise<LookupAddress[]> {
  const [four, six] = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)]);
  const found = [
    ...(six.status === "fulfilled" ? six.value.map((address) => ({ address, family: 6 })) : []),
    ...(four.status === "fulfilled" ? four.value.map((address) => ({ address, family: 4 })) : []),
  ];
  if (found.length === 0 && four.status === "rejected") throw four.reason;
  return found;
}
