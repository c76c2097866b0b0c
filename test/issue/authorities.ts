import { issueByCa } from "../../provider/issue/ca.js";
import type { CaKeyPair } from "../../provider/issue/ca-request.js";
import type { CertificateSpec } from "../../provider/spec/certificate-spec.js";
import { readCertificate, splitChain } from "../../provider/x509/read-certificate.js";
import { at, authority, type Made, privateKeyPem } from "../support/certificates.js";
import { specification } from "./specification.js";

/** Inside the validity of all of them. */
export const now = at("2026-02-01T00:00:00Z");
/** The key for whose certificate they are asked. */
export const web = privateKeyPem("web");
/** A root, a CA below it, and one below that. */
export const root = authority({ commonName: "Root" });
export const upper = authority({ issuer: root, commonName: "Upper" });
export const lower = authority({ issuer: upper, commonName: "Lower" });

/** A CA as it is given to the issuer, with what stands in its `ca.crt`. */
export function keyPair({ certificatePem, privateKeyPem }: Made, caPem?: string): CaKeyPair {
  return { certificatePem, privateKeyPem, name: "shop/ca", ...(caPem === undefined ? {} : { caPem }) };
}

/** A certificate for `web`, issued by a CA. */
export function issue(ca: CaKeyPair, wanted: Partial<CertificateSpec> = {}, time = now) {
  return issueByCa({ spec: specification(wanted), privateKeyPem: web, ca, now: time });
}

/** The subjects of a chain, from the leaf upwards. */
export const subjects = (pem: string) => splitChain(pem).map((one) => readCertificate(one).subject);

/** A certificate without the chain above it. */
export function firstOf(made: Made): string {
  return splitChain(made.certificatePem)[0]!;
}
