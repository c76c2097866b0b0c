import { isDeepStrictEqual } from "node:util";
import { foreignText } from "./errors.js";
import type { CertificateFacts } from "./record/certificate-facts.js";
import type { Held } from "./record/held.js";
import type { Found, Material, MaterialChange } from "./record/observed.js";
import { type CertificateRecord, parseRecord } from "./record/record.js";
import { entryChanges } from "./secret-entries.js";
import { isOfCsr } from "./spec/requested.js";
import { managedBy, managedByLabel, ownerLabel } from "./store/owner-marks.js";
import type { TlsSecret } from "./store/port.js";
import { recordAnnotation, tlsType } from "./tls-secret.js";
import { Link } from "./x509/chain.js";
import { formatPrivateKey, readPrivateKey } from "./x509/key-pair.js";
import { readCertificate, splitChain } from "./x509/read-certificate.js";

/**
 * What happened to a Secret since the record was written, and by whose hand where the store knows; `name` is the one
 * that it has, for what cert-manager says of it.
 */
export function judgeMaterial(record: CertificateRecord, secret: TlsSecret, name?: string): Material {
  const isOfUser = isOfCsr(record.requested);
  const key = isOfUser ? addedKey(secret) : keyChange(secret, record);
  // What cert-manager writes has neither a record of ours in it nor our form of a key.
  const isOurs = record.generation === undefined;
  const changes: MaterialChange[] = [
    ...(key === undefined ? [] : [key]),
    ...(key === undefined && isOurs && !isOfUser ? formChanges(secret, record) : []),
    ...unchangeable(secret),
    ...textChanges(secret, record),
    ...entryChanges(secret, record, key === undefined ? secret.data["tls.key"]?.toString("utf8") : undefined),
    ...templateChanges(secret, record),
    ...labelChanges(secret, record),
    ...(isOurs ? recordChanges(secret, record) : originChanges(secret, record, name)),
    ...ownerChanges(secret, record),
  ];
  return materialOf(
    changes.map((change) => by(change, secret)),
    isOfUser || key === undefined,
  );
}

/** Where the key is the user's, the entry is there and empty. */
function addedKey({ data: { "tls.key": pem } }: TlsSecret): MaterialChange | undefined {
  const wanted = "an empty entry, as the key of csr is yours";
  if (pem === undefined) return { code: "MissingData", field: "tls.key", observed: "none", wanted };
  if (pem.length === 0) return undefined;
  return { code: "SecretMismatch", field: "tls.key", observed: "filled", wanted };
}

function materialOf(changes: readonly MaterialChange[], restorable: boolean): Material {
  const [first, ...others] = changes;
  return first === undefined
    ? { state: "intact" }
    : { state: "changed", restorable, changes: [first, ...others] };
}

/** What is public of a Secret that no record of ours speaks of; undefined where it holds no certificate. */
export function foundIn(secret: TlsSecret): Found | undefined {
  const [certificatePem = "", caPem] = ["tls.crt", "ca.crt"].map((name) =>
    secret.data[name]?.toString("utf8"),
  );
  const certificate = factsOf(certificatePem);
  if (certificate === undefined) return undefined;
  const chain = { certificatePem, ...(caPem === undefined ? {} : { caPem }) };
  const key = keyChange(secret, chain);
  const changes = [...(key === undefined ? [] : [key]), ...unchangeable(secret)];
  return {
    ...chain,
    certificate,
    issuerKeyHash: signerOf(chain),
    material: materialOf(changes, key === undefined),
    held: heldOf(secret),
  };
}

/** Who else has a hand on it. */
export function heldOf({ immutable, ownerReferences, managers }: TlsSecret): Held {
  return {
    ...(immutable === undefined ? {} : { immutable }),
    ...(ownerReferences === undefined ? {} : { ownerReferences }),
    ...(managers === undefined ? {} : { managers }),
  };
}

/** The key that signed the leaf, as a record holds it; empty where its certificate is not among these. */
export function signerOf({ certificatePem, caPem = "" }: Chain): string {
  try {
    const [leaf, ...others] = [...splitChain(certificatePem), ...splitChain(caPem)].map(
      (pem) => new Link(pem),
    );
    const signer = leaf && [leaf, ...others].find((other) => leaf.isIssuedBy(other));
    return signer === undefined ? "" : readCertificate(signer.pem).publicKey.hash;
  } catch {
    return ""; // what cannot be read signed nothing that is known
  }
}

type Chain = Pick<CertificateRecord, "certificatePem" | "caPem">;

function factsOf(chain: string): CertificateFacts | undefined {
  try {
    const [leaf] = splitChain(chain);
    return leaf === undefined ? undefined : readCertificate(leaf);
  } catch {
    return undefined; // then there is no certificate in it
  }
}

