import { hash } from "node:crypto";
import type { MaterialChange } from "./record/observed.js";
import type { CertificateRecord } from "./record/record.js";
import type { TlsSecret } from "./store/port.js";
import { privateKeyLabels } from "./x509/key-pair.js";
import { pemBlocks } from "./x509/pem.js";

/**
 * The entries of a Secret that say the same in another form, by cert-manager's names: what the record asks for.
 *
 * @see cert-manager, pkg/controller/certificates/issuing/internal/secret.go, setAdditionalOutputFormats
 */
export function formatEntries(
  { form, applied, certificatePem }: Pick<CertificateRecord, "form" | "applied" | "certificatePem">,
  privateKeyPem: string,
): Record<string, Buffer> {
  const formats = (form ?? applied)?.additionalOutputFormats ?? [];
  const entries: Record<string, Buffer> = {};
  if (formats.includes("CombinedPEM"))
    entries["tls-combined.pem"] = Buffer.from(`${privateKeyPem}\n${certificatePem}`);
  if (formats.includes("DER")) entries["key.der"] = pemBlocks(privateKeyPem, privateKeyLabels)[0]!.der;
  return entries;
}

/** The keystores that cert-manager was asked for; truststores only beside a `ca.crt`. */
function storesOf({ generation, applied }: CertificateRecord, hasCa: boolean): string[] {
  if (generation === undefined) return []; // the provider's own are known by their digests
  const stores = hasCa ? ["keystore", "truststore"] : ["keystore"];
  const isAsked = (kind: string) =>
    Object.keys(applied ?? {}).some((field) => field.startsWith(`keystores.${kind}.`));
  return [
    ...(isAsked("pkcs12") ? stores.map((store) => `${store}.p12`) : []),
    ...(isAsked("jks") ? stores.map((store) => `${store}.jks`) : []),
  ];
}

/** The digests by which keystores are known again without their passwords. */
export function digestsOf(entries: Readonly<Record<string, Buffer>>): Record<string, string> {
  return Object.fromEntries(Object.entries(entries).map(([name, octets]) => [name, sha256(octets)]));
}

/** What happened to the entries besides the PEM since they were written; `privateKeyPem` where it is still the one. */
export function* entryChanges(
  secret: TlsSecret,
  record: CertificateRecord,
  privateKeyPem: string | undefined,
): Iterable<MaterialChange> {
  const wanted: Record<string, (octets: Buffer) => boolean> = {};
  const formats = privateKeyPem === undefined ? {} : formatEntries(record, privateKeyPem);
  for (const [name, octets] of Object.entries(formats)) wanted[name] = (found) => found.equals(octets);
  for (const [name, digest] of Object.entries(record.keystores?.entries ?? {}))
    wanted[name] = (found) => sha256(found) === digest;
  for (const name of storesOf(record, secret.data["ca.crt"] !== undefined)) wanted[name] = () => true;
  for (const [field, isSame] of Object.entries(wanted)) {
    const found = secret.data[field];
    if (found === undefined)
      yield { code: "MissingData", field, observed: "none", wanted: "what was written" };
    else if (!isSame(found))
      yield { code: "SecretMismatch", field, observed: "changed", wanted: "what was written" };
  }
}

function sha256(octets: Buffer): string {
  return hash("sha256", octets, "hex");
}
