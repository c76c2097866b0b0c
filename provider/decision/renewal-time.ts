import type { CertificateSpec } from "../spec/certificate-spec.js";
import type { Instant } from "../spec/instant.js";

/** Which rule chose the instant. */
export type RenewalRule = "renewBefore" | "renewBeforePercentage" | "a third" | "half";

export interface RenewalTime {
  readonly instant: Instant;
  readonly rule: RenewalRule;
}

export interface Validity {
  readonly notBefore: Instant;
  readonly notAfter: Instant;
}

type RenewalWishes = Pick<CertificateSpec, "renewBefore" | "renewBeforePercentage">;

const tenDays = 10n * 24n * 60n * 60n * 1_000_000_000n;

/**
 * The instant from which this certificate is due, and the rule that chose it.
 *
 * `renewBefore` wins when it lies inside the issued life, then `renewBeforePercentage`; by default a third of
 * the life remains, or half of it when it is shorter than ten days (Let's Encrypt's integration guide). A
 * `renewBefore` that does not lie inside the issued life is ignored, as cert-manager ignores it. Counted in
 * nanoseconds with the same divisions as cert-manager and cut to the second, so that both name the same instant.
 *
 * @see cert-manager, pkg/util/pki/renewaltime.go
 */
export function renewalTime(wishes: RenewalWishes, validity: Validity): RenewalTime {
  const life = nanoseconds(validity.notAfter - validity.notBefore);
  const { before, rule } = chosen(wishes, life);
  const instant = floorToSecond(nanoseconds(validity.notAfter) - before);
  return { instant, rule };
}

function chosen(wishes: RenewalWishes, life: bigint): { before: bigint; rule: RenewalRule } {
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
