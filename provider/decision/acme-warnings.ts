import type { AcmeNotes } from "../record/acme-notes.js";
import type { CertificateFacts } from "../record/certificate-facts.js";
import type { Observed } from "../record/observed.js";
import type { CertificateSpec } from "../spec/certificate-spec.js";
import { formatInstant, type Instant } from "../spec/instant.js";
import { limitOf } from "../spec/public-cas.js";
import { issuerName } from "../spec/requested.js";
import type { Reason } from "./decision.js";

const day = 86_400_000;

/** What is worth knowing before an ACME CA is asked for a certificate. */
export function acmeWarnings(spec: CertificateSpec, observed: Observed, now: Instant): Reason[] {
  if (spec.issuer.kind !== "acme") return [];
  const before =
    observed.state === "present"
      ? { certificate: observed.certificate, notes: observed.record.acme }
      : undefined;
  const limit = limitReason(spec.issuer.acme.server, issuedBefore(spec, before), now);
  return [...keyWarnings(spec, observed), ...(limit === undefined ? [] : [limit])];
}

/** A certificate, and what the CA said of it. */
export interface Noted {
  readonly certificate: CertificateFacts;
  readonly notes?: AcmeNotes | undefined;
}

/** When the same names were issued, oldest first; a record remembers a few. */
export function issuedBefore(spec: CertificateSpec, before: Noted | undefined): readonly Instant[] {
  if (before === undefined) return [];
  const { dnsNames, ipAddresses } = before.certificate;
  const isSame = String([...dnsNames, ...ipAddresses]) === String([...spec.dnsNames, ...spec.ipAddresses]);
  return isSame ? (before.notes?.issued ?? []) : [];
}

/** What the CA's limit leaves once there were two for the same names: a warning, since only the CA counts. */
export function limitReason(server: string, issued: readonly Instant[], now: Instant): Reason | undefined {
  const limit = limitOf(server);
  if (limit === undefined) return undefined;
  const counting = issued.filter((instant) => instant > now - limit.days * day);
  const [first] = counting;
  if (first === undefined || counting.length < 2) return undefined;
  const left = Math.max(0, limit.certificates - counting.length);
  return {
    code: "LimitNear",
    observed: `${counting.length} were issued since ${formatInstant(first)}: ${left} left`,
    wanted: `${limit.certificates} certificates for the same names in ${limit.days} days`,
  };
}

/** A CA that signed such a key before takes it; the public ones, which do not, are refused with the inputs. */
function* keyWarnings({ issuer, privateKey }: CertificateSpec, observed: Observed): Iterable<Reason> {
  if (privateKey.algorithm !== "Ed25519") return;
  const isProven =
    observed.state === "present" &&
    observed.certificate.publicKey.algorithm === "Ed25519" &&
    observed.record.requested.issuer === issuerName(issuer);
  if (!isProven)
    yield { code: "KeyUnproven", field: "privateKey.algorithm", observed: "unknown", wanted: "Ed25519" };
}
