import type { RenewalInfo } from "../record/acme-notes.js";
import type { CertificateSpec } from "../spec/certificate-spec.js";
import type { Instant } from "../spec/instant.js";
import { suggestedTime } from "./renewal-info.js";

/** Which rule chose the instant. */
export type RenewalRule = OwnRule | "renewalInfo";

/** A rule that needs nothing but the specification and the issued life. */
type OwnRule = "renewBefore" | "renewBeforePercentage" | "a third" | "half";

export interface RenewalTime {
  readonly instant: Instant;
  readonly rule: RenewalRule;
}

export interface Validity {
  readonly notBefore: Instant;
  readonly notAfter: Instant;
  /** As in `CertificateFacts`. */
  readonly fingerprint?: string;
}

type RenewalWishes = Pick<CertificateSpec, "renewBefore" | "renewBeforePercentage">;

/** All of a specification that says when its certificate falls due, and by whose hand. */
export type Rhythm = RenewalWishes & Renewer & Pick<CertificateSpec, "duration">;

interface Renewer {
  readonly issuer: Pick<CertificateSpec["issuer"], "kind">;
  readonly renewal: Pick<CertificateSpec["renewal"], "by">;
}

const tenDays = 10n * 24n * 60n * 60n * 1_000_000_000n;

/**
 * The instant from which this certificate is due, and the rule that chose it.
 *
 * `renewBefore` wins when it lies inside the issued life, then `renewBeforePercentage`; by default a third of
 * the life remains, or half of it when it is shorter than ten days (Let's Encrypt's integration guide). A
 * `renewBefore` that does not lie inside the issued life is ignored, as cert-manager ignores it. Counted in
 * nanoseconds with the same divisions as cert-manager and cut to the second, so that both name the same instant.
 *
 * What the CA suggests takes the place of the default, and comes before a wish of the user's where it is earlier:
 * a CA that hurries is about to revoke.
 *
 * @see cert-manager, pkg/util/pki/renewaltime.go
 */
export function renewalTime(wishes: RenewalWishes, validity: Validity, info?: RenewalInfo): RenewalTime {
  const own = ownTime(wishes, validity);
  const instant = info === undefined ? undefined : suggestedTime(validity, info);
  if (instant === undefined) return own;
  const isWish = own.rule === "renewBefore" || own.rule === "renewBeforePercentage";
  return isWish && own.instant <= instant ? own : { instant, rule: "renewalInfo" };
}

function ownTime(
  wishes: RenewalWishes,
  validity: Validity,
): { readonly instant: Instant; readonly rule: OwnRule } {
  const life = nanoseconds(validity.notAfter - validity.notBefore);
  const { before, rule } = chosen(wishes, life);
  const instant = floorToSecond(nanoseconds(validity.notAfter) - before);
  return { instant, rule };
}

function chosen(wishes: RenewalWishes, life: bigint): { before: bigint; rule: OwnRule } {
  const { renewBefore, renewBeforePercentage: percentage } = wishes;
  if (renewBefore !== undefined && renewBefore > 0 && nanoseconds(renewBefore) < life)
    return { before: nanoseconds(renewBefore), rule: "renewBefore" };
  if (percentage !== undefined && percentage > 0 && percentage < 100)
    // float64(actualDuration) * float64(percentage) / 100, cut to whole nanoseconds: Go's rounding is ours.
    return { before: BigInt(Math.trunc((Number(life) * percentage) / 100)), rule: "renewBeforePercentage" };
  if (life < tenDays) return { before: life / 2n, rule: "half" };
  return { before: life / 3n, rule: "a third" };
}

function nanoseconds(milliseconds: number): bigint {
  return BigInt(Math.trunc(milliseconds)) * 1_000_000n;
}

function floorToSecond(instant: bigint): Instant {
  const second = 1_000_000_000n;
  const whole = instant / second - (instant % second < 0n ? 1n : 0n);
  return Number(whole) * 1000;
}

/**
 * Who renews a certificate of this life. Under ten days there is no room for two instants, and a pipeline's rhythm
 * may be longer than the rest of it: then the controller does, where there is one.
 */
export function renewsBy(spec: Renewer, life: number): "pulumi" | "controller" {
  if (spec.issuer.kind !== "issuerRef") return "pulumi";
  if (spec.renewal.by !== "default") return spec.renewal.by;
  return nanoseconds(life) < tenDays ? "controller" : "pulumi";
}

/**
 * What cert-manager's own Certificate is told, so that its controller renews when two thirds of what Pulumi leaves
 * remain: a net below Pulumi, not a rival. With `renewal.by: controller` the user's own wishes, untouched.
 */
export function controllerWishes(spec: Rhythm): RenewalWishes {
  const { renewBefore, renewBeforePercentage } = spec;
  if (renewsBy(spec, spec.duration) === "controller")
    return {
      ...(renewBefore === undefined ? {} : { renewBefore }),
      ...(renewBeforePercentage === undefined ? {} : { renewBeforePercentage }),
    };
  // cert-manager refuses less than five minutes.
  if (renewBefore !== undefined) return { renewBefore: Math.max(300_000, truncated((renewBefore * 2) / 3)) };
  const left = renewBeforePercentage ?? (nanoseconds(spec.duration) < tenDays ? 50 : 100 / 3);
  return { renewBeforePercentage: Math.max(1, Math.floor((left * 2) / 3)) };
}

/** When cert-manager's controller would renew: its own rule, in which a third of every life remains by default. */
export function controllerTime(wishes: RenewalWishes, validity: Validity): Instant {
  const { instant, rule } = ownTime(wishes, validity);
  const life = nanoseconds(validity.notAfter - validity.notBefore);
  return rule === "half" ? floorToSecond(nanoseconds(validity.notAfter) - life / 3n) : instant;
}

/** The instant from which a certificate is due, by whoever renews it; `info` is what the CA said of it, where it says anything. */
export function dueTime(spec: Rhythm, validity: Validity, info?: RenewalInfo): Instant {
  return renewsBy(spec, validity.notAfter - validity.notBefore) === "controller"
    ? controllerTime(controllerWishes(spec), validity)
    : renewalTime(spec, validity, info).instant;
}

function truncated(duration: number): number {
  return Math.floor(duration / 1000) * 1000;
}
