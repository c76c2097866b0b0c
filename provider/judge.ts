import { asked } from "./cert-manager/seen.js";
import { decide } from "./decision/decide.js";
import type { Decision } from "./decision/decision.js";
import { messageOf } from "./errors.js";
import { type Look, observe, observeIssuer } from "./observe.js";
import { type ControlledSight, observeControlled } from "./observe-controlled.js";
import type { Ports } from "./ports.js";
import type { Observed, Recorded } from "./record/observed.js";
import type { Owner } from "./record/record.js";
import type { CertificateSpec } from "./spec/certificate-spec.js";
import type { Instant } from "./spec/instant.js";
import { type Store, StoreError } from "./store/port.js";

/** For whom is judged, and what the state says. */
export interface Asker {
  readonly owner: Owner;
  readonly recorded?: Recorded | undefined;
  /** The cluster that was recorded, as {@link Store.identity} names it. */
  readonly cluster?: string | undefined;
  /** Another instant than the present: the one at which something was begun that is now looked at. */
  readonly now?: Instant;
}

export interface Judgement {
  readonly decision: Decision;
  readonly observed: Observed;
  readonly sight: ControlledSight;
  readonly store: Store;
  readonly now: Instant;
  /** The place that was looked at; undefined where it has no identity or could not say it. */
  readonly cluster: string | undefined;
}

/** Looks at a certificate and decides: the one place where the shell calls `decide`. */
export async function judge(
  ports: Ports,
  spec: CertificateSpec,
  asker: Asker,
  look: Look,
): Promise<Judgement> {
  const store = ports.store(spec.store);
  const { cluster, sight } = await see(ports, store, spec, asker, look);
  const canAsk = !["unreachable", "wrong cluster"].includes(sight.seen.state);
  const now = asker.now ?? ports.now();
  const issuer = canAsk ? await observeIssuer(store, spec, now) : undefined;
  const observed: Observed = {
    ...sight.seen,
    owner: asker.owner,
    ...(asker.recorded === undefined ? {} : { recorded: asker.recorded }),
    ...(issuer === undefined ? {} : { issuer }),
    ...(sight.controller === undefined
      ? {}
      : { controller: asked(sight.controller, sight.object, spec, asker.owner) }),
  };
  return { decision: decide(spec, observed, now), observed, sight, store, now, cluster };
}

/** First whether this is the recorded place at all: what is absent in another cluster is not gone. */
async function see(
  ports: Ports,
  store: Store,
  spec: CertificateSpec,
  asker: Asker,
  look: Look,
): Promise<{ readonly cluster: string | undefined; readonly sight: ControlledSight }> {
  const nothing = { secretVersion: "absent", recordVersion: "absent" } as const;
  try {
    const cluster = await store.identity();
    if (isAnother(cluster, asker.cluster))
      return {
        cluster,
        sight: {
          ...nothing,
          seen: { state: "wrong cluster", observed: cluster, wanted: asker.cluster ?? "" } as const,
        },
      };
    const sight =
      spec.issuer.kind === "issuerRef" && spec.store.kind === "kubernetes"
        ? await observeControlled(ports.controller(spec.store.cluster), store, spec, asker.owner, spec, look)
        : await observe(store, spec, look);
    return { cluster, sight };
  } catch (error) {
    if (!(error instanceof StoreError) || error.code === "Refused") throw error;
    return {
      cluster: undefined,
      sight: { ...nothing, seen: { state: "unreachable", cause: messageOf(error) } as const },
    };
  }
}

/** Identities of different kinds (a UID, a server) say nothing of each other: who may read less knows less. */
export function isAnother(one: string | undefined, other: string | undefined): one is string {
  const kind = (identity: string) => identity.split(":")[0];
  return one !== undefined && other !== undefined && kind(one) === kind(other) && one !== other;
}
