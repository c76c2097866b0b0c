import type { RenewalInfo } from "../record/acme-notes.js";
import type { CertificateFacts } from "../record/certificate-facts.js";
import { type Instant, parseInstant } from "../spec/instant.js";
import { retryAfterIn } from "./problem.js";
import type { HttpAnswer } from "./transport.js";

/**
 * How the CA knows a certificate: its issuer's key identifier and its serial number, as they stand in it. Undefined
 * where the certificate names no issuer's key.
 *
 * @see RFC 9773, section 4.1
 */
export function certificateId({
  authorityKeyId,
  serialNumber,
}: Pick<CertificateFacts, "authorityKeyId" | "serialNumber">): string | undefined {
  if (authorityKeyId === undefined) return undefined;
  const serial = Buffer.from(serialNumber, "hex");
  // The INTEGER's own octets: with a zero before them, or the number would be negative.
  const octets = (serial[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.of(0), serial]) : serial;
  return `${Buffer.from(authorityKeyId, "hex").toString("base64url")}.${octets.toString("base64url")}`;
}

/** When the CA names no time it is asked again after so long (RFC 9773, section 4.3.3: six hours); bounds as there. */
const rhythm = { usual: 6 * 3_600_000, least: 60_000, most: 86_400_000 };

/** The renewal information in an answer; undefined where it holds none that can be used. @see RFC 9773, section 4.2 */
export function renewalInfoIn(answer: HttpAnswer, now: Instant): RenewalInfo | undefined {
  if (answer.status !== 200) return undefined;
  const { suggestedWindow, explanationURL } = (answer.data ?? {}) as Record<string, unknown>;
  const window = (suggestedWindow ?? {}) as Record<string, unknown>;
  const [start, end] = [parseInstant(String(window.start)), parseInstant(String(window.end))];
  if (start === undefined || end === undefined || end <= start) return undefined;
  const named = (retryAfterIn(answer.headers["retry-after"], now) ?? now + rhythm.usual) - now;
  return {
    start,
    end,
    checkedAt: now,
    nextCheck: now + Math.min(Math.max(named, rhythm.least), rhythm.most),
    ...(typeof explanationURL === "string" && /^https?:\/\/[!-~]{1,500}$/.test(explanationURL)
      ? { explanationUrl: explanationURL }
      : {}),
  };
}
