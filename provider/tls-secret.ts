import type { CertificateFacts } from "./record/certificate-facts.js";
import type { Material, MaterialChange } from "./record/observed.js";
import { type CertificateRecord, formatRecord, parseRecord } from "./record/record.js";
import { entryChanges, formatEntries } from "./secret-entries.js";
import type { TlsSecret } from "./store/port.js";
import { Link } from "./x509/chain.js";
import { readPrivateKey } from "./x509/key-pair.js";
import { readCertificate, splitChain } from "./x509/read-certificate.js";

/** The annotation that holds the record without its PEM, so that the record can be restored from the Secret. */
const recordAnnotation = "kubecerts.io/record";

export const tlsType = "kubernetes.io/tls";

/** The Secret of a certificate, whole; `keystores` are its entries that the record does not determine. */
export function tlsSecret(
  record: CertificateRecord,
  privateKeyPem: string,
  keystores: Readonly<Record<string, Buffer>> = {},
): TlsSecret {
  const { certificatePem, caPem, secretVersion: _, ...rest } = record;
  const embedded = formatRecord({ ...rest, certificatePem: "" });
  return {
    type: tlsType,
    data: {
      "tls.crt": Buffer.from(certificatePem),
      "tls.key": Buffer.from(privateKeyPem),
      ...(caPem === undefined ? {} : { "ca.crt": Buffer.from(caPem) }),
      ...formatEntries(record, privateKeyPem),
      ...keystores,
    },
    annotations: {
      ...record.secretTemplate.annotations,
      [recordAnnotation]: JSON.stringify(JSON.parse(embedded)),
    },
    labels: record.secretTemplate.labels,
  };
}

/** The record that a Secret holds, or undefined where it holds none, or one that speaks of another certificate. */
export function recordIn(secret: TlsSecret): CertificateRecord | undefined {
  const text = secret.annotations[recordAnnotation];
  const chain = secret.data["tls.crt"]?.toString("utf8");
  if (text === undefined || chain === undefined) return undefined;
  const record = parseRecord(text);
  if ("unreadable" in record) return undefined;
  const ca = secret.data["ca.crt"]?.toString("utf8");
  const whole = { ...record, certificatePem: chain, ...(ca === undefined ? {} : { caPem: ca }) };
  return leafOf(whole) === undefined ? undefined : whole;
}

/** The facts of a record's leaf, or undefined where its certificate cannot be read. */
export function leafOf(record: CertificateRecord): CertificateFacts | undefined {
  try {
    const [leaf] = splitChain(record.certificatePem);
    return leaf === undefined ? undefined : readCertificate(leaf);
  } catch {
    return undefined; // which is a value for `decide`: the record is unreadable
  }
}

/** Whose a Secret without a record of ours seems to be, as a noun. */
export function apparentOwner(secret: TlsSecret): string {
  const name = secret.annotations["cert-manager.io/certificate-name"];
  if (name !== undefined) return `cert-manager's Certificate ${name}`;
  return "somebody else: it holds no record of kubecerts";
}

/** What happened to a Secret since the record was written. */
export function judgeMaterial(record: CertificateRecord, secret: TlsSecret): Material {
  const key = keyChange(secret, record);
  const changes: MaterialChange[] = key === undefined ? [] : [key];
  if (secret.type !== tlsType)
    changes.push({ code: "TypeChanged", field: "type", observed: secret.type, wanted: tlsType });
  changes.push(...textChanges(secret, record));
  const privateKeyPem = key === undefined ? secret.data["tls.key"]?.toString("utf8") : undefined;
  changes.push(...entryChanges(secret, record, privateKeyPem));
  for (const kind of ["labels", "annotations"] as const)
    for (const [name, wanted] of Object.entries(record.secretTemplate[kind]))
      if (secret[kind][name] !== wanted)
        changes.push({
          code: "SecretTemplateMismatch",
          field: `metadata.${kind}.${name}`,
          observed: secret[kind][name] ?? "none",
          wanted,
        });
  const [first, ...others] = changes;
  if (first === undefined) return { state: "intact" };
  return { state: "changed", restorable: key === undefined, changes: [first, ...others] };
}

function keyChange(secret: TlsSecret, record: CertificateRecord): MaterialChange | undefined {
  const pem = secret.data["tls.key"];
  const wanted = "the certificate's key";
  if (pem === undefined || pem.length === 0)
    return { code: "MissingData", field: "tls.key", observed: "none", wanted };
  try {
    // By a signature, not by the public half alone, which a damaged key may still hold.
    const [leaf = ""] = splitChain(record.certificatePem);
    if (new Link(leaf).holdsKeyOf(readPrivateKey(pem.toString("utf8")))) return undefined;
    return { code: "InvalidKeyPair", field: "tls.key", observed: "the key of another certificate", wanted };
  } catch {
    return { code: "InvalidKeyPair", field: "tls.key", observed: "no private key that can be read", wanted };
  }
}

function* textChanges(secret: TlsSecret, record: CertificateRecord): Iterable<MaterialChange> {
  for (const [field, wanted] of [
    ["tls.crt", record.certificatePem],
    ["ca.crt", record.caPem],
  ] as const) {
    const observed = secret.data[field]?.toString("utf8");
    if (observed === wanted) continue;
    if (observed === undefined)
      yield { code: "MissingData", field, observed: "none", wanted: "a certificate" };
    else
      yield { code: "SecretMismatch", field, observed: describe(observed), wanted: describe(wanted ?? "") };
  }
}

/** A chain as a message may name it. */
function describe(chain: string): string {
  try {
    const [leaf] = splitChain(chain);
    if (leaf === undefined) return "no certificate";
    return `certificate ${readCertificate(leaf).serialNumber.slice(0, 16)}${chain.includes("\r") ? " with CRLF" : ""} (chain of ${splitChain(chain).length})`;
  } catch {
    return "text that is no certificate";
  }
}
