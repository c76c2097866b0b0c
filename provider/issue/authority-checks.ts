import type { KeyObject } from "node:crypto";
import { foreignText } from "../errors.js";
import { formatInstant } from "../spec/instant.js";
import type { Link } from "../x509/chain.js";
import { maySignCertificates, readBasicConstraints } from "../x509/extensions.js";
import { forbiddenName } from "../x509/name-constraints.js";
import { readPublicKey } from "../x509/public-key.js";
import type { CaChain, CaRequest } from "./ca-request.js";
import { unfit } from "./unfit-ca.js";

/** Throws UnfitCa unless the key is the CA's own and one that clients accept. */
export function checkKey(request: CaRequest<CaChain>, own: Link, privateKey: KeyObject): void {
  const { algorithm, size } = readPublicKey(own.parts.subjectPublicKeyInfo);
  if (!own.holdsKeyOf(privateKey)) {
    const why = "has a private key that does not belong to its certificate";
    throw unfit(request, "KeyMismatch", why, "Give the certificate and the key of one pair");
  }
  if (algorithm === "RSA" && size < 2048) {
    const why = `has an RSA key of ${size} bits, and clients refuse less than 2048`;
    throw unfit(request, "WeakKey", why, "Replace the CA by one with a larger key");
  }
}

/** Throws UnfitCa unless every certificate of the chain, the CA first, lets it sign what was asked for, now. */
export function checkChain(request: CaRequest<CaChain>, chain: readonly Link[]): void {
  for (const [depth, link] of chain.entries()) {
    const who = depth === 0 ? "" : `has an issuer, ${named(link)}, that `;
    const { notBefore, notAfter } = link.parts;
    if (request.now < notBefore) {
      const why = `${who}is not valid before ${formatInstant(notBefore)}`;
      throw unfit(request, "NotYetValid", why, "Wait until then, or check the clock of this machine");
    }
    if (request.now > notAfter) {
      const why = `${who}expired at ${formatInstant(notAfter)}`;
      throw unfit(request, "Expired", why, "Renew it");
    }
    // Whoever trusts a root trusts it as it is: verifiers ask neither for its extensions (RFC 5280, 6.1.1 d).
    if (depth === 0 || !link.isSelfSigned) checkMaySign(request, link, who);
    checkPathLength(request, link, depth, who);
    checkNames(request, link, who);
  }
}

function checkMaySign(request: CaRequest<CaChain>, link: Link, who: string): void {
  const todo = "Give a certificate that was issued with isCA: true";
  if (!readBasicConstraints(link.parts).isCA)
    throw unfit(request, "NotACertificateAuthority", `${who}is not a CA (basicConstraints)`, todo);
  if (!maySignCertificates(link.parts))
    throw unfit(request, "NotACertificateAuthority", `${who}may not sign certificates (keyUsage)`, todo);
}

/** `depth` CAs stand below it already. A certificate with isCA would be one more, though good for nothing but itself. */
function checkPathLength(request: CaRequest<CaChain>, link: Link, depth: number, who: string): void {
  const { pathLength } = readBasicConstraints(link.parts);
  if (pathLength === undefined || depth + (request.spec.isCA ? 1 : 0) <= pathLength) return;
  const why = `${who}allows ${pathLength} CA certificates below it (pathLenConstraint), and this one would exceed that`;
  const todo = depth > pathLength ? "Replace the CA" : "Leave out isCA, or choose a CA without that limit";
  throw unfit(request, "PathLengthExceeded", why, todo, depth > pathLength ? "issuer.ca" : "isCA");
}

function checkNames(request: CaRequest<CaChain>, link: Link, who: string): void {
  const name = forbiddenName(link.parts, request.spec);
  if (name === undefined) return;
  const why = `${who}does not permit the name ${foreignText(name)} (nameConstraints)`;
  throw unfit(request, "NameNotPermitted", why, "Leave it out, or choose another CA");
}

function named(link: Link): string {
  return foreignText(link.name);
}