/** The change with the name of the hand that holds that field now. */
function by(change: MaterialChange, { managers = [] }: TlsSecret): MaterialChange {
  const hand = managers.find(
    ({ name, fields }) => fields.includes(change.field) && !/^cert-manager/.test(name),
  );
  return hand === undefined ? change : { ...change, by: foreignText(hand.name) };
}

/** What the API changes in no Secret, whoever asks. */
function* unchangeable(secret: TlsSecret): Iterable<MaterialChange> {
  if (secret.type !== tlsType)
    yield { code: "TypeChanged", field: "type", observed: foreignText(secret.type), wanted: tlsType };
  if (secret.immutable === true)
    yield {
      code: "SecretImmutable",
      field: "immutable",
      observed: "immutable",
      wanted: "a Secret that can be renewed",
    };
}

function* templateChanges(secret: TlsSecret, record: CertificateRecord): Iterable<MaterialChange> {
  for (const kind of ["labels", "annotations"] as const)
    for (const [name, wanted] of Object.entries(record.secretTemplate[kind]))
      if (secret[kind][name] !== wanted) yield mismatch(kind, name, secret[kind][name], wanted);
}

/** By which the Secret is known as its owner's; cert-manager is told to write them too. */
function* labelChanges(secret: TlsSecret, record: CertificateRecord): Iterable<MaterialChange> {
  for (const [name, wanted] of [
    [managedByLabel, managedBy],
    [ownerLabel, record.owner.id],
  ] as const)
    if (secret.labels[name] !== wanted && !(name in record.secretTemplate.labels))
      yield mismatch("labels", name, secret.labels[name], wanted);
}

function* recordChanges(secret: TlsSecret, record: CertificateRecord): Iterable<MaterialChange> {
  const observed = secret.annotations[recordAnnotation];
  if (!speaksOf(observed, record)) yield mismatch("annotations", recordAnnotation, observed, "the record");
}

/** By which cert-manager knows for which Certificate it was issued, and by whom: with another one it issues again. */
function* originChanges(
  { annotations }: TlsSecret,
  { requested: { issuerRef } }: CertificateRecord,
  certificate: string | undefined,
): Iterable<MaterialChange> {
  const [group, kind, name] = typeof issuerRef === "string" ? issuerRef.split("/") : [];
  const origin = {
    "certificate-name": certificate,
    "issuer-group": group,
    "issuer-kind": kind,
    "issuer-name": name,
  };
  for (const [part, wanted] of Object.entries(origin)) {
    const annotation = `cert-manager.io/${part}`;
    if (wanted !== undefined && annotations[annotation] !== wanted)
      yield mismatch("annotations", annotation, annotations[annotation], wanted);
  }
}

/** An owner with which Kubernetes would delete it; cert-manager may have been told to make its Certificate one. */
function* ownerChanges(secret: TlsSecret, record: CertificateRecord): Iterable<MaterialChange> {
  const isOurs = record.generation === undefined;
  const owners = secret.ownerReferences?.filter((owner) => isOurs || !owner.startsWith("Certificate ")) ?? [];
  if (owners.length > 0)
    yield {
      code: "OwnerReferenceAdded",
      field: "metadata.ownerReferences",
      observed: foreignText(owners.join(", ")),
      wanted: "none",
    };
}

function mismatch(
  kind: "labels" | "annotations",
  name: string,
  observed: string | undefined,
  wanted: string,
): MaterialChange {
  const field = `metadata.${kind}.${name}`;
  return { code: "SecretTemplateMismatch", field, observed: observed ?? "none", wanted };
}

/** Whether the record in the Secret is the one beside it, in what both were written with. */
function speaksOf(text: string | undefined, record: CertificateRecord): boolean {
  const written = parseRecord(text ?? "");
  if ("unreadable" in written) return false;
  return (["owner", "uid", "revision", "requested", "issuerKeyHash", "secretTemplate"] as const).every(
    (field) => isDeepStrictEqual(written[field], record[field]),
  );
}

/** The key is the certificate's, and yet it is not written as it was: line ends, another encoding. */
function* formChanges(secret: TlsSecret, record: CertificateRecord): Iterable<MaterialChange> {
  const pem = secret.data["tls.key"]?.toString("utf8") ?? "";
  const encoding = record.form?.["privateKey.encoding"] === "PKCS8" ? "PKCS8" : "PKCS1";
  if (formatPrivateKey(readPrivateKey(pem), encoding) === pem) return;
  const observed = pem.includes("\r") ? "the same key with CRLF" : "the same key in another form";
  yield { code: "SecretMismatch", field: "tls.key", observed, wanted: `${encoding} as it was written` };
}

function keyChange(
  secret: TlsSecret,
  record: Pick<CertificateRecord, "certificatePem">,
): MaterialChange | undefined {
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
