import { setTimeout as sleep } from "node:timers/promises";
import { applyFailure } from "./cert-manager/apply-failure.js";
import type { Controller } from "./cert-manager/controller.js";
import type { Cause } from "./cert-manager/diagnosis/cause.js";
import { causeOf } from "./cert-manager/diagnosis/cause-of.js";
import { explainCause } from "./cert-manager/diagnosis/explain-cause.js";
import { follow } from "./cert-manager/diagnosis/follow.js";
import { gather } from "./cert-manager/diagnosis/gather.js";
import { isKeyRace } from "./cert-manager/key-race.js";
import { type Forced, marksOf } from "./cert-manager/marks.js";
import { type CertificateObject, condition, isReady } from "./cert-manager/objects.js";
import { type Decision, orders } from "./decision/decision.js";
import { explainReason } from "./decision/explain.js";
import { isLeftByController } from "./decision/material.js";
import { dueTime } from "./decision/renewal-time.js";
import { CertificateError, foreignText, nameOf } from "./errors.js";
import { judgeMaterial } from "./material.js";
import type { ControlledSight } from "./observe-controlled.js";
import { reportViolations } from "./order.js";
import type { CertificateRecord } from "./record/record.js";
import { formatInstant, type Instant } from "./spec/instant.js";
import { applied, requested } from "./spec/requested.js";
import type { SecretReading } from "./store/port.js";
import { leafOf } from "./tls-secret.js";
import { type Act, copiesIn, type Performed, writeRecord } from "./write.js";
import { verifyMaterial } from "./x509/verify.js";

export interface ControlledAct extends Act {
  readonly sight: ControlledSight;
  readonly controller: Controller;
  readonly clock: () => Instant;
  /** Progress, on the resource's row. */
  readonly report: (line: string) => Promise<void>;
}

/** Carries out a decision by cert-manager's hand: apply, ask where it is due, wait, verify, record. */
export async function performControlled(
  act: ControlledAct,
  decision: Exclude<Decision, { action: "defer" }>,
): Promise<Performed> {
  const { sight, uid, spec } = act;
  const { action } = decision;
  if (action === "keep" || action === "record") {
    if (sight.seen.state !== "present")
      throw new Error(`perform: ${action} of a certificate that is ${sight.seen.state}`); // a bug in decide
    const { record, certificate } = sight.seen;
    if (action === "keep" && record.uid === uid) return { ...sight.seen, recordVersion: sight.recordVersion };
    // A Secret that was looked at need not be read again by every preview for being a newer one; what is wrong is told again.
    const isLooked = sight.secretVersion !== "absent" && sight.seen.material.state === "intact";
    const looked = isLooked ? { secretVersion: sight.secretVersion } : {};
    const due = dueTime(spec, certificate);
    return writeRecord(act, { ...record, ...looked, uid, renewalTime: due }, certificate);
  }
  const object = await issued(act, orders(action), action === "renew");
  return record(act, object);
}

/** Applies and waits; `anew` asks for a revision that is not there yet. */
async function issued(act: ControlledAct, anew: boolean, isRenewal: boolean): Promise<CertificateObject> {
  const { spec, sight, controller, owner } = act;
  const before = sight.object;
  const isPresent = sight.seen.state === "present";
  const edited = sight.controller?.state === "present" && sight.controller.edited ? before : undefined;
  const generation = await controller
    .apply(spec, marksOf(owner.id, act.uid, forced(act)), edited)
    .catch((error: unknown) => {
      throw applyFailure(nameOf(spec), error);
    });
  const isUnchanged = before !== undefined && before.metadata.generation === generation;
  // An `up` that died before it recorded what came of its apply is not to order a second time.
  if (anew && !isRenewal && isUnchanged && isReady(before) && sight.isNewer === true) return before;
  // A Certificate that was made anew over a Secret that still fits is ready without a revision.
  const known = anew && isPresent ? (before?.status?.revision ?? 0) : -1;
  // Where the specification did not change, or cert-manager knows no other, it sees no reason of its own.
  const isIdle = isUnchanged && isKeyRace(before);
  if (isRenewal || isIdle || (anew && isPresent && (isUnchanged || before === undefined)))
    await controller.trigger(spec, formatInstant(act.clock()));
  const goal = { generation, known, lastFailure: before?.status?.lastFailureTime };
  const object = await settledInSpiteOfRaces(act, goal);
  // After a failed renewal the old certificate still makes it ready.
  if (isReached(object, known)) return object;
  throw await failure(act, "was not issued");
}

