import type { Link } from "../x509/chain.js";
import { DerReader, MalformedDer, tags } from "../x509/der.js";
import { oidText } from "../x509/object-identifiers.js";
import { readPublicKey } from "../x509/public-key.js";
import { labelOf } from "./label.js";
import type { Path } from "./path.js";
import { browsers, fail, type Verdict } from "./verdict.js";

/** Signatures that can be forged, or nearly; clients have refused them for years. @see RFC 9155; RFC 6151 */
const broken = new Map([
  ["1.2.840.113549.1.1.2", "MD2"],
  ["1.2.840.113549.1.1.4", "MD5"],
  ["1.2.840.113549.1.1.5", "SHA-1"],
  ["1.2.840.10045.4.1", "SHA-1"],
  ["1.2.840.10040.4.3", "SHA-1"],
]);

/**
 * What on the way to what is trusted proves too little. The handshake is made with whatever is offered, so OpenSSL
 * says nothing of it. How a trusted certificate is signed, nobody looks at, and the leaf's own key is judged with it.
 */
export function* weaknesses({ links, trusted }: Path): Iterable<Verdict> {
  const judged = trusted ? links.slice(0, -1) : links;
  for (const [place, link] of judged.entries()) {
    const name = place === 0 ? labelOf(link) : link.name;
    const hash = broken.get(algorithmOf(link));
    if (hash !== undefined)
      yield fail("trust", `${name} is signed with ${hash}, which proves nothing`, browsers.weakSignature);
    const bits = place === 0 ? undefined : rsaBits(link);
    if (bits !== undefined && bits < 2048)
      yield fail("trust", `${name} has an RSA key of ${bits} bits: 2048 is the least`, browsers.weakKey);
  }
}

function algorithmOf({ parts }: Link): string {
  const fields = new DerReader(parts.signatureAlgorithm).enter("the signature's algorithm", tags.sequence);
  return oidText(fields.contents("the signature's algorithm", tags.objectIdentifier));
}

function rsaBits({ parts }: Link): number | undefined {
  try {
    const { algorithm, size } = readPublicKey(parts.subjectPublicKeyInfo);
    return algorithm === "RSA" ? size : undefined;
  } catch (error) {
    if (error instanceof MalformedDer) return undefined; // another kind of key, of which OpenSSL has judged
    throw error;
  }
}
