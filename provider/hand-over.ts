import { setTimeout as sleep } from "node:timers/promises";
import type { Controller } from "./cert-manager/controller.js";
import type { CertificateObject } from "./cert-manager/objects.js";
import { CertificateError, nameOf } from "./errors.js";
import type { Sight } from "./observe.js";
import type { CertificateSpec } from "./spec/certificate-spec.js";
import { ownerLabel } from "./store/owner-marks.js";
import type { SecretReading, Store } from "./store/port.js";

/** A Secret that cert-manager wrote for an owner, and that the provider is to go on with. */
export interface HandOver {
  readonly controller: Controller;
  readonly store: Store;
  readonly spec: CertificateSpec;
  readonly sight: Sight;
  readonly owner: string;
}

/**
 * Takes cert-manager's hand off the Secret, which stays: its Certificate is deleted, and where that owns the Secret,
 * without what it owns. Answers the Secret as it is then. A run that was killed in here goes on from where it was.
 */
export async function takeFromController(hands: HandOver): Promise<Sight> {
  const { controller, spec, sight, owner } = hands;
  const object = await controller.find(spec, "now");
  if (object === undefined) return sight;
  if (object.metadata.labels?.[ownerLabel] !== owner)
    throw new CertificateError(
      `${nameOf(spec)} was not taken over from cert-manager: the Certificate ${spec.secretName} is not this resource's`,
      "Everything stands as it was",
      "Delete that Certificate, which leaves the Secret, and run pulumi up again",
    );
  const isOwned = sight.secret?.ownerReferences?.includes(`Certificate ${spec.secretName}`) === true;
  await controller.remove(spec, object, isOwned ? "Orphan" : "Background");
  await gone(hands, object);
  if (isOwned) await controller.removeRequests(spec, owner);
  return await now(hands);
}

/** With `Orphan` the garbage collector goes first, which takes a moment. */
async function gone({ controller, spec }: HandOver, object: CertificateObject): Promise<void> {
  for (let attempt = 1; attempt <= 40; attempt++) {
    const found = await controller.find(spec, "now");
    if (found?.metadata.uid !== object.metadata.uid) return;
    await sleep(250);
  }
  throw new CertificateError(
    `${nameOf(spec)} was not taken over from cert-manager: its Certificate was deleted and is still there, for something holds it (metadata.finalizers)`,
    "The Secret stands as it was",
    "Run pulumi up again when the Certificate is gone",
  );
}

async function now({ store, spec, sight }: HandOver): Promise<Sight> {
  const reading = await store.readSecret(spec);
  // What was deleted with its Certificate all the same is written again: the key is still in hand.
  if (reading.state === "absent") return { ...sight, secretVersion: "absent" };
  if (reading.state === "read" && isSame(reading, sight))
    return { ...sight, secret: reading.secret, secretVersion: reading.version };
  throw new CertificateError(
    `${nameOf(spec)} was not taken over from cert-manager: its Secret changed meanwhile`,
    "The Secret stands as it is, and cert-manager's Certificate is gone",
    "Run pulumi up again, so that it is looked at anew",
  );
}

function isSame({ secret }: Extract<SecretReading, { state: "read" }>, sight: Sight): boolean {
  return ["tls.crt", "tls.key"].every((name) => {
    const [before, after] = [sight.secret?.data[name], secret.data[name]];
    return before !== undefined && after?.equals(before) === true;
  });
}
