import type { Instant } from "../../spec/instant.js";
import { itemsOf } from "./part.js";
import type {
  CertificateSeen,
  ChallengeSeen,
  Condition,
  EventSeen,
  OrderSeen,
  RequestSeen,
  Walk,
} from "./walk.js";

/** One issuance, from the Certificate down: of each level what belongs to the attempt that is, or was last, under way. */
export interface Lineage {
  readonly walk: Walk;
  readonly certificate: CertificateSeen;
  readonly request: RequestSeen | undefined;
  readonly order: OrderSeen | undefined;
  readonly challenges: readonly ChallengeSeen[];
  /** The last attempt failed, and none is under way. */
  readonly isFailed: boolean;
}

/** Undefined where the Certificate was not seen. */
export function lineageOf(walk: Walk): Lineage | undefined {
  const certificate = itemsOf(walk.certificates).find(({ name }) => name === walk.name);
  if (certificate === undefined) return undefined;
  // The request of revision n + 1 is the one under way; before a name was stable there could be two of them.
  const request = itemsOf(walk.requests)
    .filter(({ revision }) => revision === certificate.revision + 1)
    .toSorted((one, other) => other.created - one.created)[0];
  const order = itemsOf(walk.orders).find(({ owner }) => owner === request?.uid);
  const challenges = itemsOf(walk.challenges).filter(({ owner }) => owner === order?.uid);
  const isFailed =
    conditionOf(certificate, "Issuing")?.status !== "True" && certificate.lastFailureTime !== undefined;
  return { walk, certificate, request, order, challenges, isFailed };
}

export function conditionOf(
  { conditions }: { readonly conditions: readonly Condition[] },
  type: string,
): Condition | undefined {
  return conditions.find((one) => one.type === type);
}

/** The last event of this reason about the object, since an instant. */
export function eventOf(
  { events }: Walk,
  { uid }: { readonly uid: string },
  reason: string,
  since: Instant = Number.NEGATIVE_INFINITY,
): EventSeen | undefined {
  return itemsOf(events)
    .filter((event) => event.about === uid && event.reason === reason && event.last >= since)
    .toSorted((one, other) => other.last - one.last)[0];
}

/** How the object is called in every message. */
export function objectName(kind: string, namespace: string, name: string): string {
  return `${kind} ${namespace === "" ? "" : `${namespace}/`}${name}`;
}
