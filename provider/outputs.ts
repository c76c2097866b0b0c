import { hash } from "node:crypto";
import { shown } from "./decision/mismatches.js";
import { controllerTime, controllerWishes, type Rhythm } from "./decision/renewal-time.js";
import { passwordDigests } from "./keystore-passwords.js";
import { formatRetryAfter, readRetryAfter } from "./record/acme-notes.js";
import type { CertificateFacts } from "./record/certificate-facts.js";
import type { Recorded, Refused } from "./record/observed.js";
import type { CertificateRecord } from "./record/record.js";
import { uidIn } from "./resource-id.js";
import { revealed } from "./secret-outputs.js";
import type { CertificateSpec } from "./spec/certificate-spec.js";
import type { CopySpec } from "./spec/copy-spec.js";
import { formatInstant, parseInstant } from "./spec/instant.js";
import { printable } from "./spec/printable.js";
import { besides, type Requested, requested } from "./spec/requested.js";

export type Properties = Readonly<Record<string, unknown>>;

/** The inputs that `read` and `delete` need, which see nothing but the outputs: written there under their own names, so that what is secret stays secret. */
const settings = [
  "namespace",
  "secretName",
  "store",
  "cluster",
  "copies",
  "timeout",
  "exportPrivateKey",
  "verify",
  "onDelete",
] as const;

/** What is compared and not shown: whole in version 1 of the state, and its hash since, which does not grow with the names. */
type Compared = Requested | string;

/** What the state keeps for the provider alone. Old versions are read for ever. */
export interface Kept {
  readonly version: 1 | 2 | 3;
  /** Of this life of the resource; from version 3 on written only where it is not the one in the resource's id. */
  readonly uid: string;
  readonly owner: string;
  readonly requested: Compared;
  readonly besides?: Compared;
  readonly trigger?: string;
  /** What `read` needs to tell when a certificate falls due that cert-manager renewed by itself; only with `issuerRef`. */
  readonly rhythm?: Rhythm;
  /** Whether an order in progress, or a key that was kept, may lie beside it; with `issuer.acme` or `recreate`. */
  readonly orders?: true;
  /** What the CA refused last; only of a certificate that was never issued. */
  readonly refused?: Readonly<Record<string, unknown>>;
}

type Written = Omit<Kept, "uid"> & { readonly uid?: string };

/** The outputs of a resource: a closed list of public facts, and what the provider will need to find them again. */
export function outputsOf(
  id: string,
  inputs: Properties,
  record: CertificateRecord,
  certificate: CertificateFacts,
  more: {
    readonly privateKeyPem?: string | undefined;
    readonly rhythm?: Rhythm | undefined;
    readonly besides?: Compared | undefined;
    readonly orders?: boolean | undefined;
    /** See {@link passwordDigests}. */
    readonly passwords?: unknown;
    /** What is off the list and still there: kept on it, for it says how their clusters are reached. */
    readonly copiesLeft?: readonly CopySpec[] | undefined;
  },
): Record<string, unknown> {
  const kept: Written = {
    version: 3,
    ...(record.uid === uidIn(id) ? {} : { uid: record.uid }),
    owner: record.owner.id,
    requested: hashOf(record.requested),
    ...(record.trigger === undefined ? {} : { trigger: record.trigger }),
    ...(more.rhythm === undefined ? {} : { rhythm: more.rhythm }),
    ...(more.besides === undefined ? {} : { besides: hashOf(more.besides) }),
    ...(more.orders === true ? { orders: true } : {}),
  };
  return {
    ...Object.fromEntries(settings.map((name) => [name, inputs[name]])),
    ...withLeft(inputs, more.copiesLeft),
    certificatePem: record.certificatePem,
    caPem: record.caPem,
    crlPem: record.crl?.pem,
    serialNumber: certificate.serialNumber,
    fingerprint: certificate.fingerprint,
    notBefore: formatInstant(certificate.notBefore),
    notAfter: formatInstant(certificate.notAfter),
    renewalTime: record.renewalTime === undefined ? undefined : formatInstant(record.renewalTime),
    safetyNetTime: safetyNet(more.rhythm, certificate),
    revision: record.revision,
    issuerName: printable(certificate.issuer),
    privateKeyPem: more.privateKeyPem,
    __kept: kept,
    __passwords: more.passwords,
    __cluster: inputs.__cluster,
    // Whoever is left behind by a destroy is told on its row, which `delete` knows by this alone.
    __urn: isRetained(inputs.onDelete, record) ? inputs.__urn : undefined,
    __provider: inputs.__provider,
  };
}

/** Whether a destroy leaves the Secret: by the user's word, or since it was somebody else's before. */
export function isRetained(onDelete: unknown, { adopted }: Pick<CertificateRecord, "adopted">): boolean {
  return onDelete === "retain" || (onDelete === undefined && adopted !== undefined);
}

/**
 * The outputs of a resource whose creation failed after something was made: enough for the next `up` to go on from
 * there, and for a destroy to find it.
 */
