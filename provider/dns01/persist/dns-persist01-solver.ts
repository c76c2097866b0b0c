import type { Challenge, Solver } from "../../acme/solver.js";
import type { DnsPersist01Spec } from "../../spec/dns01-spec.js";
import { validationPersistRecord } from "../../spec/validation-persist.js";
import { Zones } from "../dns/zones.js";
import { followed } from "../followed.js";
import { live, type Outside } from "../outside.js";
import { awaitSeen } from "../propagation.js";
import { persistObjection } from "./persist-objection.js";

/** Milliseconds that a record which was made a moment ago may take to be seen; one that was never made is not waited for longer. */
const patience = 60_000;

/**
 * Answers `dns-persist-01` challenges, for which nothing is laid out: the TXT record is the user's own, stands for as
 * long as they permit the CA, and is only looked at. What it must hold is said where it does not.
 *
 * @see draft-ietf-acme-dns-persist-01
 */
export function dnsPersist01Solver(spec: DnsPersist01Spec, outside: Partial<Outside> = {}): Solver {
  const world = { ...live, ...outside };
  const zones = new Zones(spec.propagation, world.port);
  return {
    type: "dns-persist-01",
    present: async () => {},
    async check(challenges, signal) {
      await Promise.all(strictest(challenges).map((challenge) => look(challenge, signal)));
    },
    cleanUp: async () => {},
  };

  async function look({ identifier, persist }: Challenge, signal: AbortSignal): Promise<void> {
    const { accountUri, issuers, wildcard } = persist ?? { accountUri: "", issuers: [], wildcard: false };
    const [issuer] = issuers;
    if (issuer === undefined || issuers.length > 10)
      throw new Error(
        `the CA's dns-persist-01 challenge for ${identifier.value} names ${issuers.length} issuers`,
      );
    const { name, value } = validationPersistRecord({
      domain: identifier.value,
      issuer,
      accountUri,
      wildcard,
    });
    const limit = AbortSignal.any([signal, AbortSignal.timeout(patience)]);
    // A CA follows CNAMEs, whoever set them.
    const place = await followed(name, zones, limit);
    const question = { issuers, accountUri, wildcard, now: world.now() };
    await awaitSeen(
      {
        ...place,
        lacking: (there) => {
          const objection = persistObjection(question, there);
          return objection === undefined ? undefined : `says: ${objection}`;
        },
        inVain: `the TXT record ${name} does not permit this CA and account; it must hold "${value}"`,
      },
      spec.propagation,
      zones,
      limit,
    );
  }
}

/** A wildcard and its apex have one record: of the two the wildcard, since what permits it permits both. */
function strictest(challenges: readonly Challenge[]): Challenge[] {
  const isWild = ({ persist }: Challenge) => persist?.wildcard === true;
  const wildcards = challenges.filter(isWild).map(({ identifier }) => identifier.value);
  return challenges.filter((one) => isWild(one) || !wildcards.includes(one.identifier.value));
}