/** As {@link settled}, and asks again, twice at most, for what failed by a race of cert-manager's own. */
async function settledInSpiteOfRaces(act: ControlledAct, goal: Goal): Promise<CertificateObject> {
  const { controller, spec, report, clock } = act;
  const deadline = AbortSignal.timeout(spec.timeout);
  let object = await settled(act, goal, deadline);
  for (let again = 0; again < 2 && !isReached(object, goal.known) && isKeyRace(object); again++) {
    await report("cert-manager mixed up the keys of its own request, and is asked again");
    // Its instants are whole seconds: within the same one, this failure would pass for the next.
    await sleep(2_000);
    await controller.trigger(spec, formatInstant(clock()));
    object = await settled(act, { ...goal, lastFailure: object.status?.lastFailureTime }, deadline);
  }
  return object;
}

/** What an `up` after this one will need to know of a forced renewal, should this one die before it records it. */
function forced({ spec, sight }: ControlledAct): Forced | undefined {
  const { trigger } = spec.renewal;
  if (trigger === undefined || sight.seen.state !== "present" || sight.seen.record.trigger === trigger)
    return undefined;
  return { trigger, above: sight.object?.status?.revision ?? 0 };
}

function isReached(object: CertificateObject, known: number): boolean {
  return isReady(object) && (object.status?.revision ?? 0) > known;
}

interface Goal {
  /** Older states of the object speak of another specification. */
  readonly generation: number;
  /** The revision that is not enough. */
  readonly known: number;
  /** A failure that was there before says nothing of this try. */
  readonly lastFailure: string | undefined;
}

/** Waits until cert-manager has issued or failed, and says on the resource's row what it is at. */
async function settled(act: ControlledAct, goal: Goal, deadline: AbortSignal): Promise<CertificateObject> {
  const { controller, spec, report } = act;
  let said = "";
  const look = (object: CertificateObject | undefined) => {
    if (object === undefined || (object.metadata.generation ?? 0) < goal.generation) return undefined;
    const issuing = condition(object, "Issuing");
    if (object.status?.lastFailureTime !== goal.lastFailure && issuing?.status === "False") return object;
    if (isReached(object, goal.known)) return object;
    const line = issuing?.status === "True" ? foreignText(issuing.message ?? "") : "waiting for cert-manager";
    if (line !== said) void report(line);
    said = line;
    return undefined;
  };
  const over = new AbortController();
  const hopeless = follow({ look: () => causeNow(act), pause, report }, over.signal);
  try {
    const end = AbortSignal.any([deadline, over.signal]);
    const settled = controller.until(spec, look, end);
    const first = await Promise.race([settled.then(() => undefined), hopeless]);
    if (first === undefined) return await settled;
    settled.catch(() => {}); // ended below
    throw new CertificateError(`${nameOf(spec)} was not issued. ${explainCause(first)}`);
  } catch (error) {
    if (error !== deadline.reason) throw error;
    throw await failure(act, `was not issued within ${spec.timeout / 1000} s`);
  } finally {
    over.abort();
  }
}

/** Ends early, and quietly, when nobody waits any more. */
async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await sleep(milliseconds, undefined, { signal }).catch(() => {});
}

async function causeNow({ controller, spec, clock }: ControlledAct): Promise<Cause> {
  const walk = await gather(controller.client, { namespace: spec.namespace, name: spec.secretName });
  return causeOf(walk, clock());
}

