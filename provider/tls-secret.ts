import { copyOwner, markIn } from "./copies/copy-mark.js";
import type { CertificateFacts } from "./record/certificate-facts.js";
import { type CertificateRecord, formatRecord, type Owner, parseRecord } from "./record/record.js";
import { formatEntries } from "./secret-entries.js";
import type { TlsSecret } from "./store/port.js";
import { readCertificate, splitChain } from "./x509/read-certificate.js";

/** The annotation that holds the record without its PEM, so that the record can be restored from the Secret. */
export const recordAnnotation = "kubecerts.io/record";

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

/** Whose a Secret seems to be that is not what was looked for, as a noun. */
export function apparentOwner({ annotations }: Pick<TlsSecret, "annotations">): string {
  const copy = markIn(annotations);
  if (copy !== undefined) return copyOwner(copy);
  const record = parseRecord(annotations[recordAnnotation] ?? "");
  if (!("unreadable" in record)) return ownerText(record.owner);
  const name = annotations["cert-manager.io/certificate-name"];
  if (name !== undefined) return `cert-manager's Certificate ${name}`;
  return "somebody else: it holds no record of kubecerts";
}

/** A resource as messages name an owner. */
function ownerText({ name, project, stack }: Owner): string {
  return `${name} of ${project}/${stack}`;
}
