import type { Observed } from "../record/observed.js";
import type { CertificateSpec } from "../spec/certificate-spec.js";
import type { Reason } from "./decision.js";

/**
 * Why a certificate whose CA has another key is not issued again yet, where only that key asks for it: so many an `up`
 * have their turn, by their names, and the others are good until theirs comes. Undefined once it has come, and where
 * nothing is known of the others.
 */
export function turnAwaited({ issuer }: CertificateSpec, { turn }: Observed): Reason | undefined {
  const atMost = issuer.kind === "ca" ? issuer.reissue?.atMost : undefined;
  if (atMost === undefined || turn === undefined || turn.ahead < atMost) return undefined;
  const later = Math.floor(turn.ahead / atMost);
  return {
    code: "Staggered",
    field: "issuer.ca.reissue.atMost",
    observed: `${turn.ahead} others are before it, and at most ${atMost} have their turn in one`,
    wanted: later === 1 ? "1 up later" : `${later} ups later`,
  };
}