/** The deepest cause that can be found, in the CA's own words. */
async function failure(act: ControlledAct, what: string): Promise<CertificateError> {
  return new CertificateError(`${nameOf(act.spec)} ${what}. ${explainCause(await causeNow(act))}`);
}

/**
 * What cert-manager has written, as a record, and what is not as it should be: all but the certificate it writes a
 * moment after it is ready, without a condition to tell.
 */
async function readWhole(act: ControlledAct, object: CertificateObject) {
  const { store, spec } = act;
  for (let attempt = 1; ; attempt++) {
    const reading = await store.readSecret(spec);
    if (reading.state !== "read")
      throw new CertificateError(
        `${nameOf(spec)} was issued, but its Secret was not looked at: ${"why" in reading ? reading.why : `it is ${reading.state}`}`,
        "cert-manager keeps it",
        "Grant get on this Secret, and run pulumi up again",
      );
    const made = recordOf(act, object, reading);
    const material = judgeMaterial(made, reading.secret, spec.secretName);
    const changes = material.state === "changed" ? material.changes : [];
    const faults = changes.filter((change) => !isLeftByController(change));
    // Without a version every preview looks again, and tells what cert-manager left as it is.
    const { secretVersion: _, ...unsettled } = made;
    const known = changes.length === 0 ? made : unsettled;
    if (faults.length === 0 || attempt === 20) return { made: known, faults, secret: reading.secret };
    await sleep(250);
  }
}

/** Looks at what was issued before it is called done, and records it. */
async function record(act: ControlledAct, object: CertificateObject): Promise<Performed> {
  const { spec, owner, clock } = act;
  const { seen } = act.sight;
  // What the provider wrote until now is cert-manager's, which has written over it.
  if (seen.state === "present" && seen.record.generation === undefined)
    await act.controller.releaseSecret(spec, owner.id);
  const { made, faults, secret } = await readWhole(act, object);
  const privateKeyPem = secret.data["tls.key"]?.toString("utf8") ?? "";
  reportViolations(spec, verifyMaterial({ ...made, privateKeyPem }, { spec, now: clock() }));
  if (faults.length > 0)
    throw new CertificateError(
      `${nameOf(spec)} is issued, but its Secret is not whole: ${faults.map(explainReason).join("; ")}`,
      "cert-manager writes that by itself, and has not yet",
      "See whether its controller runs, and the events of the Certificate (a password's Secret may be missing), and run pulumi up again",
    );
  const certificate = leafOf(made);
  if (certificate === undefined) throw new Error("perform: verified material without a leaf"); // a bug in verify
  return writeRecord(act, { ...made, renewalTime: dueTime(spec, certificate) }, certificate);
}

function recordOf(
  { spec, owner, uid, sight: { seen } }: ControlledAct,
  object: CertificateObject,
  { secret, version }: Extract<SecretReading, { state: "read" }>,
): CertificateRecord {
  const [certificatePem = "", caPem] = ["tls.crt", "ca.crt"].map((key) => secret.data[key]?.toString("utf8"));
  const before = seen.state === "present" ? seen.record : undefined;
  const trigger = spec.renewal.trigger ?? before?.trigger;
  const directory = spec.issuer.kind === "issuerRef" ? spec.issuer.directory : undefined;
  return {
    version: 1,
    owner,
    uid,
    // One that was made anew has no revision of its own yet.
    revision: object.status?.revision ?? before?.revision ?? 1,
    requested: requested(spec),
    ...(directory === undefined ? {} : { directory }),
    applied: applied(spec),
    issuerKeyHash: "", // cert-manager's issuers are compared by name
    secretTemplate: { ...spec.secretTemplate },
    secretVersion: version,
    generation: object.metadata.generation ?? 1,
    certificatePem,
    ...(caPem === undefined ? {} : { caPem }),
    ...(trigger === undefined ? {} : { trigger }),
    ...(before?.adopted === undefined ? {} : { adopted: before.adopted }),
    ...copiesIn(seen),
  };
}
