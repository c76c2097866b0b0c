import { refuseSetTime, wire } from "./apply.js";
import { isOfLife } from "./cert-manager/marks.js";
import { removeCopies } from "./copy.js";
import { afterCertificate } from "./destroy/certificate.js";
import { CertificateError, forPeople, nameOf } from "./errors.js";
import { goneVariable, isGone } from "./gone-cluster.js";
import { urnOf } from "./identity.js";
import { look, type Place } from "./look.js";
import { dropOrder } from "./order-keeper.js";
import { isRetained, type Kept, keptIn, outputsOf, type Properties } from "./outputs.js";
import type { Ports } from "./ports.js";
import type { Seen } from "./record/observed.js";
import type { CertificateRecord } from "./record/record.js";
import { revealed } from "./secret-outputs.js";
import { readCopies } from "./spec/parse-copies.js";
import { readStore } from "./spec/parse-store.js";
import { leafOf } from "./tls-secret.js";

/** Refresh: the outputs as they are now, or undefined where absence was proven and the resource is to leave the state. */
export async function refresh(ports: Ports, id: string, props: Properties): Promise<Properties | undefined> {
  const kept = keptIn(props, id);
  const place = placeOf(props, kept);
  const first = await look(ports, place, "record");
  let { sight } = first;
  if (await isGone(sight.seen, place.store, first.store)) return undefined;
  // Proof of absence is a look by name; a listing, or not being allowed to list, is none.
  if (sight.seen.state === "absent") ({ sight } = await look(ports, place, "material"));
  const { seen } = sight;
  switch (seen.state) {
    case "absent":
      return sight.object === undefined ? undefined : props;
    case "present": {
      // Somebody else's record at this place is for the next preview to tell, not for refresh to take over.
      if (seen.record.owner.id !== kept?.owner) return props;
      // A record is the word of whoever may write ConfigMaps: another chain counts where the Secret holds it, too.
      if (
        sight.isNewer !== true &&
        saysAnother(props, seen.record) &&
        !(await isHeld(ports, place, seen.record))
      )
        return props;
      // What was issued since and cannot be shown whole, chain and key, is for the next `up` to record.
      if (leafOf(seen.record)?.fingerprint !== seen.certificate.fingerprint) return props;
      if (props.privateKeyPem !== undefined && seen.certificate.fingerprint !== props.fingerprint)
        return props;
      const exported = revealed(props.privateKeyPem);
      return wire(
        outputsOf(id, props, seen.record, seen.certificate, {
          privateKeyPem: typeof exported === "string" ? exported : undefined,
          rhythm: kept.rhythm,
          besides: kept.besides,
          orders: kept.orders,
          passwords: revealed(props.__passwords),
        }),
      );
    }
    case "foreign":
    case "unreadable":
      return props;
    default:
      throw new CertificateError(
        `${nameOf(place.at)} was not refreshed, and the state keeps what it knew: ${causeOf(seen)}`,
        place.store.kind === "kubernetes" ? giveUp("pulumi refresh") : undefined,
      );
  }
}

type Chain = Pick<CertificateRecord, "certificatePem" | "caPem">;

function saysAnother(one: Properties | Chain, other: Chain): boolean {
  return one.certificatePem !== other.certificatePem || one.caPem !== other.caPem;
}

/** Whether the Secret, as it is now, is what this record says. */
async function isHeld(ports: Ports, place: Place, record: CertificateRecord): Promise<boolean> {
  const { seen } = (await look(ports, place, "material")).sight;
  return seen.state === "present" && seen.material.state === "intact" && !saysAnother(seen.record, record);
}

/** Deletes cert-manager's Certificate where there is one, then the Secret and its record, where all still belong to this life of the resource. */
export async function remove(ports: Ports, id: string, props: Properties): Promise<void> {
  const kept = keptIn(props, id);
  const place = placeOf(props, kept);
  const { at } = place;
  const { store, sight, controller } = await look(ports, place, "material");
  refuseSetTime(ports, nameOf(at));
  const { seen, object, secretVersion, recordVersion } = sight;
  if (await isGone(seen, place.store, store)) {
    const line = `${nameOf(at)} was only taken out of the state, as ${goneVariable} says: its cluster was not reached`;
    return await ports.log("warning", line, urnOf(props));
  }
  if (seen.state === "unreachable" || seen.state === "wrong cluster")
    throw new CertificateError(
      `${nameOf(at)} was not deleted: ${causeOf(seen)}`,
      place.store.kind === "kubernetes" ? giveUp("pulumi destroy") : undefined,
    );
  if (kept !== undefined && props.onDelete !== "retain")
    await removeCopies(ports, at, {
      own: place.store,
      former: readCopies(props),
      recorded: (seen.state === "present" && seen.record.owner.id === kept.owner && seen.record.copies) || [],
      owner: kept.owner,
      life: kept.uid,
    });
  const isOurs =
    seen.state === "present"
      ? seen.record.uid === kept?.uid && seen.record.owner.id === kept?.owner
      : object !== undefined && isOfLife(object, kept?.uid);
  // Where the place is somebody else's by now, so is the order in progress, with its key.
  if (kept?.orders === true && (isOurs || seen.state === "absent")) await dropOrder(store, at);
  if (!isOurs) {
    if (seen.state !== "absent")
      await ports.log(
        "warning",
        `${nameOf(at)} was left where it is: it is not this resource's any more`,
        urnOf(props), // of older states alone: the message names the certificate
      );
    return;
  }
  if (seen.state === "present" && isRetained(props.onDelete, seen.record)) {
    const why =
      props.onDelete === "retain" ? "onDelete is retain" : "it was adopted, and onDelete is not delete";
    await ports.log("info", `${nameOf(at)} was left where it is, for ${why}`, urnOf(props));
    return;
  }
  if (seen.state === "present" && seen.material.state === "not inspected")
    throw new CertificateError(
      `${nameOf(at)} was not deleted: ${seen.material.why}`,
      "Everything stands as it was",
      "Grant get on this Secret and run it again",
    );
  try {
    if (object !== undefined) await controller?.remove(at, object);
    if (controller !== undefined)
      await afterCertificate(controller.client, at, (severity, line) =>
        ports.log(severity, line, urnOf(props)),
      );
    await store.remove(at, secretVersion, recordVersion);
  } catch (error) {
    throw forPeople(error, nameOf(at));
  }
}

function causeOf(seen: Extract<Seen, { state: "unreachable" | "wrong cluster" }>): string {
  return seen.state === "unreachable"
    ? seen.cause
    : `this is another cluster (${seen.observed}) than the one it was issued in (${seen.wanted})`;
}

/** The way out for what no cluster will ever answer for again. */
function giveUp(command: string): string {
  return `Where that cluster is gone for good, ${goneVariable}=true ${command} takes it out of the state and touches nothing`;
}

/** Where these outputs say that it was kept. */
function placeOf(props: Properties, kept: Kept | undefined): Place {
  const at = { namespace: String(props.namespace ?? "default"), secretName: String(props.secretName) };
  return {
    at,
    store: readStore(props),
    cluster: typeof props.__cluster === "string" ? props.__cluster : undefined,
    controlled:
      kept?.rhythm?.issuer.kind === "issuerRef" ? { owner: kept.owner, rhythm: kept.rhythm } : undefined,
  };
}
