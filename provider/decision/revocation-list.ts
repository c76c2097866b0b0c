import type { Observed, Present } from "../record/observed.js";
import type { CertificateSpec } from "../spec/certificate-spec.js";
import { type Instant, parseInstant } from "../spec/instant.js";
import type { Finding } from "./decision.js";

/**
 * Whether the CA's revocation list is to be issued again, which asks nobody for a certificate: from the instant on at
 * which a third of its life remains, as with certificates. That another one is wanted is told by its form.
 */
export function revocationListRules(
  { crl }: CertificateSpec,
  { record }: Observed & Present,
  now: Instant,
): Finding[] {
  if (crl === undefined || record.form?.["crl.duration"] === undefined) return [];
  const { crl: issued } = record;
  if (issued === undefined)
    return [{ action: "repair", reason: { code: "RevocationListDue", observed: "none", wanted: "a list" } }];
  const observed = issued.nextUpdate;
  const end = parseInstant(observed);
  // One that is not what was issued says in the place of its end what is wrong with it.
  if (end === undefined)
    return [{ action: "repair", reason: { code: "RevocationListDue", observed, wanted: "the next list" } }];
  const since = end - Math.floor(crl.duration / 3);
  if (now < since) return [];
  return [
    { action: "repair", reason: { code: "RevocationListDue", since, observed, wanted: "the next list" } },
  ];
}
