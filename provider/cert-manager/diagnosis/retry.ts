import type { Instant } from "../../spec/instant.js";

const hour = 3_600_000;
/** cert-manager's defaults; its flags for them are new and are not known here. */
const backoff = { first: hour, longest: 32 * hour };

/**
 * When cert-manager tries again: an hour after the first failure, then twice as long each time, up to 32 hours.
 *
 * @see https://cert-manager.io/docs/faq/#what-happens-if-issuance-fails-will-it-be-retried
 */
export function retryAfter(lastFailureTime: Instant, failedIssuanceAttempts = 1): Instant {
  const attempts = Math.max(1, failedIssuanceAttempts);
  return lastFailureTime + Math.min(backoff.longest, backoff.first * 2 ** (attempts - 1));
}
