import { messageOf } from "./errors.js";
import { ClusterError } from "./kubernetes/cluster-error.js";
import { kubectl } from "./kubernetes/commands.js";
import { look, type Place, type Sighting } from "./look.js";
import { signerOf } from "./material.js";
import type { ControlledSight } from "./observe-controlled.js";
import type { Ports } from "./ports.js";
import type { Observed, Seen } from "./record/observed.js";
import type { Owner } from "./record/record.js";
import type { CertificateSpec } from "./spec/certificate-spec.js";

interface Claims extends Pick<Observed, "claims"> {
  readonly sight: ControlledSight;
  readonly signer?: string;
}

/**
 * What is to be known before a Secret changes hands, and otherwise costs nothing: whether somebody still has a claim
 * on one of somebody else's, which `adopt` is to take over or might, and whose key signed what cert-manager issued.
 */
export async function lookAtClaims(
  ports: Ports,
  place: Place,
  spec: CertificateSpec,
  owner: Owner,
  { sight }: Sighting,
): Promise<Claims> {
  const isAnothers = isOfAnother(sight.seen, owner);
  if (isAnothers) {
    // Who holds fields of it is known only of a Secret that was read.
    const isNear = sight.secret !== undefined || spec.ownership.adopt === undefined;
    const near = isNear ? sight : (await look(ports, place, "material")).sight;
    const claims = await claimsOn(ports, spec);
    return { sight: near, ...signed(near.seen), ...(claims.length === 0 ? {} : { claims }) };
  }
  const changesHands = spec.issuer.kind !== "issuerRef" && !isAnothers;
  return changesHands ? { sight, ...signed(sight.seen) } : { sight };
}

function isOfAnother(seen: Seen, owner: Owner): boolean {
  return seen.state === "foreign" || (seen.state === "present" && seen.record.owner.id !== owner.id);
}

/** cert-manager's issuers are compared by name: their records say nothing of the key. */
function signed(seen: Seen): Pick<Claims, "signer"> {
  return seen.state === "present" && seen.record.generation !== undefined
    ? { signer: signerOf(seen.record) }
    : {};
}

async function claimsOn(ports: Ports, spec: CertificateSpec): Promise<string[]> {
  if (spec.store.kind !== "kubernetes") return [];
  const { cluster } = spec.store;
  const remove = (name: string) =>
    kubectl(cluster, `delete certificate ${name} --namespace ${spec.namespace}`);
  try {
    const names = await ports.controller(cluster).writersOf(spec);
    return names.map(
      (name) =>
        `cert-manager's Certificate ${name} keeps it: delete that first (${remove(name)}), which leaves the Secret`,
    );
  } catch (error) {
    if (!(error instanceof ClusterError)) throw error;
    return [`whether a Certificate of cert-manager's keeps it is not known: ${messageOf(error)}`];
  }
}
