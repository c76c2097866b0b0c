import { createHash } from "node:crypto";
import type { Challenge, Solver } from "../acme/solver.js";
import type { CredentialAccess } from "../credential.js";
import type { Dns01Spec } from "../spec/dns01-spec.js";
import { Zones } from "./dns/zones.js";
import type { TxtRecords } from "./dns-provider.js";
import { followed } from "./followed.js";
import { live, type Outside } from "./outside.js";
import { awaitPropagation } from "./propagation.js";
import { dnsProvider } from "./providers.js";

/**
 * Answers `dns-01` challenges by TXT records at `_acme-challenge` (RFC 8555, 8.4), which `cleanUp` takes away one
 * value at a time. Credentials are read when they are needed.
 */
export function dns01Solver(
  spec: Dns01Spec,
  access: CredentialAccess,
  outside: Partial<Outside> = {},
): Solver {
  const world = { ...live, ...outside };
  const zones = new Zones(spec.propagation, world.port);
  const provider = dnsProvider(spec.provider, access, world);
  const recordsOf = (challenges: readonly Challenge[], signal: AbortSignal) =>
    txtRecordsFor(challenges, spec.cnameStrategy, zones, signal);
  return {
    type: "dns-01",
    async present(challenges, signal) {
      await provider.add(await recordsOf(challenges, signal), signal);
    },
    async check(challenges, signal) {
      const records = await recordsOf(challenges, signal);
      await Promise.all(records.map((one) => awaitPropagation(one, spec.propagation, zones, signal)));
    },
    async cleanUp(challenges, signal) {
      await provider.remove(await recordsOf(challenges, signal), signal);
    },
  };
}

/** What a CA looks for at which name: a wildcard and its apex look for two values at one. */
async function txtRecordsFor(
  challenges: readonly Challenge[],
  cnameStrategy: Dns01Spec["cnameStrategy"],
  zones: Zones,
  signal: AbortSignal,
): Promise<TxtRecords[]> {
  const found = await Promise.all(
    challenges.map(async ({ identifier, keyAuthorization }) => ({
      place: await placeOf(`_acme-challenge.${identifier.value}`, cnameStrategy, zones, signal),
      value: createHash("sha256").update(keyAuthorization).digest("base64url"),
    })),
  );
  const records = new Map<string, TxtRecords>();
  for (const { place, value } of found) {
    const others = records.get(place.name)?.values ?? [];
    records.set(place.name, { ...place, values: [...new Set([...others, value])] });
  }
  return [...records.values()];
}

async function placeOf(
  name: string,
  cnameStrategy: Dns01Spec["cnameStrategy"],
  zones: Zones,
  signal: AbortSignal,
): Promise<{ readonly name: string; readonly zone: string }> {
  if (cnameStrategy === "Follow") return await followed(name, zones, signal);
  return { name, zone: (await zones.placeOf(name, signal)).zone };
}
