import { hash } from "node:crypto";
import type { Instant } from "../spec/instant.js";
import { tags } from "../x509/der.js";
import { element, octetString, oid, sequence } from "../x509/der-writer.js";
import { randomOctets } from "../x509/key-pair.js";
import type { KeyEntry, TrustEntry } from "./pkcs12.js";
import { bmpOctets } from "./pkcs12-kdf.js";

/** Sun's own way to protect a key, which knows no other name. @see OpenJDK, sun.security.provider.KeyProtector */
const keyProtector = "1.3.6.1.4.1.42.2.17.1.1";
const digestLength = 20;

export interface JksContents {
  /** The key's name and entry; absent in a truststore. Java compares names without regard to case. */
  readonly key?: { readonly alias: string; readonly entry: KeyEntry };
  /** Named `ca`, `ca-1`, `ca-2` ..., as from cert-manager. */
  readonly authorities: readonly TrustEntry[];
}

/**
 * A Java keystore of the old format, JKS, made at `now`. The same password protects the key and the whole.
 *
 * @see OpenJDK, sun.security.provider.JavaKeyStore, engineStore; cert-manager, internal/keystore.go
 */
export function javaKeystore({ key, authorities }: JksContents, password: string, now: Instant): Buffer {
  const secret = bmpOctets(password);
  const created = number(8, now);
  const entries = authorities.map(({ certificate }, i) =>
    Buffer.concat([number(4, 2), text(i === 0 ? "ca" : `ca-${i}`), created, encoded(certificate)]),
  );
  if (key !== undefined) {
    const { privateKey, chain } = key.entry;
    const shrouded = protect(privateKey.export({ format: "der", type: "pkcs8" }), secret);
    entries.unshift(
      Buffer.concat([
        ...[number(4, 1), text(key.alias.toLowerCase()), created, number(4, shrouded.length), shrouded],
        ...[number(4, chain.length), ...chain.map(encoded)],
      ]),
    );
  }
  const body = Buffer.concat([number(4, 0xfeedfeed), number(4, 2), number(4, entries.length), ...entries]);
  return Buffer.concat([body, sha1(secret, Buffer.from("Mighty Aphrodite"), body)]);
}

/** EncryptedPrivateKeyInfo: a stream of chained digests over the key, and one over it in the clear. */
function protect(plain: Buffer, secret: Buffer): Buffer {
  const salt = randomOctets(digestLength);
  const covered = Buffer.from(plain);
  let digest = salt;
  for (let at = 0; at < covered.length; at += digestLength) {
    digest = sha1(secret, digest);
    for (let i = 0; i < digestLength && at + i < covered.length; i++) covered[at + i]! ^= digest[i]!;
  }
  const octets = Buffer.concat([salt, covered, sha1(secret, plain)]);
  return sequence(sequence(oid(keyProtector), element(tags.null)), octetString(octets));
}

function sha1(...parts: readonly Buffer[]): Buffer {
  return hash("sha1", Buffer.concat(parts), "buffer");
}

function encoded(certificate: Buffer): Buffer {
  return Buffer.concat([text("X.509"), number(4, certificate.length), certificate]);
}

/** As DataOutputStream.writeUTF writes it; Java's own UTF-8 differs only beyond what names are made of. */
function text(value: string): Buffer {
  const octets = Buffer.from(value);
  return Buffer.concat([number(2, octets.length), octets]);
}

/** Big-endian, in so many octets. */
function number(length: 2 | 4 | 8, value: number): Buffer {
  const octets = Buffer.alloc(8);
  octets.writeBigUInt64BE(BigInt(value));
  return octets.subarray(8 - length);
}
