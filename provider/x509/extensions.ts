import type { KeyUsage } from "../spec/certificate-spec.js";
import type { CertificateParts } from "./certificate-parts.js";
import { DerReader, tags } from "./der.js";
import { namedBits, oid, sequence } from "./der-writer.js";
import { oids, oidText } from "./object-identifiers.js";

/** A certificate, or the request for one. */
type Extended = Pick<CertificateParts, "extensions">;

export interface BasicConstraints {
  readonly isCA: boolean;
  /** How many CA certificates may follow below; absent means any number. */
  readonly pathLength?: number;
}

/** @see RFC 5280, 4.2.1.9; absent is no CA */
export function readBasicConstraints(parts: Extended): BasicConstraints {
  const extension = parts.extensions.get(oids.basicConstraints);
  if (extension === undefined) return { isCA: false };
  const fields = new DerReader(extension.value).enter("the basicConstraints", tags.sequence);
  const isCA = fields.optionalBoolean("the basicConstraints");
  if (fields.done) return { isCA };
  const length = fields.contents("the pathLenConstraint", tags.integer);
  // More than 255 CAs below each other is any number of them.
  return length.length === 1 ? { isCA, pathLength: length[0]! } : { isCA };
}

/** The keyIdentifier octets of subjectKeyIdentifier. @see RFC 5280, 4.2.1.2 */
export function readSubjectKeyId(parts: CertificateParts): Buffer | undefined {
  const extension = parts.extensions.get(oids.subjectKeyIdentifier);
  return extension && new DerReader(extension.value).contents("the subjectKeyIdentifier", tags.octetString);
}

/** The keyIdentifier octets of authorityKeyIdentifier, which may have none. @see RFC 5280, 4.2.1.1 */
export function readAuthorityKeyId(parts: CertificateParts): Buffer | undefined {
  const extension = parts.extensions.get(oids.authorityKeyIdentifier);
  if (extension === undefined) return undefined;
  const fields = new DerReader(extension.value).enter("the authorityKeyIdentifier", tags.sequence);
  return fields.sees(tags.primitive(0)) ? fields.contents("the keyIdentifier", tags.primitive(0)) : undefined;
}

/** Whether the key may sign certificates: where keyUsage is absent, it may. @see RFC 5280, 4.2.1.3 */
export function maySignCertificates(parts: CertificateParts): boolean {
  const extension = parts.extensions.get(oids.keyUsage);
  if (extension === undefined) return true;
  const bits = new DerReader(extension.value).contents("the keyUsage", tags.bitString);
  return ((bits[1] ?? 0) & (0x80 >> keyUsageBits["cert sign"])) !== 0;
}

/** @see RFC 5280, 4.2.1.3; the words are those of cert-manager, pkg/api/util/usages.go */
const keyUsageBits = {
  signing: 0,
  "digital signature": 0,
  "content commitment": 1,
  "key encipherment": 2,
  "data encipherment": 3,
  "key agreement": 4,
  "cert sign": 5,
  "crl sign": 6,
  "encipher only": 7,
  "decipher only": 8,
} as const satisfies Partial<Record<KeyUsage, number>>;

/** @see RFC 5280, 4.2.1.12; the words are those of cert-manager, pkg/util/pki/keyusage.go */
const extendedKeyUsages: Record<Exclude<KeyUsage, keyof typeof keyUsageBits>, string> = {
  any: "2.5.29.37.0",
  "server auth": "1.3.6.1.5.5.7.3.1",
  "client auth": "1.3.6.1.5.5.7.3.2",
  "code signing": "1.3.6.1.5.5.7.3.3",
  "email protection": "1.3.6.1.5.5.7.3.4",
  "s/mime": "1.3.6.1.5.5.7.3.4",
  "ipsec end system": "1.3.6.1.5.5.7.3.5",
  "ipsec tunnel": "1.3.6.1.5.5.7.3.6",
  "ipsec user": "1.3.6.1.5.5.7.3.7",
  timestamping: "1.3.6.1.5.5.7.3.8",
  "ocsp signing": "1.3.6.1.5.5.7.3.9",
  "microsoft sgc": "1.3.6.1.4.1.311.10.3.3",
  "netscape sgc": "2.16.840.1.113730.4.1",
};

/** One word for each bit and purpose: of two that mean the same, the one that its RFC has. */
const usageOfBit = new Map<number, KeyUsage>(
  Object.entries(keyUsageBits).map(([usage, bit]) => [bit, usage as KeyUsage]),
);
const usageOfPurpose = new Map<string, KeyUsage>(
  Object.entries({ ...extendedKeyUsages, "s/mime": "" }).map(([usage, id]) => [id, usage as KeyUsage]),
);

/** The purposes in extendedKeyUsage that no usage stands for, dotted. */
export function purposesWithoutUsage(parts: Extended): string[] {
  return readPurposes(parts).filter((purpose) => !usageOfPurpose.has(purpose));
}

function readPurposes({ extensions }: Extended): string[] {
  const extension = extensions.get(oids.extendedKeyUsage);
  if (extension === undefined) return [];
  const purposes = new DerReader(extension.value).enter("the extendedKeyUsage", tags.sequence);
  const found: string[] = [];
  while (!purposes.done) found.push(oidText(purposes.contents("a key purpose", tags.objectIdentifier)));
  return found;
}

/** What keyUsage and extendedKeyUsage allow, sorted; undefined where neither is there. */
export function readUsages(parts: Extended): KeyUsage[] | undefined {
  const [key, extended] = [oids.keyUsage, oids.extendedKeyUsage].map((id) => parts.extensions.get(id));
  if (key === undefined && extended === undefined) return undefined;
  const found: (KeyUsage | undefined)[] = [];
  if (key !== undefined) {
    const [, ...octets] = new DerReader(key.value).contents("the keyUsage", tags.bitString);
    for (const [bit, usage] of usageOfBit)
      if (((octets[bit >> 3] ?? 0) & (0x80 >> (bit & 7))) !== 0) found.push(usage);
  }
  found.push(...readPurposes(parts).map((purpose) => usageOfPurpose.get(purpose)));
  return found.filter((usage) => usage !== undefined).sort();
}

/** The values of keyUsage and extendedKeyUsage; each undefined when it would be empty. A CA always gets `cert sign`, as from cert-manager. */
export function encodeUsages(
  usages: readonly KeyUsage[],
  isCA: boolean,
): { keyUsage: Buffer | undefined; extendedKeyUsage: Buffer | undefined } {
  const bits = new Set<number>(isCA ? [keyUsageBits["cert sign"]] : []);
  const purposes = new Set<string>();
  for (const usage of usages)
    if (isKeyUsageBit(usage)) bits.add(keyUsageBits[usage]);
    else purposes.add(extendedKeyUsages[usage]);
  return {
    keyUsage: bits.size === 0 ? undefined : namedBits(bits),
    extendedKeyUsage: purposes.size === 0 ? undefined : sequence(...[...purposes].map(oid)),
  };
}

function isKeyUsageBit(usage: KeyUsage): usage is keyof typeof keyUsageBits {
  return usage in keyUsageBits;
}
