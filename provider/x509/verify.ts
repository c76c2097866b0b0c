import type { KeyObject } from "node:crypto";
import type { CertificateFacts } from "../record/certificate-facts.js";
import type { CertificateSpec } from "../spec/certificate-spec.js";
import type { CsrSpec } from "../spec/csr-spec.js";
import type { Instant } from "../spec/instant.js";
import { Link } from "./chain.js";
import { MalformedDer } from "./der.js";
import { isOfKind, readPrivateKey, UnreadablePrivateKey } from "./key-pair.js";
import { readCertificate, splitChain, UnreadableCertificate } from "./read-certificate.js";
import { chainViolations, type Violation } from "./verify-chain.js";

export type { Violation };

/** A key pair with its chain, as it stands in a `kubernetes.io/tls` Secret. */
export interface TlsMaterial {
  /** Leaf first. */
  readonly certificatePem: string;
  readonly caPem?: string;
  /** Empty where the key is the user's. */
  readonly privateKeyPem: string;
}

export interface Expectations {
  readonly spec: CertificateSpec;
  readonly now: Instant;
}

/**
 * Everything that is wrong with material for a specification; empty when a client that trusts `caPem` would
 * accept it. What an issuer may refuse to grant (usages, duration, subject) is not asked for, nor whether
 * anybody trusts the CA. Signatures are verified by node:crypto.
 *
 * @see RFC 5280, 6.1; RFC 8446, 4.4.2
 */
export function verifyMaterial(material: TlsMaterial, expectations: Expectations): Violation[] {
  const chain = readAll("tls.crt", material.certificatePem);
  const cas = material.caPem === undefined ? [] : readAll("ca.crt", material.caPem);
  if ("code" in chain) return [chain];
  if ("code" in cas) return [cas];
  const [leaf] = chain;
  if (leaf === undefined)
    return [{ code: "InvalidCertificate", field: "tls.crt", detail: "tls.crt holds no certificate" }];
  try {
    return [
      ...(expectations.spec.csr === undefined
        ? pairViolations(material.privateKeyPem, chain)
        : requestViolations(expectations.spec.csr, readCertificate(leaf.pem))),
      ...chainViolations(chain, cas, expectations.now),
      ...contentViolations(readCertificate(leaf.pem), expectations.spec),
    ];
  } catch (error) {
    if (!(error instanceof MalformedDer)) throw error; // an extension that is only read where it matters
    return [
      { code: "InvalidCertificate", field: "tls.crt", detail: `the chain cannot be read: ${error.message}` },
    ];
  }
}

function readAll(field: "tls.crt" | "ca.crt", pem: string): Link[] | Violation {
  try {
    const texts = splitChain(pem);
    texts.forEach(readCertificate);
    return texts.map((text) => new Link(text));
  } catch (error) {
    if (!(error instanceof UnreadableCertificate)) throw error;
    return { code: "InvalidCertificate", field, detail: `${field} cannot be read: ${error.message}` };
  }
}

function* pairViolations(pem: string, chain: readonly Link[]): Iterable<Violation> {
  let privateKey: KeyObject;
  try {
    privateKey = readPrivateKey(pem);
  } catch (error) {
    if (!(error instanceof UnreadablePrivateKey)) throw error;
    yield { code: "InvalidPrivateKey", field: "tls.key", detail: `tls.key cannot be read: ${error.message}` };
    return;
  }
  const place = chain.findIndex((link) => link.holdsKeyOf(privateKey)) + 1;
  if (place === 0) {
    const detail = "tls.key does not belong to the certificate in tls.crt";
    yield { code: "InvalidKeyPair", field: "tls.key", detail };
  } else if (place > 1) {
    const detail = `the certificate of tls.key stands at place ${place} of tls.crt, not first`;
    yield { code: "LeafNotFirst", field: "tls.crt", detail };
  }
}

/** The key is the user's: what was issued is for it, or for another one. */
function* requestViolations(
  { publicKeyHash }: CsrSpec,
  { publicKey }: CertificateFacts,
): Iterable<Violation> {
  if (publicKey.hash === publicKeyHash) return;
  const detail = "the certificate in tls.crt is not for the key of csr";
  yield { code: "InvalidKeyPair", field: "tls.crt", detail };
}

function* contentViolations(facts: CertificateFacts, spec: CertificateSpec): Iterable<Violation> {
  for (const field of ["dnsNames", "ipAddresses", "uris", "emailAddresses"] as const)
    for (const name of spec[field])
      if (!facts[field].includes(name))
        yield {
          code: "NameMissing",
          field: "tls.crt",
          detail: `${name} (${field}) is not in the certificate`,
        };
  if (spec.isCA && !facts.isCA)
    yield {
      code: "NotACertificateAuthority",
      field: "tls.crt",
      detail: "a CA was wanted, and the certificate is none",
    };
  if (!isOfKind(facts.publicKey, spec.privateKey)) {
    const { algorithm, size } = spec.privateKey;
    const detail = `the key is ${facts.publicKey.algorithm} ${facts.publicKey.size} instead of ${algorithm} ${size}`;
    yield { code: "WrongKey", field: "tls.crt", detail };
  }
}
