import type { RenewalInfo } from "../record/acme-notes.js";
import { type Instant, truncateToSecond } from "../spec/instant.js";
import type { Validity } from "./renewal-time.js";

/** From its last twentieth on a certificate is renewed whatever the CA would rather have. */
const lastPart = 20;

/**
 * The instant inside the CA's window at which this certificate is to be renewed; undefined where the window says
 * nothing of it.
 *
 * The CA asks for an instant drawn from the window, uniform over all certificates. It is derived from the
 * certificate's fingerprint, which is as uniform as any draw, so that preview and apply name the same one and
 * nothing is stored. A window that starts before the certificate does describes its predecessor, and one that
 * starts in the last twentieth of its life comes too late to be obeyed: neither counts. One that reaches into the
 * last twentieth is cut there.
 *
 * @see RFC 9773, section 4.2
 */
export function suggestedTime(certificate: Validity, info: RenewalInfo): Instant | undefined {
  const { notBefore, notAfter, fingerprint = "" } = certificate;
  const latest = notAfter - (notAfter - notBefore) / lastPart;
  if (info.start < notBefore || info.start >= latest) return undefined;
  const window = Math.min(info.end, latest) - info.start;
  return truncateToSecond(info.start + window * placeOf(fingerprint));
}

/** Where in every window a certificate stands: from 0 to under 1. */
function placeOf(fingerprint: string): number {
  const drawn = Number.parseInt(fingerprint.slice(0, 12), 16);
  return Number.isNaN(drawn) ? 0 : drawn / 16 ** 12;
}