export function unfinishedOutputs(
  inputs: Properties,
  owner: string,
  rhythm: Rhythm | undefined,
  orders: boolean,
  refused?: Refused,
): Properties {
  const kept: Written = {
    version: 3,
    owner,
    requested: {},
    ...(rhythm === undefined ? {} : { rhythm }),
    ...(orders ? { orders } : {}),
    ...(refused === undefined ? {} : { refused: { ...formatRetryAfter(refused), issuer: refused.issuer } }),
  };
  return {
    ...Object.fromEntries(settings.map((name) => [name, inputs[name]])),
    __kept: kept,
    __cluster: inputs.__cluster,
    __provider: inputs.__provider,
  };
}

function withLeft({ copies }: Properties, left: readonly CopySpec[] = []): Properties {
  return left.length === 0 ? {} : { copies: [...(Array.isArray(copies) ? copies : []), ...left] };
}

/** What of a specification `read` will need; only where cert-manager issues. */
export function rhythmOf(spec: CertificateSpec): Rhythm | undefined {
  if (spec.issuer.kind !== "issuerRef") return undefined;
  const { renewal, duration, renewBefore, renewBeforePercentage } = spec;
  return {
    issuer: { kind: "issuerRef" },
    renewal: { by: renewal.by },
    duration,
    ...(renewBefore === undefined ? {} : { renewBefore }),
    ...(renewBeforePercentage === undefined ? {} : { renewBeforePercentage }),
  };
}

/** When cert-manager's controller would renew it; nothing where it is told not to. */
function safetyNet(rhythm: Rhythm | undefined, certificate: CertificateFacts): string | undefined {
  if (rhythm === undefined || rhythm.renewal.by === "pulumi") return undefined;
  return formatInstant(controllerTime(controllerWishes(rhythm), certificate));
}

/** What the outputs say was recorded, with the settings that these inputs, read as this specification, would change. */
export function recordedIn(
  id: string,
  outputs: Properties,
  inputs: Properties,
  spec: CertificateSpec,
): Recorded {
  const kept = keptIn(outputs, id);
  return {
    revision: typeof outputs.revision === "number" ? outputs.revision : 0,
    outdated: changedSettings(outputs, inputs),
    otherPasswords: otherPasswords(outputs, spec, kept),
    ...defined("fingerprint", textIn(outputs, "fingerprint")),
    ...defined("requested", compared(kept?.requested, requested(spec))),
    ...defined("trigger", kept?.trigger),
    ...defined("besides", compared(kept?.besides, besides(spec))),
    ...defined("renewalTime", parseInstant(textIn(outputs, "renewalTime") ?? "")),
    ...defined("refused", refusedIn(kept)),
  };
}

function refusedIn(kept: Kept | undefined): Refused | undefined {
  const refused = readRetryAfter(kept?.refused);
  const issuer = kept?.refused?.issuer;
  return refused === undefined || typeof issuer !== "string" ? undefined : { ...refused, issuer };
}

/** Which of the inputs that `read` and `delete` need are others than these properties, outputs or older inputs, have them. */
export function changedSettings(before: Properties, inputs: Properties): string[] {
  return settings.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(inputs[name]));
}

function otherPasswords(outputs: Properties, spec: CertificateSpec, kept: Kept | undefined): string[] {
  const wanted = passwordDigests(spec, kept?.uid ?? "") ?? {};
  const known = (revealed(outputs.__passwords) ?? {}) as Properties;
  return Object.keys(wanted).filter((path) => known[path] !== wanted[path]);
}

/** What was kept of the resource of this id, or undefined in a state that holds nothing of the kind. */
export function keptIn(outputs: Properties, id: string): Kept | undefined {
  const kept = outputs.__kept as Written | undefined;
  const uid = kept?.uid ?? uidIn(id);
  return kept !== undefined && uid !== undefined && [1, 2, 3].includes(kept.version)
    ? { ...kept, uid }
    : undefined;
}

/** The hash of what is `wanted` now is all that there is to know of it; another one is that of something else. */
function compared(kept: Compared | undefined, wanted: Requested): Requested | undefined {
  if (typeof kept !== "string") return kept;
  return kept.startsWith(hashOf(wanted)) ? wanted : { specification: kept };
}

/** Lists that hold the same members have the same hash, as decisions compare them. Version 2 of the state holds twice as much of it. */
function hashOf(what: Compared): string {
  if (typeof what === "string") return what;
  const fields = Object.entries(what).map(([field, value]) => [field, shown(value)]);
  return hash("sha256", JSON.stringify(fields.sort()), "hex").slice(0, 8);
}

function textIn(outputs: Properties, name: string): string | undefined {
  const value = outputs[name];
  return typeof value === "string" ? value : undefined;
}

function defined<Name extends string, Value>(
  name: Name,
  value: Value | undefined,
): { [key in Name]?: Value } {
  return value === undefined ? {} : ({ [name]: value } as { [key in Name]?: Value });
}
