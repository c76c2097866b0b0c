import { hash } from "node:crypto";
import type { PublicKeyFacts } from "../record/certificate-facts.js";
import { DerReader, MalformedDer, tags } from "./der.js";
import { oids, oidText } from "./object-identifiers.js";

const curveSizes = new Map<string, number>([
  [oids.p256, 256],
  [oids.p384, 384],
  [oids.p521, 521],
]);

/** What a SubjectPublicKeyInfo holds. Whether the key is any good (a point on its curve) is for OpenSSL to say. */
export function readPublicKey(info: Buffer): PublicKeyFacts {
  return { ...kindOf(info), hash: hash("sha256", info, "hex") };
}

function kindOf(info: Buffer): { algorithm: PublicKeyFacts["algorithm"]; size: number } {
  const outer = new DerReader(info);
  const fields = outer.enter("the public key", tags.sequence);
  outer.finish("the public key");
  const algorithm = fields.enter("the algorithm of the public key", tags.sequence);
  const type = oidText(algorithm.contents("the algorithm of the public key", tags.objectIdentifier));
  const key = fields.bitOctets("the public key");
  fields.finish("the public key");
  switch (type) {
    case oids.rsaEncryption:
      return { algorithm: "RSA", size: modulusBits(key) };
    case oids.ecPublicKey: {
      const curve = oidText(algorithm.contents("the curve of the public key", tags.objectIdentifier));
      const size = curveSizes.get(curve);
      if (size === undefined) throw new MalformedDer(`its curve ${curve} is not P-256, P-384 or P-521`);
      return { algorithm: "ECDSA", size };
    }
    case oids.ed25519:
      return { algorithm: "Ed25519", size: 256 };
    default:
      throw new MalformedDer(`its public key (${type}) is not RSA, ECDSA or Ed25519`);
  }
}

/** @see RFC 8017, A.1.1 */
function modulusBits(key: Buffer): number {
  const modulus = new DerReader(key)
    .enter("the RSA key", tags.sequence)
    .contents("the modulus", tags.integer);
  const first = modulus[0] === 0 ? 1 : 0;
  const lead = modulus[first];
  if (lead === undefined || lead === 0 || (first === 0 && lead >= 0x80))
    throw new MalformedDer("the modulus of its RSA key is no positive number");
  return 8 * (modulus.length - first) - Math.clz32(lead) + 24;
}

/** The octets of the public exponent of an RSA key, without the zero that only says that it is positive. @see RFC 8017, A.1.1 */
export function rsaExponent(info: Buffer): Buffer {
  const fields = new DerReader(info).enter("the public key", tags.sequence);
  fields.next("the algorithm of the public key", tags.sequence);
  const outer = new DerReader(fields.bitOctets("the public key"));
  const key = outer.enter("the RSA key", tags.sequence);
  outer.finish("the RSA key");
  key.next("the modulus", tags.integer);
  const exponent = key.contents("the public exponent", tags.integer);
  key.finish("the RSA key");
  return exponent[0] === 0 ? exponent.subarray(1) : exponent;
}

/**
 * The subjectKeyIdentifier of a key: 160 bits of the SHA-256 of its octets, as Go makes it since 1.25 and so
 * cert-manager; SHA-1, the older way, does not exist on FIPS machines.
 *
 * @see RFC 7093, section 2, method 1
 */
export function keyIdentifier(info: Buffer): Buffer {
  const fields = new DerReader(info).enter("the public key", tags.sequence);
  fields.next("the algorithm of the public key", tags.sequence);
  return hash("sha256", fields.bitOctets("the public key"), "buffer").subarray(0, 20);
}
