import { asked } from "./cert-manager/seen.js";
import { copyPlaces } from "./copies/copy-places.js";
import { observeCopies } from "./copies/observe-copies.js";
import { taken } from "./decision/adoption.js";
import { decide } from "./decision/decide.js";
import type { Decision } from "./decision/decision.js";
import { type KnownChain, withoutForgery } from "./forged-record.js";
import { changedPasswordSecrets } from "./keystore-passwords.js";
import { look } from "./look.js";
import { lookAtClaims } from "./look-at-claims.js";
import type { Look } from "./observe.js";
import type { ControlledSight } from "./observe-controlled.js";
import { observeIssuer } from "./observe-issuer.js";
import type { Ports } from "./ports.js";
import type { CopySeen } from "./record/copy-seen.js";
import type { Observed, Recorded, Seen } from "./record/observed.js";
import type { Owner } from "./record/record.js";
import type { CertificateSpec } from "./spec/certificate-spec.js";
import type { CopySpec } from "./spec/copy-spec.js";
import type { Instant } from "./spec/instant.js";
import type { Store } from "./store/port.js";
import { withRenewalInfo } from "./suggested-renewal.js";
import { turnOf } from "./turn.js";

/** For whom is judged, and what the state says. */
export interface Asker {
  readonly owner: Owner;
  readonly recorded?: Recorded | undefined;
  /** The cluster that was recorded, as {@link Store.identity} names it. */
  readonly cluster?: string | undefined;
  /** What the state says of copies that were asked for. */
  readonly formerCopies?: readonly CopySpec[];
  /** The chain that the state holds; it tells nothing but in an `update`. */
  readonly chain?: KnownChain | undefined;
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
  how: Look,
): Promise<Judgement> {
  const controlled = spec.issuer.kind === "issuerRef" ? { owner: asker.owner.id, rhythm: spec } : undefined;
  const place = { at: spec, store: spec.store, cluster: asker.cluster, controlled };
  const sighting = await look(ports, place, how);
  const { store, cluster } = sighting;
  const now = asker.now ?? ports.now();
  const { sight: near, ...known } = await lookAtClaims(ports, place, spec, asker.owner, sighting);
  const claimed = asker.chain === undefined ? near : withoutForgery(near, asker.chain);
  const seen = await withRenewalInfo(ports.askRenewalInfo, spec, claimed.seen, now);
  const sight = { ...claimed, seen };
  const canAsk = !["unreachable", "wrong cluster"].includes(sight.seen.state);
  const issuer = canAsk ? await observeIssuer(store, spec, now) : undefined;
  const turn = await turnOf(store, spec, sight.seen, issuer);
  const otherPasswords =
    sight.seen.state === "present"
      ? await changedPasswordSecrets(store, spec, sight.seen.record.keystores, how)
      : [];
  const copies = canAsk ? await copiesSeen(ports, spec, asker, sight.seen, how) : [];
  const observed: Observed = taken(spec, {
    ...sight.seen,
    ...known,
    owner: asker.owner,
    ...(otherPasswords.length === 0 ? {} : { otherPasswords }),
    ...(asker.recorded === undefined ? {} : { recorded: asker.recorded }),
    ...(issuer === undefined ? {} : { issuer }),
    ...(turn === undefined ? {} : { turn }),
    ...(copies.length === 0 ? {} : { copies }),
    ...(sight.controller === undefined
      ? {}
      : { controller: asked(sight.controller, sight.object, spec, asker.owner) }),
  });
  const decision = decide(spec, observed, now);
  return { decision, observed, sight: { ...sight, seen: observed }, store, now, cluster };
}

async function copiesSeen(ports: Ports, spec: CertificateSpec, asker: Asker, seen: Seen, how: Look) {
  const record =
    seen.state === "present" && seen.record.owner.id === asker.owner.id ? seen.record : undefined;
  const places = copyPlaces(ports.store, {
    own: spec.store,
    wanted: spec.copies,
    former: asker.formerCopies ?? [],
    recorded: record?.copies ?? [],
  });
  const of = { owner: asker.owner.id, record };
  const sights = await observeCopies(places, of, how === "record" ? "listed" : "now");
  return [...sights.map(({ copy }) => copy), ...unselectedSeen(spec)];
}

/** The copies for a selector, while nobody knows how many there are. */
function unselectedSeen({ unselected = [] }: CertificateSpec): CopySeen[] {
  return unselected.map((path) => ({
    name: `for ${path}`,
    listed: 0,
    seen: { state: "unreachable", why: "its namespaces could not be listed" },
  }));
}
