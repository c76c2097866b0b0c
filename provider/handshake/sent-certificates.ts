import { createDecipheriv, createHmac } from "node:crypto";

/** What decrypts the server's part of a TLS 1.3 handshake. */
export interface HandshakeSecret {
  /** The server handshake traffic secret (RFC 8446, 7.1). */
  readonly secret: Buffer;
  /** "TLS_AES_128_GCM_SHA256" */
  readonly cipher: string;
}

const records = { changeCipherSpec: 20, handshake: 22, applicationData: 23 } as const;
const certificateMessage = 11;

/**
 * The certificates of a server's Certificate message in DER, in the order in which they were sent; undefined where
 * the octets hold no such message that can be read (a resumed session, a compressed one). node:tls shows them sorted
 * and completed, which hides the faults that are looked for.
 *
 * `octets` is all that the server sent; `handshake` is given for TLS 1.3 alone.
 *
 * @see RFC 8446, 4.4.2 and 5.2; RFC 5246, 7.4.2
 */
export function sentCertificates(octets: Buffer, handshake?: HandshakeSecret): Buffer[] | undefined {
  try {
    let messages = Buffer.alloc(0);
    for (const fragment of handshake === undefined ? plain(octets) : opened(octets, handshake)) {
      messages = Buffer.concat([messages, fragment]);
      const body = certificateBody(messages);
      if (body !== undefined) return certificatesIn(body, handshake !== undefined);
    }
  } catch {
    return undefined; // cut short, or under another key: the order was not seen
  }
  return undefined;
}

/** Every record that came whole: its header of five octets, and the rest. */
function* recordsOf(octets: Buffer): Iterable<{ readonly header: Buffer; readonly fragment: Buffer }> {
  for (let at = 0; at + 5 <= octets.length; ) {
    const header = octets.subarray(at, at + 5);
    const end = at + 5 + header.readUInt16BE(3);
    if (end > octets.length) return;
    yield { header, fragment: octets.subarray(at + 5, end) };
    at = end;
  }
}

function* plain(octets: Buffer): Iterable<Buffer> {
  for (const { header, fragment } of recordsOf(octets)) {
    if (header[0] === records.changeCipherSpec) return;
    if (header[0] === records.handshake) yield fragment;
  }
}

function* opened(octets: Buffer, { secret, cipher }: HandshakeSecret): Iterable<Buffer> {
  const hash = cipher.endsWith("SHA384") ? "sha384" : "sha256";
  const algorithm = aeads[cipher];
  if (algorithm === undefined) return;
  const key = expandLabel(hash, secret, "key", algorithm.keyLength);
  const iv = expandLabel(hash, secret, "iv", 12);
  let sequence = 0;
  for (const { header, fragment } of recordsOf(octets)) {
    if (header[0] !== records.applicationData) continue;
    const nonce = Buffer.from(iv);
    nonce.writeUInt32BE((nonce.readUInt32BE(8) ^ sequence++) >>> 0, 8);
    const decipher = createDecipheriv(algorithm.name as "aes-128-gcm", key, nonce, { authTagLength: 16 });
    decipher.setAAD(header);
    decipher.setAuthTag(fragment.subarray(-16));
    const inner = Buffer.concat([decipher.update(fragment.subarray(0, -16)), decipher.final()]);
    // The content's type stands behind it, before any padding (RFC 8446, 5.4).
    const end = inner.findLastIndex((octet) => octet !== 0);
    if (inner[end] === records.handshake) yield inner.subarray(0, end);
  }
}

/** @see RFC 8446, B.4 */
const aeads: Readonly<Record<string, { readonly name: string; readonly keyLength: number } | undefined>> = {
  TLS_AES_128_GCM_SHA256: { name: "aes-128-gcm", keyLength: 16 },
  TLS_AES_256_GCM_SHA384: { name: "aes-256-gcm", keyLength: 32 },
  TLS_CHACHA20_POLY1305_SHA256: { name: "chacha20-poly1305", keyLength: 32 },
};

/** HKDF-Expand-Label for an output no longer than one hash, with an empty context. @see RFC 8446, 7.1 */
function expandLabel(hash: string, secret: Buffer, label: string, length: number): Buffer {
  const name = Buffer.from(`tls13 ${label}`);
  const info = Buffer.concat([Buffer.of(0, length, name.length), name, Buffer.of(0, 1)]);
  return createHmac(hash, secret).update(info).digest().subarray(0, length);
}

/** The body of the Certificate message, once it is there whole. */
function certificateBody(messages: Buffer): Buffer | undefined {
  for (let at = 0; at + 4 <= messages.length; ) {
    const end = at + 4 + messages.readUIntBE(at + 1, 3);
    if (end > messages.length) return undefined;
    if (messages[at] === certificateMessage) return messages.subarray(at + 4, end);
    at = end;
  }
  return undefined;
}

/** From 1.3 on a context stands before the list, and extensions behind each certificate. */
function certificatesIn(body: Buffer, hasExtensions: boolean): Buffer[] {
  const certificates: Buffer[] = [];
  let at = hasExtensions ? 1 + body.readUInt8(0) : 0;
  const end = at + 3 + body.readUIntBE(at, 3);
  at += 3;
  while (at < end) {
    const length = body.readUIntBE(at, 3);
    certificates.push(Buffer.from(body.subarray(at + 3, at + 3 + length)));
    at += 3 + length;
    if (hasExtensions) at += 2 + body.readUInt16BE(at);
  }
  return certificates;
}
