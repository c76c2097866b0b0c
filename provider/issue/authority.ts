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
import type { CaKeyPair, CaRequest } from "./ca-request.js";
import { unfit } from "./unfit-ca.js";

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
  try {
    const { privateKey, own, above, bundle } = readCa(request.ca);
    checkKey(request, own, privateKey);
    const chain = connect(request, own, above, bundle);
    checkChain(request, chain);
    return {
      privateKey,
      chain,
      // A CA without the extension is found by its name; the identifier still tells its keys apart.
      keyId: readSubjectKeyId(own.parts) ?? keyIdentifier(own.parts.subjectPublicKeyInfo),
      notAfter: Math.min(...chain.map((link) => link.parts.notAfter)),
    };
  } catch (error) {
    // MalformedDer: an extension that is only read where it matters.
    if (error instanceof UnreadableCertificate || error instanceof MalformedDer)
      throw unfit(
        request,
        "Unreadable",
        `has a certificate that cannot be read: ${error.message}`,
        "Give it as PEM",
      );
    if (error instanceof UnreadablePrivateKey)
      throw unfit(
        request,
        "Unreadable",
        `has a private key that cannot be read: ${error.message}`,
        "Give it as PEM",
      );
    throw error;
  }
}

function readCa({ certificatePem, privateKeyPem, caPem = "" }: CaKeyPair) {
  const [own, ...above] = splitChain(certificatePem).map((pem) => new Link(pem));
  if (own === undefined) throw new UnreadableCertificate("it holds no certificate in PEM");
  const bundle = splitChain(caPem).map((pem) => new Link(pem));
  return { own, above, bundle, privateKey: readPrivateKey(privateKeyPem) };
}

/** The CA and those above it, each the issuer of the one before. Ends at a root, or where no issuer is known. */
function connect(
  request: CaRequest,
  own: Link,
  above: readonly Link[],
  bundle: readonly Link[],
): [Link, ...Link[]] {
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
