import { createPrivateKey, hash, type KeyObject, sign } from "node:crypto";
import type { KeyUsage, Subject } from "../../provider/spec/certificate-spec.js";
import { signatureAlgorithm } from "../../provider/x509/build-certificate.js";
import { tags } from "../../provider/x509/der.js";
import {
  bitString,
  element,
  octetString,
  oid,
  sequence,
  setOf,
  unsignedInteger,
} from "../../provider/x509/der-writer.js";
import { encodeSubject } from "../../provider/x509/distinguished-name.js";
import { encodeUsages } from "../../provider/x509/extensions.js";
import { publicKeyInfo } from "../../provider/x509/key-pair.js";
import { oids } from "../../provider/x509/object-identifiers.js";
import { formatPem } from "../../provider/x509/pem.js";
import { type AltNames, encodeAltNames } from "../../provider/x509/subject-alt-name.js";
import { type KeyKind, privateKey } from "./certificates.js";

/** Everything has a default; what a test does not name does not matter to it. */
export interface WantedRequest extends Partial<AltNames> {
  readonly commonName?: string;
  readonly subject?: Subject;
  readonly usages?: readonly KeyUsage[];
  readonly isCA?: boolean;
  /** DER of basicConstraints, in place of `isCA`. */
  readonly constraints?: Buffer;
  /** More extensions, by their dotted identifiers. */
  readonly extensions?: Readonly<Record<string, Buffer>>;
  readonly keyName?: string;
  readonly key?: KeyKind;
  /** By default the private key of that name. */
  readonly signer?: KeyObject;
  /** Whose public key it shows; by default the one that signs it. */
  readonly of?: KeyObject;
  /** The attributes as they stand, in place of the one that asks for extensions. */
  readonly attributes?: readonly Buffer[];
  readonly version?: number;
  /** DER of the algorithm that it says signed it, in place of the one that did. */
  readonly algorithm?: Buffer;
  readonly label?: string;
}

/** A certification request as a user brings it; for `shop.example.com`, unless it is said otherwise. */
export function requestPem(wanted: WantedRequest = {}): string {
  const { keyName = "user", key = "p256", label = "CERTIFICATE REQUEST", version = 0 } = wanted;
  const holder = wanted.signer ?? privateKey(keyName, key);
  const { hash: digest, identifier } = signatureAlgorithm(holder);
  const toBeSigned = sequence(
    unsignedInteger(Buffer.of(version)),
    encodeSubject(wanted.subject ?? {}, wanted.commonName),
    publicKeyInfo(wanted.of ?? holder),
    element(tags.constructed(0), ...(wanted.attributes ?? [extensionRequest(wanted)])),
  );
  const signature = sign(digest, toBeSigned, holder);
  return formatPem(label, sequence(toBeSigned, wanted.algorithm ?? identifier, bitString(signature)));
}

/** The Ed25519 key of this name, the same in every process: for what is written into files. */
export function lastingKey(name: string): KeyObject {
  const seed = hash("sha256", name, "buffer");
  const der = sequence(
    unsignedInteger(Buffer.of(0)),
    sequence(oid(oids.ed25519)),
    octetString(octetString(seed)),
  );
  return createPrivateKey({ key: der, format: "der", type: "pkcs8" });
}

/** The attribute that asks for extensions. */
export function extensionRequest(wanted: WantedRequest = {}, type: string = oids.extensionRequest): Buffer {
  const { dnsNames = ["shop.example.com"], ipAddresses = [], uris = [], emailAddresses = [] } = wanted;
  const altNames = encodeAltNames({ dnsNames, ipAddresses, uris, emailAddresses });
  const { keyUsage, extendedKeyUsage } = encodeUsages(wanted.usages ?? [], false);
  const isCA = wanted.isCA === true ? [element(tags.boolean, Buffer.of(0xff))] : [];
  const constraints = wanted.constraints ?? (wanted.isCA === undefined ? undefined : sequence(...isCA));
  const values: [string, Buffer | undefined][] = [
    [oids.subjectAltName, altNames],
    [oids.keyUsage, keyUsage],
    [oids.extendedKeyUsage, extendedKeyUsage],
    [oids.basicConstraints, constraints],
    ...Object.entries(wanted.extensions ?? {}),
  ];
  const extensions = values.flatMap(([id, value]) =>
    value === undefined ? [] : [sequence(oid(id), octetString(value))],
  );
  return sequence(oid(type), setOf([sequence(...extensions)]));
}
