import type { KeyEntry, TrustEntry } from "../../provider/keystore/pkcs12.js";
import { pemBlocks } from "../../provider/x509/pem.js";
import { authority, issued, type KeyKind, type Made, privateKey } from "../support/certificates.js";

export const password = "changeit";
export const kinds = ["rsa2048", "p256", "p384", "p521", "ed25519"] as const satisfies readonly KeyKind[];
export const root = authority();
const intermediate = authority({ issuer: root, commonName: "Test Intermediate", keyName: "between" });

/** A key with its certificate, an intermediate and the root, as the keystores of a leaf hold them. */
export function keyEntry(key: KeyKind): KeyEntry & { readonly made: Made } {
  const made = issued({ issuer: intermediate, key, keyName: "store" });
  const chain = [...derOf(made.certificatePem), ...derOf(root.caPem)] as [Buffer, ...Buffer[]];
  return { privateKey: privateKey("store", key), chain, made };
}

export const trusted: readonly TrustEntry[] = [root, authority({ commonName: "Other Root" })].map(
  ({ certificatePem, facts }) => ({ certificate: derOf(certificatePem)[0]!, subject: facts.subject }),
);

export function derOf(pem: string): Buffer[] {
  return pemBlocks(pem, ["CERTIFICATE"]).map(({ der }) => der);
}
