import { controllerTime, controllerWishes, type Rhythm } from "./decision/renewal-time.js";
import type { CertificateFacts } from "./record/certificate-facts.js";
import type { Recorded } from "./record/observed.js";
import type { CertificateRecord } from "./record/record.js";
import type { CertificateSpec } from "./spec/certificate-spec.js";
import { formatInstant, parseInstant } from "./spec/instant.js";
import type { Requested } from "./spec/requested.js";

export type Properties = Readonly<Record<string, unknown>>;

/** The inputs that `read` and `delete` need, which see nothing but the outputs: written there under their own names, so that what is secret stays secret. */
const settings = [
  "namespace",
  "secretName",
  "store",
  "cluster",
  "timeout",
  "exportPrivateKey",
  "verify",
] as const;

/** What the state keeps for the provider alone. Old versions are read for ever. */
interface Kept {
  readonly version: 1;
  readonly uid: string;
  readonly owner: string;
  readonly requested: Requested;
  readonly besides?: Requested;
  readonly trigger?: string;
  /** What `read` needs to tell when a certificate falls due that cert-manager renewed by itself; only with `issuerRef`. */
  readonly rhythm?: Rhythm;
}

/** The outputs of a resource: a closed list of public facts, and what the provider will need to find them again. */
export function outputsOf(
  inputs: Properties,
  record: CertificateRecord,
  certificate: CertificateFacts,
  more: {
    readonly privateKeyPem?: string | undefined;
    readonly rhythm?: Rhythm | undefined;
    readonly besides?: Requested | undefined;
  },
): Record<string, unknown> {
  const kept: Kept = {
    version: 1,
    uid: record.uid,
    owner: record.owner.id,
    requested: record.requested,
    ...(record.trigger === undefined ? {} : { trigger: record.trigger }),
    ...(more.rhythm === undefined ? {} : { rhythm: more.rhythm }),
    ...(more.besides === undefined ? {} : { besides: more.besides }),
  };
  return {
    ...Object.fromEntries(settings.map((name) => [name, inputs[name]])),
    certificatePem: record.certificatePem,
    caPem: record.caPem,
    serialNumber: certificate.serialNumber,
    fingerprint: certificate.fingerprint,
    notBefore: formatInstant(certificate.notBefore),
    notAfter: formatInstant(certificate.notAfter),
    renewalTime: record.renewalTime === undefined ? undefined : formatInstant(record.renewalTime),
    safetyNetTime: safetyNet(more.rhythm, certificate),
    revision: record.revision,
    issuerName: certificate.issuer,
    privateKeyPem: more.privateKeyPem,
    __kept: kept,
    __cluster: inputs.__cluster,
    __urn: inputs.__urn,
    __provider: inputs.__provider,
  };
}

/**
 * The outputs of a resource whose creation failed after something was made: enough for the next `up` to go on from
 * there, and for a destroy to find it.
 */
export function unfinishedOutputs(
  inputs: Properties,
  uid: string,
  owner: string,
  rhythm: Rhythm | undefined,
): Properties {
  const kept: Kept = { version: 1, uid, owner, requested: {}, ...(rhythm === undefined ? {} : { rhythm }) };
  return {
    ...Object.fromEntries(settings.map((name) => [name, inputs[name]])),
    __kept: kept,
    __cluster: inputs.__cluster,
    __urn: inputs.__urn,
    __provider: inputs.__provider,
  };
}

/** What of a specification `read` will need; only where cert-manager issues. */
export function rhythmOf(spec: CertificateSpec): Rhythm | undefined {
  if (spec.issuer.kind !== "issuerRef") return undefined;
  const { issuer, renewal, duration, renewBefore, renewBeforePercentage } = spec;
  return {
    issuer,
    renewal,
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

/** What the outputs say was recorded, with the settings that these inputs would change. */
export function recordedIn(outputs: Properties, inputs: Properties): Recorded {
  const kept = keptIn(outputs);
  const outdated = settings.filter((name) => JSON.stringify(outputs[name]) !== JSON.stringify(inputs[name]));
  return {
    revision: typeof outputs.revision === "number" ? outputs.revision : 0,
    outdated,
    ...defined("fingerprint", textIn(outputs, "fingerprint")),
    ...defined("requested", kept?.requested),
    ...defined("trigger", kept?.trigger),
    ...defined("besides", kept?.besides),
    ...defined("renewalTime", parseInstant(textIn(outputs, "renewalTime") ?? "")),
  };
}

/** What was kept, or undefined in a state that a failed `create` left. */
export function keptIn(outputs: Properties): Kept | undefined {
  const kept = outputs.__kept as Kept | undefined;
  return kept?.version === 1 ? kept : undefined;
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
