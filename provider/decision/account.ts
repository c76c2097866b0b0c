import type { Observed, Present } from "../record/observed.js";
import type { CertificateSpec } from "../spec/certificate-spec.js";
import { issuerName } from "../spec/requested.js";
import type { Finding } from "./decision.js";

/** What the CA is yet to be told of the account: another contact, or another key. Another CA is told when it issues. */
export function accountRules({ issuer }: CertificateSpec, { record }: Observed & Present): Finding[] {
  if (issuer.kind !== "acme" || record.acme?.account === undefined) return [];
  if (record.requested.issuer !== issuerName(issuer)) return [];
  const { email, accountKey } = issuer.acme;
  const wanted = {
    email,
    accountKeyRollover: accountKey.kind === "secret" ? accountKey.rollover : undefined,
  };
  return (["email", "accountKeyRollover"] as const).flatMap((name): Finding[] => {
    const [now, told = "none"] = [wanted[name], record.acme?.[name]];
    // What is taken out again changes nothing: the CA keeps what it was told.
    if (now === undefined || now === told) return [];
    const reason = {
      code: "AccountChanged",
      field: `issuer.acme.${name}`,
      observed: told,
      wanted: now,
    } as const;
    return [{ action: "record", reason }];
  });
}
