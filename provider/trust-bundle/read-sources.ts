import { foreignText } from "../errors.js";
import { formatInstant } from "../spec/instant.js";
import { readCertificate, splitChain, UnreadableCertificate } from "../x509/read-certificate.js";
import type { Root } from "./roots.js";

/** The CAs' certificates in a PEM text; what else stands there, such as the leaf of a chain, is no root. Or why there is none. */
export function rootsIn(pem: string): { readonly roots: Root[] } | { readonly reason: string } {
  try {
    const chain = splitChain(pem).map((one) => ({ pem: one, facts: readCertificate(one) }));
    const trusted = chain.filter(({ facts }) => facts.isCA || facts.issuer === facts.subject);
    if (trusted.length === 0)
      return {
        reason: `holds no CA's certificate in PEM${chain.length === 0 ? "" : ", only what a CA signed"}`,
      };
    return {
      roots: trusted.map(({ pem: text, facts }) => ({
        subject: foreignText(facts.subject),
        fingerprint: facts.fingerprint,
        notAfter: formatInstant(facts.notAfter),
        pem: text,
      })),
    };
  } catch (error) {
    if (error instanceof UnreadableCertificate) return { reason: `cannot be read: ${error.message}` };
    throw error;
  }
}
