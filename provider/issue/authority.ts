import type { KeyObject } from "node:crypto";
import { foreignText } from "../errors.js";
import type { Instant } from "../spec/instant.js";
import { Link } from "../x509/chain.js";
import { MalformedDer } from "../x509/der.js";
import { readSubjectKeyId } from "../x509/extensions.js";
import { readPrivateKey, UnreadablePrivateKey } from "../x509/key-pair.js";
import { keyIdentifier } from "../x509/public-key.js";
import { splitChain, UnreadableCertificate } from "../x509/read-certificate.js";
import { checkChain, checkKey } from "./authority-checks.js";
import type { CaChain, CaRequest } from "./ca-request.js";
import { type UnfitCa, type UnfitCaCode, unfit } from "./unfit-ca.js";

/** A CA that may sign what was asked for: its key, and its chain from itself upwards as far as it is known. */
export interface Authority {
  readonly privateKey: KeyObject;
  readonly chain: readonly [Link, ...Link[]];
  /** What certificates that it signs name it by, besides its subject. */
  readonly keyId: Buffer;
  /** The last instant at which the whole chain is valid. */
  readonly notAfter: Instant;
}

/**
 * The CA of a key pair, once everything is checked that would make what it signs worthless. Throws {@link UnfitCa}.
 * cert-manager checks that it is a CA and that its chain connects; the rest shows when a client refuses.
 *
 * @see RFC 5280, 6.1.4; cert-manager, pkg/util/pki/parse_certificate_chain.go
 */
export function authorityOf(request: CaRequest): Authority {
  return legible(request, () => {
    const certificates = readChain(request.ca);
    const { own } = certificates;
    const privateKey = readPrivateKey(request.ca.privateKeyPem);
    checkKey(request, own, privateKey);
    const chain = connect(request, certificates);
    checkChain(request, chain);
    return {
      privateKey,
      chain,
      // A CA without the extension is found by its name; the identifier still tells its keys apart.
      keyId: readSubjectKeyId(own.parts) ?? keyIdentifier(own.parts.subjectPublicKeyInfo),
      notAfter: Math.min(...chain.map((link) => link.parts.notAfter)),
    };
  });
}

/** What can be said without the key and at no cost, for every certificate of a preview: of the CA alone. Throws {@link UnfitCa}. */
export function checkAuthority(request: CaRequest<CaChain>): void {
  legible(request, () => checkChain(request, [readChain(request.ca).own]));
}

function legible<T>(request: CaRequest<CaChain>, read: () => T): T {
  try {
    return read();
  } catch (error) {
    // MalformedDer: an extension that is only read where it matters.
    if (error instanceof UnreadableCertificate || error instanceof MalformedDer)
      throw illegible(request, "UnreadableCertificate", "certificate", error);
    if (error instanceof UnreadablePrivateKey)
      throw illegible(request, "UnreadableKey", "private key", error);
    throw error;
  }
}

function illegible(request: CaRequest<CaChain>, code: UnfitCaCode, what: string, error: Error): UnfitCa {
  return unfit(request, code, `has a ${what} that cannot be read: ${error.message}`, "Give it as PEM");
}

interface Certificates {
  readonly own: Link;
  readonly above: readonly Link[];
  readonly bundle: readonly Link[];
}

function readChain({ certificatePem, caPem = "" }: CaChain): Certificates {
  const [own, ...above] = splitChain(certificatePem).map((pem) => new Link(pem));
  if (own === undefined) throw new UnreadableCertificate("it holds no certificate in PEM");
  return { own, above, bundle: splitChain(caPem).map((pem) => new Link(pem)) };
}

/** The CA and those above it, each the issuer of the one before. Ends at a root, or where no issuer is known. */
function connect(request: CaRequest<CaChain>, { own, above, bundle }: Certificates): [Link, ...Link[]] {
  const chain: [Link, ...Link[]] = [own];
  const left = new Set([...above, ...bundle]);
  for (let last = own; !last.isSelfSigned; ) {
    const issuer = [...left].find((candidate) => last.isIssuedBy(candidate));
    if (issuer === undefined) break;
    left.delete(issuer);
    chain.push(issuer);
    last = issuer;
  }
  const stray = above.find((link) => left.has(link) && !chain.some((used) => used.pem === link.pem));
  if (stray !== undefined) {
    const why = `has a chain in which ${foreignText(stray.name)} is the issuer of none`;
    throw unfit(request, "BrokenChain", why, "Take it out of the CA's chain, or add what is missing between");
  }
  return chain;
}
