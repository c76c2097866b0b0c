import type { Labels } from "../spec/certificate-spec.js";
import { managedBy, managedByLabel, ownerLabel } from "../store/owner-marks.js";
import type { CertificateObject } from "./objects.js";

/** Under which labels a Certificate is found and known as its owner's; cert-manager copies them to its requests and Orders. */
export interface Marks {
  readonly labels: Labels;
  readonly annotations: Labels;
}

/** A forced renewal that was begun: the trigger's value, and the revision above which it is done. */
export interface Forced {
  readonly trigger: string;
  readonly above: number;
}

const forcedMark = "kubecerts.io/forced";
const uidMark = "kubecerts.io/uid";

/** What marks a Certificate as this owner's, in this life of the resource. */
export function marksOf(owner: string, uid: string, forced?: Forced): Marks {
  return {
    labels: { [managedByLabel]: managedBy, [ownerLabel]: owner },
    annotations: {
      [uidMark]: uid,
      ...(forced === undefined ? {} : { [forcedMark]: JSON.stringify(forced) }),
    },
  };
}

/** Whether a Certificate is of this life of its owner. */
export function isOfLife({ metadata }: CertificateObject, uid: string | undefined): boolean {
  return uid !== undefined && metadata.annotations?.[uidMark] === uid;
}

/**
 * The trigger for which this Certificate was renewed, though the `up` that forced it may have died before it could
 * record that; undefined where none was, or where it is still to be done.
 */
export function forcedBy(object: CertificateObject): string | undefined {
  try {
    const { trigger, above } = JSON.parse(
      object.metadata.annotations?.[forcedMark] ?? "{}",
    ) as Partial<Forced>;
    const isDone = typeof above === "number" && (object.status?.revision ?? 0) > above;
    return isDone && typeof trigger === "string" ? trigger : undefined;
  } catch {
    return undefined; // somebody's hand: then it is renewed once more
  }
}
