import { formatInstant, type Instant } from "../spec/instant.js";
import type { Link } from "./chain.js";
import { maySignCertificates, readBasicConstraints } from "./extensions.js";

/** One thing that is wrong. `detail` is a clause that names the observed and the wanted; it never holds a key. */
export interface Violation {
  readonly code:
    | "InvalidCertificate"
    | "InvalidPrivateKey"
    | "InvalidKeyPair"
    | "LeafNotFirst"
    | "BrokenChain"
    | "IncorrectIssuer"
    | "NotYetValid"
    | "Expired"
    | "NameMissing"
    | "WrongKey"
    | "NotACertificateAuthority";
  readonly field: "tls.crt" | "tls.key" | "ca.crt";
  readonly detail: string;
}

/**
 * What is wrong with a chain at an instant: each certificate issued by the one after it, the last by one of
 * `cas` (if there are any), every issuer a CA, every date kept. The chain has at least its leaf.
 */
export function* chainViolations(
  chain: readonly Link[],
  cas: readonly Link[],
  now: Instant,
): Iterable<Violation> {
  for (const [place, link] of chain.entries()) {
    const issuer = chain[place + 1];
    if (issuer !== undefined) yield* linkViolations(link, issuer, place + 2);
  }
  for (const link of chain) yield* dateViolations("tls.crt", link, now);
  if (cas.length > 0) yield* anchorViolations(chain.at(-1)!, cas, now);
}

function* linkViolations(link: Link, issuer: Link, place: number): Iterable<Violation> {
  const who = `place ${place} of tls.crt (${issuer.name})`;
  if (!link.isIssuedBy(issuer)) {
    const detail = `${who} did not issue the certificate before it, whose issuer is ${link.issuerName}`;
    yield { code: "BrokenChain", field: "tls.crt", detail };
  } else if (!mayIssue(issuer))
    yield { code: "NotACertificateAuthority", field: "tls.crt", detail: `${who} may not issue certificates` };
}

/** One fitting CA is enough: a bundle may hold an older one of the same name and key. */
function* anchorViolations(last: Link, cas: readonly Link[], now: Instant): Iterable<Violation> {
  const [first, ...others] = cas
    .filter((ca) => ca.pem === last.pem || last.isIssuedBy(ca))
    .map((ca) => [...(ca.pem === last.pem ? [] : caViolations(ca)), ...dateViolations("ca.crt", ca, now)]);
  if (first === undefined)
    yield {
      code: "IncorrectIssuer",
      field: "ca.crt",
      detail: `ca.crt holds no certificate that issued ${last.name}`,
    };
  else if (others.every((violations) => violations.length > 0)) yield* first;
}

function* caViolations(ca: Link): Iterable<Violation> {
  // A root of version 1 has no extension to say it with, and clients that trust it do not ask.
  if (ca.parts.extensions.size > 0 && !mayIssue(ca))
    yield {
      code: "NotACertificateAuthority",
      field: "ca.crt",
      detail: `${ca.name} may not issue certificates`,
    };
}

function mayIssue({ parts }: Link): boolean {
  return readBasicConstraints(parts).isCA && maySignCertificates(parts);
}

function* dateViolations(field: "tls.crt" | "ca.crt", link: Link, now: Instant): Iterable<Violation> {
  const { notBefore, notAfter } = link.parts;
  const at = `and it is ${formatInstant(now)}`;
  if (now < notBefore)
    yield {
      code: "NotYetValid",
      field,
      detail: `${link.name} is not valid before ${formatInstant(notBefore)}, ${at}`,
    };
  if (now > notAfter)
    yield { code: "Expired", field, detail: `${link.name} ended at ${formatInstant(notAfter)}, ${at}` };
}
