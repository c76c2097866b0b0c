import type { Controller } from "./cert-manager/controller.js";
import { forcedBy } from "./cert-manager/marks.js";
import type { CertificateObject } from "./cert-manager/objects.js";
import { controllerSeen } from "./cert-manager/seen.js";
import { dueTime, type Rhythm } from "./decision/renewal-time.js";
import { messageOf } from "./errors.js";
import { ClusterError } from "./kubernetes/cluster-error.js";
import { judgeMaterial } from "./material.js";
import { type Look, observe, type Sight } from "./observe.js";
import type { ControllerSeen, Present, Seen } from "./record/observed.js";
import { parseInstant } from "./spec/instant.js";
import { ownerLabel } from "./store/owner-marks.js";
import type { Location, Store, TlsSecret } from "./store/port.js";
import { leafOf } from "./tls-secret.js";

/** What was seen where cert-manager issues: record and Secret as always, and cert-manager's Certificate. */
export interface ControlledSight extends Sight {
  readonly object?: CertificateObject;
  readonly controller?: ControllerSeen;
  /** Whether something was issued since the record was written. */
  readonly isNewer?: boolean;
}

/** As {@link observe}, for a Certificate of cert-manager's: what its controller renewed by itself is what is there now. */
export async function observeControlled(
  controller: Controller,
  store: Store,
  at: Location,
  owner: string,
  rhythm: Rhythm,
  look: Look,
): Promise<ControlledSight> {
  const sight = await observe(store, at, look);
  if (sight.seen.state === "unreachable") return sight;
  try {
    const object = await controller.find(at, look === "record" ? "listed" : "now");
    if (object !== undefined && object.metadata.labels?.[ownerLabel] !== owner)
      return { ...sight, seen: { state: "foreign", owned: `cert-manager's Certificate ${at.secretName}` } };
    if (sight.seen.state !== "present") return { ...sight, ...withoutRecord(sight.seen, object) };
    const { record } = sight.seen;
    const seen =
      object === undefined
        ? sight.seen
        : await newest(controller, at, sight.seen, sight.secret, object, rhythm);
    const found = object === undefined ? {} : { object };
    const isNewer = seen !== sight.seen;
    return { ...sight, seen, ...found, isNewer, controller: controllerSeen(object, record.generation) };
  } catch (error) {
    if (!(error instanceof ClusterError)) throw error;
    return { ...sight, seen: { state: "unreachable", cause: messageOf(error) } };
  }
}

/** A Certificate of ours without a record is an issuance that was not finished: it goes on from there. */
function withoutRecord(
  seen: Seen,
  object: CertificateObject | undefined,
): Pick<ControlledSight, "seen" | "object" | "controller"> {
  if (object === undefined) return { seen };
  const unrecorded: Seen = seen.state === "foreign" ? { state: "absent" } : seen;
  return { seen: unrecorded, object, controller: controllerSeen(object, undefined) };
}

/** The record with what was issued since it was written, from the Secret where it was read, else from the CertificateRequest. */
async function newest(
  controller: Controller,
  at: Location,
  present: Present,
  secret: TlsSecret | undefined,
  object: CertificateObject,
  rhythm: Rhythm,
): Promise<Present> {
  const { record, certificate } = present;
  const { revision, notBefore, notAfter } = object.status ?? {};
  // A Certificate that was made anew counts from one again: the dates tell it apart.
  const isSame =
    revision === record.revision &&
    (parseInstant(notAfter ?? "") ?? certificate.notAfter) === certificate.notAfter;
  if (revision === undefined || isSame) return present;
  const chain = chainIn(secret) ?? (await controller.chain(at, revision));
  const trigger = forcedBy(object);
  const renewed = { ...record, revision, ...chain, ...(trigger === undefined ? {} : { trigger }) };
  const facts = (chain && leafOf(renewed)) ?? {
    ...certificate, // all that is known of it without its CertificateRequest
    fingerprint: `of revision ${revision}`,
    notBefore: parseInstant(notBefore ?? "") ?? certificate.notBefore,
    notAfter: parseInstant(notAfter ?? "") ?? certificate.notAfter,
  };
  const material = secret === undefined ? unread(present) : judgeMaterial(renewed, secret, at.secretName);
  return {
    ...present,
    record: { ...renewed, renewalTime: dueTime(rhythm, facts) },
    certificate: facts,
    material,
  };
}

function chainIn(secret: TlsSecret | undefined) {
  const certificatePem = secret?.data["tls.crt"]?.toString("utf8");
  if (certificatePem === undefined) return undefined;
  const caPem = secret?.data["ca.crt"]?.toString("utf8");
  return { certificatePem, ...(caPem === undefined ? {} : { caPem }) };
}

/** A Secret that was not read cannot have been compared with what is new. */
function unread({ material }: Present): Present["material"] {
  return material.state === "changed" ? { state: "not inspected", why: "it was renewed since" } : material;
}
