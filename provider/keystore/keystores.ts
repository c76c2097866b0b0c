import type { Instant } from "../spec/instant.js";
import type { KeystoreKind, KeystoresSpec } from "../spec/keystores-spec.js";
import { readPrivateKey } from "../x509/key-pair.js";
import { pemBlocks } from "../x509/pem.js";
import { readCertificate } from "../x509/read-certificate.js";
import { javaKeystore } from "./jks.js";
import { type KeyEntry, pkcs12Keystore, pkcs12Truststore, type TrustEntry } from "./pkcs12.js";

/** What the keystores are made of: `tls.crt`, `tls.key` and `ca.crt` of the same Secret. */
export interface KeystoreMaterial {
  readonly certificatePem: string;
  readonly privateKeyPem: string;
  readonly caPem?: string;
}

export type Passwords = { readonly [kind in KeystoreKind]?: string };

/**
 * The entries of the Secret that hold keystores, by cert-manager's names, each under its password; a truststore only
 * where the issuer gives its CA. `now` is the date that Java shows.
 *
 * @see cert-manager, pkg/controller/certificates/issuing/internal/keystore.go
 */
export function keystoreEntries(
  spec: KeystoresSpec,
  material: KeystoreMaterial,
  passwords: Passwords,
  now: Instant,
): Record<string, Buffer> {
  const [own, ...above] = certificatesIn(material.certificatePem);
  if (own === undefined) throw new Error("keystoreEntries: without a certificate"); // a bug in the shell
  const privateKey = readPrivateKey(material.privateKeyPem);
  const authorities = trusted(material.caPem ?? "");
  const entries: Record<string, Buffer> = {};
  const { pkcs12, jks } = spec;
  if (pkcs12 !== undefined && passwords.pkcs12 !== undefined) {
    // A self-signed certificate is its own CA: once is enough.
    const others = authorities.map(({ certificate }) => certificate).filter((der) => !der.equals(own));
    const entry: KeyEntry = { privateKey, chain: [own, ...above, ...others] };
    entries["keystore.p12"] = pkcs12Keystore(entry, pkcs12.profile, passwords.pkcs12);
    if (authorities.length > 0)
      entries["truststore.p12"] = pkcs12Truststore(authorities, pkcs12.profile, passwords.pkcs12);
  }
  if (jks !== undefined && passwords.jks !== undefined) {
    const key = { alias: jks.alias, entry: { privateKey, chain: [own, ...above] } as const };
    entries["keystore.jks"] = javaKeystore({ key, authorities }, passwords.jks, now);
    if (authorities.length > 0) entries["truststore.jks"] = javaKeystore({ authorities }, passwords.jks, now);
  }
  return entries;
}

/** Each CA under a name of its own: of two with one name, as an old root and a new one are, Java would keep the last. */
function trusted(caPem: string): TrustEntry[] {
  const names = new Set<string>();
  return certificatesIn(caPem).map((certificate) => {
    const { subject, serialNumber } = readCertificate(certificate);
    const name =
      subject === "" || names.has(subject.toLowerCase()) ? `${subject} ${serialNumber}`.trim() : subject;
    names.add(name.toLowerCase());
    return { certificate, subject: name };
  });
}

function certificatesIn(pem: string): Buffer[] {
  return pemBlocks(pem, ["CERTIFICATE"]).map(({ der }) => der);
}
