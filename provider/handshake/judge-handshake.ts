import { X509Certificate } from "node:crypto";
import { isIP } from "node:net";
import { formatInstant, type Instant } from "../spec/instant.js";
import type { Link } from "../x509/chain.js";
import { readCertificate } from "../x509/read-certificate.js";
import { isServerCertificate } from "./extensions.js";
import { labelOf } from "./label.js";
import type { Path } from "./path.js";
import type { Shown } from "./shown.js";
import { browsers, fail, pass, type Verdict } from "./verdict.js";
import { weaknesses } from "./weaknesses.js";

/** What a handshake is to show. */
export interface Expected {
  /** The name or address that the certificate is to be for. */
  readonly name: string;
  /** SHA-256 of the leaf's DER in lower-case hex; absent: whichever it is. */
  readonly fingerprint?: string;
  readonly now: Instant;
}

/**
 * Everything there is to say of a handshake without asking anybody else: all of it, good and bad. `links` are the
 * certificates of `shown`, and `path` how they are tied to what is trusted.
 */
export function judgeHandshake(
  shown: Shown,
  links: readonly Link[],
  path: Path,
  expected: Expected,
): Verdict[] {
  const [leaf] = links;
  if (leaf === undefined)
    return [protocol(shown), fail("leaf", "no certificate was sent", browsers.oldProtocol)];
  const verdicts = [
    protocol(shown),
    ...served(leaf, expected),
    chain(shown, links, path),
    trust(path),
    ...weaknesses(path),
    ...dates(path, expected.now),
    name(leaf, expected.name),
    ...purpose(leaf),
  ];
  // OpenSSL looks at more (name constraints, path lengths, policies): what it refuses is never called good.
  const { opensslError } = shown;
  if (opensslError !== undefined && verdicts.every(({ result }) => result !== "fail"))
    verdicts.push(fail("trust", `OpenSSL does not trust the chain: ${opensslError}`, browsers.invalid));
  return verdicts;
}

function protocol({ protocol, cipher, address }: Shown): Verdict {
  const detail = `${protocol} with ${cipher} at ${address}`;
  if (!["TLSv1.2", "TLSv1.3"].includes(protocol))
    return fail(
      "protocol",
      `${detail}: TLS 1.2 is the oldest that is taken (RFC 8996)`,
      browsers.oldProtocol,
    );
  if (protocol === "TLSv1.2" && !/_(EC)?DHE_.*_(GCM|POLY1305|CCM)/.test(cipher))
    return {
      check: "protocol",
      result: "warning",
      detail: `${detail}: a cipher without forward secrecy or authenticated encryption (RFC 9325, 4.2)`,
      browser: "nothing yet",
    };
  return pass("protocol", detail);
}

function* served(leaf: Link, { fingerprint }: Expected): Iterable<Verdict> {
  const facts = readCertificate(leaf.pem);
  const detail = `${labelOf(leaf)}, serial number ${facts.serialNumber}, SHA-256 ${facts.fingerprint}`;
  if (fingerprint === undefined || fingerprint === facts.fingerprint) yield pass("leaf", detail);
  else yield fail("leaf", `${detail}: wanted SHA-256 ${fingerprint}`, browsers.outdated);
  const { algorithm, size } = facts.publicKey;
  if (algorithm === "RSA" && size < 2048)
    yield fail("leaf", `its RSA key has ${size} bits: 2048 is the least`, browsers.weakKey);
}

function chain({ asSent }: Shown, links: readonly Link[], path: Path): Verdict {
  if (!path.trusted) {
    const last = path.links.at(-1)!;
    if (!last.isSelfSigned) {
      const detail = `incomplete: ${nameAt(last, path.links.length - 1)} was issued by ${last.issuerName}, which was not sent and is not trusted`;
      return fail("chain", detail, browsers.incomplete);
    }
  }
  if (!asSent) {
    const detail = "complete; its order was not seen";
    return { check: "chain", result: "unknown", detail };
  }
  const stray = links.findIndex((link, place) => place > 0 && !links[place - 1]!.isIssuedBy(link));
  if (stray > 0) {
    const [before, at] = [links[stray - 1]!, links[stray]!];
    const detail = `out of order: place ${stray + 1} (${at.name}) did not issue the one before it, whose issuer is ${before.issuerName}`;
    return fail("chain", detail, browsers.misordered);
  }
  const count = `${links.length} certificate${links.length === 1 ? "" : "s"}`;
  const root = links.length > 1 && links.at(-1)!.isSelfSigned ? "; the root need not be sent" : "";
  return pass("chain", `complete and in order, ${count}${root}`);
}

function trust(path: Path): Verdict {
  const last = path.links.at(-1)!;
  if (path.trusted) return pass("trust", `anchored in ${last.name}`);
  if (path.links.length === 1 && last.isSelfSigned)
    return fail(
      "trust",
      `${nameAt(last, path.links.length - 1)} is signed by itself and not trusted`,
      browsers.selfSigned,
    );
  const detail = last.isSelfSigned
    ? `the root ${last.name} is not trusted`
    : `${last.issuerName} is not trusted`;
  return fail("trust", detail, browsers.unknownIssuer);
}

function dates({ links }: Path, now: Instant): Verdict[] {
  const faults = links.flatMap((link, place) => {
    const { notBefore, notAfter } = link.parts;
    const at = `and it is ${formatInstant(now)}`;
    if (now < notBefore) {
      const detail = `${nameAt(link, place)} is not valid before ${formatInstant(notBefore)}, ${at}`;
      return [fail("dates", detail, browsers.notYetValid)];
    }
    if (now <= notAfter) return [];
    const detail = `${nameAt(link, place)} ended at ${formatInstant(notAfter)}, ${at}`;
    return [fail("dates", detail, place === 0 ? browsers.expired : browsers.expiredIssuer)];
  });
  if (faults.length > 0) return faults;
  const [first, ...others] = links.toSorted((a, b) => a.parts.notAfter - b.parts.notAfter);
  const end = `valid until ${formatInstant(first!.parts.notAfter)}`;
  return [
    pass("dates", others.length === 0 || first === links[0] ? end : `${end}, when ${first!.name} ends`),
  ];
}

/** @see RFC 9525, section 6: the common name is no name */
function name(leaf: Link, wanted: string): Verdict {
  const { dnsNames, ipAddresses } = readCertificate(leaf.pem);
  const certificate = new X509Certificate(leaf.pem);
  const found =
    isIP(wanted) === 0
      ? certificate.checkHost(wanted, { subject: "never", partialWildcards: false })
      : certificate.checkIP(wanted);
  if (found !== undefined) return pass("name", found === wanted ? wanted : `${wanted} by ${found}`);
  const names = [...dnsNames, ...ipAddresses];
  const shownNames = names.length === 0 ? "nothing" : names.slice(0, 10).join(", ");
  const more = names.length > 10 ? ` and ${names.length - 10} more` : "";
  return fail("name", `it is for ${shownNames}${more}, not for ${wanted}`, browsers.wrongName);
}

function* purpose(leaf: Link): Iterable<Verdict> {
  if (!isServerCertificate(leaf.parts))
    yield fail("purpose", "its extended key usage does not allow TLS servers", browsers.wrongPurpose);
}

/** Only of the leaf is it known that it can be read whole. */
function nameAt(link: Link, place: number): string {
  return place === 0 ? labelOf(link) : link.name;
}
