import { createHmac, hash, type KeyObject } from "node:crypto";
import type { Pkcs12Profile } from "../spec/keystores-spec.js";
import { tags } from "../x509/der.js";
import { element, octetString, oid, sequence, setOf } from "../x509/der-writer.js";
import { randomOctets } from "../x509/key-pair.js";
import { count, type Encrypted, encryptions, iterations } from "./pkcs12-encryption.js";
import { bmpOctets, deriveOctets, purposes } from "./pkcs12-kdf.js";

/** A private key and the certificates that go with it, in DER: its own first, then those above it. */
export interface KeyEntry {
  readonly privateKey: KeyObject;
  readonly chain: readonly [Buffer, ...Buffer[]];
}

/** A CA to be trusted. */
export interface TrustEntry {
  /** DER. */
  readonly certificate: Buffer;
  /** Its distinguished name, as text. */
  readonly subject: string;
}

/** @see RFC 7292, appendix D; RFC 2985, 5.5; for trusted certificates: OpenJDK, sun.security.pkcs12.PKCS12KeyStore */
const oids = {
  data: "1.2.840.113549.1.7.1",
  encryptedData: "1.2.840.113549.1.7.6",
  shroudedKeyBag: "1.2.840.113549.1.12.10.1.2",
  certBag: "1.2.840.113549.1.12.10.1.3",
  x509Certificate: "1.2.840.113549.1.9.22.1",
  friendlyName: "1.2.840.113549.1.9.20",
  localKeyId: "1.2.840.113549.1.9.21",
  trustedKeyUsage: "2.16.840.1.113894.746875.1.1",
  anyExtendedKeyUsage: "2.5.29.37.0",
  sha1: "1.3.14.3.2.26",
  sha256: "2.16.840.1.101.3.4.2.1",
} as const;

/**
 * A PKCS#12 file with one private key, under one password. The key has no friendly name, as from cert-manager: Java
 * calls it "1".
 *
 * @see RFC 7292; cert-manager, pkg/controller/certificates/issuing/internal/keystore.go
 */
export function pkcs12Keystore(
  { privateKey, chain }: KeyEntry,
  profile: Pkcs12Profile,
  password: string,
): Buffer {
  const encryption = encryptions[profile];
  // By which readers find the certificate that belongs to the key.
  const localKeyId = attribute(oids.localKeyId, octetString(hash("sha1", chain[0], "buffer")));
  const certificates = chain.map((der, i) => certificateBag(der, i === 0 ? [localKeyId] : []));
  const pkcs8 = privateKey.export({ format: "der", type: "pkcs8" });
  const { algorithm, octets } = encryption.privateKey(pkcs8, password);
  const key = bag(oids.shroudedKeyBag, sequence(algorithm, octetString(octets)), [localKeyId]);
  return sealed(profile, password, [
    encryptedContent(encryption.certificates(sequence(...certificates), password)),
    content(sequence(key)),
  ]);
}

/** A PKCS#12 file with CAs that Java trusts, each under its distinguished name. */
export function pkcs12Truststore(
  authorities: readonly TrustEntry[],
  profile: Pkcs12Profile,
  password: string,
): Buffer {
  // Without it Java takes a certificate for one of a chain whose key it misses, and trusts nobody.
  const isTrusted = attribute(oids.trustedKeyUsage, oid(oids.anyExtendedKeyUsage));
  const bags = authorities.map(({ certificate, subject }) =>
    certificateBag(certificate, [
      attribute(oids.friendlyName, element(tags.bmpString, bmpOctets(subject))),
      isTrusted,
    ]),
  );
  const encrypted = encryptions[profile].certificates(sequence(...bags), password);
  return sealed(profile, password, [encryptedContent(encrypted)]);
}

/** The PFX: what is in it, and the code that shows whether it is whole and the password right. @see RFC 7292, 4 */
function sealed(profile: Pkcs12Profile, password: string, contents: readonly Buffer[]): Buffer {
  const algorithm = profile === "Modern2023" ? "sha256" : "sha1";
  const authenticated = sequence(...contents);
  const salt = randomOctets(16);
  const length = algorithm === "sha256" ? 32 : 20;
  const key = deriveOctets(algorithm, password, salt, purposes.mac, iterations, length);
  const code = createHmac(algorithm, key).update(authenticated).digest();
  const digestInfo = sequence(sequence(oid(oids[algorithm]), element(tags.null)), octetString(code));
  return sequence(
    count(3),
    content(authenticated),
    sequence(digestInfo, octetString(salt), count(iterations)),
  );
}

/** ContentInfo of the type data. */
function content(octets: Buffer): Buffer {
  return sequence(oid(oids.data), element(tags.constructed(0), octetString(octets)));
}

/** ContentInfo of the type encryptedData. @see RFC 2315, 13 */
function encryptedContent({ algorithm, octets }: Encrypted): Buffer {
  const info = sequence(oid(oids.data), algorithm, element(tags.primitive(0), octets));
  return sequence(oid(oids.encryptedData), element(tags.constructed(0), sequence(count(0), info)));
}

function certificateBag(der: Buffer, attributes: readonly Buffer[]): Buffer {
  const value = element(tags.constructed(0), octetString(der));
  return bag(oids.certBag, sequence(oid(oids.x509Certificate), value), attributes);
}

function bag(type: string, value: Buffer, attributes: readonly Buffer[]): Buffer {
  const set = attributes.length === 0 ? [] : [setOf(attributes)];
  return sequence(oid(type), element(tags.constructed(0), value), ...set);
}

function attribute(type: string, value: Buffer): Buffer {
  return sequence(oid(type), setOf([value]));
}
