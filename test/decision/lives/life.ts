import { decide } from "../../../provider/decision/decide.js";
import type { Decision } from "../../../provider/decision/decision.js";
import { row } from "../../../provider/decision/explain.js";
import { dueTime } from "../../../provider/decision/renewal-time.js";
import type { AcmeNotes } from "../../../provider/record/acme-notes.js";
import type { CertificateFacts } from "../../../provider/record/certificate-facts.js";
import type { Material, MaterialChange, Observed, Present } from "../../../provider/record/observed.js";
import type { CertificateSpec, KeyUsage } from "../../../provider/spec/certificate-spec.js";
import { formatInstant, type Instant, parseInstant } from "../../../provider/spec/instant.js";
import { granted, owner, specOf } from "../../support/observations.js";
import { obeyed } from "../hand.js";

/** A certificate's life as data: how it is wanted at first, and what happens to it, in order. */
export interface Life {
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly moments: readonly Moment[];
}

/** What happens, and what is then on the row of a preview. An `up` follows, which does what the preview said. */
export interface Moment {
  readonly at: string;
  readonly happens: string;
  /** What the program asks for otherwise from now on. */
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly world?: Event;
  /** The whole row, which begins with the action; null where the row says nothing: it is kept. */
  readonly row: string | null;
}

/** What somebody else does. */
export type Event =
  | { readonly secret: "deleted" }
  /** A Secret that somebody wrote to; `key`: whether the private key is still the certificate's. */
  | { readonly secret: MaterialChange; readonly key: "kept" | "lost" }
  | { readonly record: "deleted" | "unlabelled" }
  | { readonly controller: "renews" | "Certificate deleted" | "Certificate edited" }
  | { readonly controller: "fails"; readonly message: string; readonly retryAt: string }
  /** From now on the CA grants these usages alone. */
  | { readonly caGrants: readonly KeyUsage[] }
  | { readonly caKey: string }
  | { readonly caSays: Omit<AcmeNotes, "issued"> }
  | { readonly place: "away" | "back" | "another cluster" }
  | { readonly stateLost: true };

/** What each moment's preview says, and what its `up` did: the decision taken again right after it. */
export function lived(
  life: Life,
): { readonly at: string; readonly row: string | null; readonly after: string }[] {
  const one = new Certificate(life.inputs);
  return life.moments.map((moment) => {
    one.now = instant(moment.at);
    one.wanted = { ...one.wanted, ...moment.inputs };
    if (moment.world !== undefined) one.happen(moment.world);
    const decision = one.decide();
    one.up(decision);
    return { at: moment.at, row: row(decision)?.line ?? null, after: one.decide().action };
  });
}

class Certificate {
  now: Instant = 0;
  wanted: Readonly<Record<string, unknown>>;
  #place: "here" | "away" | "another cluster" = "here";
  #usages: readonly KeyUsage[] | undefined;
  #issued = 0;
  #seen: Observed;

  constructor(inputs: Readonly<Record<string, unknown>>) {
    this.wanted = inputs;
    const isControlled = this.#spec().issuer.kind === "issuerRef";
    this.#seen = { state: "absent", owner, ...(isControlled ? { controller: { state: "absent" } } : {}) };
  }

  #spec(): CertificateSpec {
    return specOf(this.wanted);
  }

  decide(): Decision {
    return decide(this.#spec(), this.#observed(), this.now);
  }

  #observed(): Observed {
    const { recorded } = this.#seen;
    const known = { owner, ...(recorded === undefined ? {} : { recorded }) };
    if (this.#place === "away") return { state: "unreachable", cause: "connection refused", ...known };
    if (this.#place === "here") return this.#seen;
    return { state: "wrong cluster", observed: "uid:other", wanted: "uid:this", ...known };
  }

  up(decision: Decision): void {
    if (this.#place !== "here") return; // it keeps, or fails with the cause
    this.#seen = obeyed(this.#spec(), this.#seen, decision, this.now, (spec, now) => this.#grant(spec, now));
  }

  #grant(spec: CertificateSpec, now: Instant): CertificateFacts {
    const usages = this.#usages ?? spec.usages;
    return { ...granted(spec, now, ++this.#issued), usages };
  }

  happen(event: Event): void {
    if ("place" in event) this.#place = event.place === "back" ? "here" : event.place;
    else if ("caGrants" in event) this.#usages = event.caGrants;
    else if ("caKey" in event)
      this.#change({
        issuer: { state: "present", keyHash: event.caKey.repeat(64), subject: "CN=root", notAfter: 0 },
      });
    else if ("caSays" in event)
      this.#change({ record: { ...this.#present().record, acme: { issued: [], ...event.caSays } } });
    else if ("stateLost" in event) {
      const { recorded: _, ...rest } = this.#seen;
      this.#seen = rest;
    } else if ("secret" in event) this.#change({ material: materialAfter(event) });
    else if ("record" in event) this.#change({ recordFault: faults[event.record] });
    else if (event.controller === "renews") this.#renewByController();
    else if (event.controller === "fails") {
      const failure = { message: event.message, since: this.now, retryAt: instant(event.retryAt) };
      this.#change({ controller: { state: "present", edited: false, failure } });
    } else if (event.controller === "Certificate deleted") this.#change({ controller: { state: "absent" } });
    else this.#change({ controller: { state: "present", edited: true } });
  }

  /** cert-manager issues by itself: Secret and revision are new, and no record or state of ours knows of it. */
  #renewByController(): void {
    const { record } = this.#present();
    const certificate = this.#grant(this.#spec(), this.now);
    const renewalTime = dueTime(this.#spec(), certificate);
    this.#change({ certificate, record: { ...record, revision: record.revision + 1, renewalTime } });
  }

  #present(): Observed & Present {
    if (this.#seen.state !== "present") throw new Error(`nothing is there at ${formatInstant(this.now)}`);
    return this.#seen;
  }

  #change(changes: Partial<Present & Observed>): void {
    this.#seen = { ...this.#seen, ...changes } as Observed;
  }
}

const faults = {
  deleted: { code: "RecordMissing", why: "it is gone" },
  unlabelled: { code: "LabelMissing", why: "its label was removed" },
} as const;

function materialAfter(event: Extract<Event, { secret: unknown }>): Material {
  if (event.secret === "deleted") return { state: "absent" };
  return { state: "changed", restorable: event.key === "kept", changes: [event.secret] };
}

function instant(text: string): Instant {
  const found = parseInstant(text);
  if (found === undefined) throw new Error(`${text} is no instant`);
  return found;
}
