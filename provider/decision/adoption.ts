import type { Held } from "../record/held.js";
import type { Found, Observed, Present, RecordFault } from "../record/observed.js";
import type { CertificateRecord } from "../record/record.js";
import type { CertificateSpec } from "../spec/certificate-spec.js";
import { issuerName, type Requested, requested, secretForm } from "../spec/requested.js";
import type { Reason } from "./decision.js";

type Anothers = Observed & (Present | { readonly state: "foreign" });

/**
 * The observation as it is to be judged. A Secret of somebody else's that `adopt` names, and that nothing speaks
 * against taking, is this resource's own from here on; what cert-manager issued for this resource is the provider's
 * where the provider is to go on with it. What of either fits the specification need not be issued again. All else is
 * as it is.
 */
export function taken(spec: CertificateSpec, observed: Observed): Observed {
  const anothers = anothersIn(observed);
  if (anothers !== undefined) return refusals(spec, anothers).length > 0 ? observed : adopted(spec, anothers);
  return observed.state === "present" ? handedOver(spec, observed) : observed;
}

/** Whether {@link taken} made it this resource's, so that others may still hold fields of it. */
export function isTaken(observed: Observed): boolean {
  return isHandedOver(observed) || (observed.state === "present" && observed.recordFault?.code === "Adopted");
}

/** Whether it was cert-manager's for this resource until now. */
export function isHandedOver(observed: Observed): boolean {
  return observed.state === "present" && observed.recordFault?.code === "HandChanged";
}

/** What is there and is somebody else's; undefined where that is not so. */
export function anothersIn(observed: Observed): Anothers | undefined {
  if (observed.state === "foreign") return observed;
  return observed.state === "present" && observed.record.owner.id !== observed.owner.id
    ? observed
    : undefined;
}

/** Why what is somebody else's is left alone. */
export function notOwner(spec: CertificateSpec, observed: Anothers): Reason {
  if (spec.ownership.adopt === undefined) return { code: "NotOwner", observed: ownerIn(observed) };
  const why = refusals(spec, observed).join("; ");
  return { code: "AdoptRefused", field: "adopt", observed: `${ownerIn(observed)}, and ${why}` };
}

function refusals(spec: CertificateSpec, observed: Anothers): string[] {
  const { adopt } = spec.ownership;
  const found = observed.state === "present" ? observed : observed.found;
  const claims = [...(observed.claims ?? [])];
  if (adopt === undefined) return ["adopt does not name it"];
  if (found === undefined) return claims.length > 0 ? claims : ["it holds no certificate that can be read"];
  const { fingerprint } = found.certificate;
  if (fingerprint !== adopt)
    return [
      `adopt names another certificate than the one that is there, whose fingerprint is ${fingerprint}`,
    ];
  return [...claims, ...holders(found.held ?? {})];
}

function* holders({ ownerReferences, managers = [] }: Held): Iterable<string> {
  if (ownerReferences !== undefined)
    yield `it would be deleted with its owner, ${ownerReferences.join(", ")}: take out its metadata.ownerReferences first`;
  for (const { name, applies, fields } of managers) {
    const held = fields.filter((field) => !field.startsWith("metadata."));
    // A hand that wrote it once will not write it again; whether cert-manager will is known by its Certificates.
    const isPast = (!applies && name.startsWith("kubectl")) || name.startsWith("cert-manager");
    if (held.length > 0 && !isPast)
      yield `${name} manages ${held.join(", ")} of it, and would write it again: have it let go of the Secret first`;
  }
}

function adopted(spec: CertificateSpec, observed: Anothers): Observed {
  const { owner } = observed;
  const recordFault: RecordFault = { code: "Adopted", why: ownerIn(observed) };
  const { adopt: fingerprint = "" } = spec.ownership;
  if (observed.state === "present") {
    const record = { ...observed.record, owner, uid: "", adopted: fingerprint };
    return handedOver(spec, { ...observed, record, recordFault });
  }
  const { found, owned: _, ...rest } = observed;
  if (found === undefined) return observed;
  const { certificate, material, held } = found;
  const record = { ...recordOf(spec, observed, found), adopted: fingerprint };
  return { ...rest, state: "present", record, certificate, material, held, recordFault };
}

/** The record as it would be, had the specification been what was asked for; what the certificate contradicts was not. */
function recordOf(spec: CertificateSpec, { owner, issuer }: Observed, found: Found): CertificateRecord {
  const { certificate, certificatePem, caPem, issuerKeyHash } = found;
  const { commonName, isCA: _, ...asked } = requested(spec);
  const { annotations, labels } = spec.secretTemplate;
  return {
    version: 1,
    owner,
    uid: "",
    revision: 1,
    requested: {
      ...asked,
      ...(commonName === undefined ? {} : { commonName: certificate.commonName ?? "none" }),
      ...(certificate.isCA ? { isCA: "true" } : {}),
      ...issuerAsked(spec, certificate, issuerKeyHash, issuer),
    },
    form: secretForm(spec),
    issuerKeyHash,
    secretTemplate: { annotations: { ...annotations }, labels: { ...labels } },
    certificatePem,
    ...(caPem === undefined ? {} : { caPem }),
    ...(spec.renewal.trigger === undefined ? {} : { trigger: spec.renewal.trigger }),
  };
}

/** What cert-manager issued, where the provider is to go on with it. */
function handedOver(spec: CertificateSpec, observed: Observed & Present): Observed & Present {
  const { generation, applied: _, ...record } = observed.record;
  if (generation === undefined || spec.issuer.kind === "issuerRef") return observed;
  const { issuerRef = "its issuer", ...asked } = record.requested;
  const { certificate, issuer, signer = "" } = observed;
  const recordFault: RecordFault = { code: "HandChanged", why: `cert-manager, by ${String(issuerRef)}` };
  return {
    ...observed,
    record: {
      ...record,
      requested: { ...asked, ...issuerAsked(spec, certificate, signer, issuer) },
      form: secretForm(spec),
      issuerKeyHash: signer,
    },
    recordFault: observed.recordFault?.code === "Adopted" ? observed.recordFault : recordFault,
  };
}

/** The issuer of the specification where its key is the one that signed; else whoever did. */
function issuerAsked(
  spec: CertificateSpec,
  certificate: Present["certificate"],
  signer: string,
  issuer: Observed["issuer"],
): Requested {
  const byCa = signer !== "" && (issuer?.state !== "present" || issuer.keyHash === signer);
  const kind = spec.issuer.kind;
  const isSame = kind === "selfSigned" ? signer === certificate.publicKey.hash : kind === "ca" && byCa;
  const name = isSame ? issuerName(spec.issuer) : certificate.issuer || "an issuer without a name";
  return { [kind === "issuerRef" ? "issuerRef" : "issuer"]: name };
}

function ownerIn(observed: Anothers): string {
  if (observed.state === "foreign") return observed.owned;
  const { name, project, stack } = observed.record.owner;
  return `${name} of ${project}/${stack}`;
}
