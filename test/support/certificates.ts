import { generateKeyPairSync, type KeyObject } from "node:crypto";
import type { CertificateFacts } from "../../provider/record/certificate-facts.js";
import type { KeyUsage, PrivateKeySpec, Subject } from "../../provider/spec/certificate-spec.js";
import { type Instant, parseInstant } from "../../provider/spec/instant.js";
import { buildCertificate, type Signer } from "../../provider/x509/build-certificate.js";
import { readSubjectKeyId } from "../../provider/x509/extensions.js";
import { formatPrivateKey, publicKeyInfo, readPrivateKey } from "../../provider/x509/key-pair.js";
import { readCertificate, readParts, splitChain } from "../../provider/x509/read-certificate.js";

/** An instant from RFC 3339 text. */
export function at(text: string): Instant {
  const instant = parseInstant(text);
  if (instant === undefined) throw new Error(`not an instant: ${text}`);
  return instant;
}

/** The kinds of key that cert-manager knows. */
export const keyKinds = {
  rsa2048: { algorithm: "RSA", size: 2048 },
  rsa3072: { algorithm: "RSA", size: 3072 },
  rsa4096: { algorithm: "RSA", size: 4096 },
  p256: { algorithm: "ECDSA", size: 256 },
  p384: { algorithm: "ECDSA", size: 384 },
  p521: { algorithm: "ECDSA", size: 521 },
  ed25519: { algorithm: "Ed25519", size: 256 },
} as const satisfies Record<string, Pick<PrivateKeySpec, "algorithm" | "size">>;

export type KeyKind = keyof typeof keyKinds;

const keys = new Map<string, KeyObject>();

/** The private key of this name, the same whenever it is asked for; one name, one key. RSA costs a fifth of a second the first time. */
export function privateKey(name: string, kind: KeyKind = "p256"): KeyObject {
  const id = `${kind} ${name}`;
  const key = keys.get(id) ?? newKey(kind);
  keys.set(id, key);
  return key;
}

/** {@link privateKey} as PEM, PKCS#1 or SEC 1 as cert-manager writes it. */
export function privateKeyPem(name: string, kind: KeyKind = "p256"): string {
  return formatPrivateKey(privateKey(name, kind), "PKCS1");
}

function newKey(kind: KeyKind): KeyObject {
  const { algorithm, size } = keyKinds[kind];
  if (algorithm === "RSA") return generateKeyPairSync("rsa", { modulusLength: size }).privateKey;
  if (algorithm === "ECDSA") return generateKeyPairSync("ec", { namedCurve: `P-${size}` }).privateKey;
  return generateKeyPairSync("ed25519").privateKey;
}

/** A certificate with its key and those above it, as its Secret would hold them. */
export interface Made {
  /** Leaf first, then intermediates, no root. For a root, itself. */
  readonly certificatePem: string;
  /** The root. */
  readonly caPem: string;
  readonly privateKeyPem: string;
  readonly facts: CertificateFacts;
}

/** Everything has a default; what a test does not name does not matter to it. */
export interface Wanted {
  /** Absent: self-signed. */
  readonly issuer?: Made;
  readonly commonName?: string;
  readonly subject?: Subject;
  readonly dnsNames?: readonly string[];
  readonly ipAddresses?: readonly string[];
  readonly uris?: readonly string[];
  readonly emailAddresses?: readonly string[];
  readonly usages?: readonly KeyUsage[];
  readonly isCA?: boolean;
  readonly pathLength?: number;
  /** RFC 3339. Default: 2026-01-01T00:00:00Z. */
  readonly notBefore?: string;
  /** RFC 3339. Default: 2026-04-01T00:00:00Z for a leaf, 2036-01-01T00:00:00Z for a CA. */
  readonly notAfter?: string;
  readonly key?: KeyKind;
  /** Default: the common name, else the first DNS name: the same name has the same key. */
  readonly keyName?: string;
}

/** A CA; a root unless `issuer` is given. */
export function authority(wanted: Wanted = {}): Made {
  return make({
    commonName: "Test Root",
    isCA: true,
    usages: ["cert sign", "crl sign"],
    notAfter: "2036-01-01T00:00:00Z",
    ...wanted,
  });
}

/** A leaf for `shop.example.com`, self-signed unless `issuer` is given. */
export function issued(wanted: Wanted = {}): Made {
  return make({ dnsNames: ["shop.example.com"], ...wanted });
}

let made = 0;

function make(wanted: Wanted): Made {
  const { issuer, commonName, dnsNames = [], key, keyName = commonName ?? dnsNames[0] ?? "nobody" } = wanted;
  const pem = buildCertificate(
    {
      subject: wanted.subject ?? {},
      ...(commonName === undefined ? {} : { commonName }),
      dnsNames,
      ipAddresses: wanted.ipAddresses ?? [],
      uris: wanted.uris ?? [],
      emailAddresses: wanted.emailAddresses ?? [],
      usages: wanted.usages ?? ["digital signature", "key encipherment"],
      isCA: wanted.isCA ?? false,
      ...(wanted.pathLength === undefined ? {} : { pathLength: wanted.pathLength }),
      notBefore: at(wanted.notBefore ?? "2026-01-01T00:00:00Z"),
      notAfter: at(wanted.notAfter ?? "2026-04-01T00:00:00Z"),
      // Each its own, in the order in which a test makes them.
      serialNumber: Buffer.from((0x10000000 + ++made).toString(16), "hex"),
      publicKeyInfo: publicKeyInfo(privateKey(keyName, key)),
    },
    issuer === undefined ? { privateKey: privateKey(keyName, key) } : signerOf(issuer),
  );
  const intermediates =
    issuer === undefined || issuer.certificatePem === issuer.caPem ? "" : issuer.certificatePem;
  return {
    certificatePem: pem + intermediates,
    caPem: issuer?.caPem ?? pem,
    privateKeyPem: privateKeyPem(keyName, key),
    facts: readCertificate(pem),
  };
}

function signerOf(issuer: Made): Signer {
  const parts = readParts(splitChain(issuer.certificatePem)[0]!);
  return {
    privateKey: readPrivateKey(issuer.privateKeyPem),
    issuer: { subject: parts.subject, keyId: readSubjectKeyId(parts)! },
  };
}
