import { type OpenCa, openCa, UnusableCaInput } from "./ca-inputs.js";
import { placesOf } from "./ca-key-pair.js";
import { authorityOf, checkAuthority } from "./issue/authority.js";
import { UnfitCa, type UnfitCaCode } from "./issue/unfit-ca.js";
import type { Observed, Present, Seen } from "./record/observed.js";
import { type CaInputs, pathOf } from "./spec/ca-inputs.js";
import type { CertificateSpec } from "./spec/certificate-spec.js";
import type { CheckFailure } from "./spec/fields.js";
import type { Instant } from "./spec/instant.js";
import { isOfCsr } from "./spec/requested.js";
import type { Store } from "./store/port.js";
import { isOfKind } from "./x509/key-pair.js";

/**
 * Why a CA whose key pair is given in the program can sign nothing of the kind: what `up` would refuse, told in the
 * preview. A preview reads no Secret, and what it cannot read elsewhere may be there for the `up`.
 */
export async function caFailure(
  store: Store,
  spec: CertificateSpec,
  now: Instant,
): Promise<CheckFailure | undefined> {
  if (spec.issuer.kind !== "ca" || "secretName" in spec.issuer.ca) return undefined;
  const { ca } = spec.issuer;
  if (Object.values(ca).some((input) => typeof input === "object" && "secretRef" in input)) return undefined;
  let opened: OpenCa;
  try {
    opened = await openCa(ca, placesOf(store, spec));
  } catch (error) {
    if (!(error instanceof UnusableCaInput)) throw error;
    return error.isAway ? undefined : { property: error.property, reason: error.message };
  }
  const fault = faultOf(() => authorityOf({ spec, ca: { ...opened, name: "issuer.ca" }, now }));
  if (fault === undefined) return undefined;
  const property = fault.field !== "issuer.ca" ? fault.field : propertyOf(ca, fault.code);
  return { property, reason: `${fault.why}. ${fault.todo}` };
}

function propertyOf(ca: CaInputs, code: UnfitCaCode): string {
  if ("pkcs12" in ca) return pathOf("pkcs12", ca.pkcs12);
  return code === "KeyMismatch" || code === "UnreadableKey"
    ? pathOf("privateKeyPem", ca.privateKeyPem)
    : "issuer.ca.certificatePem";
}

/** Why the CA that stands in a Secret now could not sign, as a predicate; it may still be mended by the same `up`. */
export function unfitness(spec: CertificateSpec, certificatePem: string, now: Instant): string | undefined {
  return faultOf(() => checkAuthority({ spec, ca: { certificatePem, name: "issuer.ca" }, now }))?.why;
}

function faultOf(check: () => unknown): UnfitCa | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    if (error instanceof UnfitCa) return error;
    throw error;
  }
}

/**
 * A kind of key that the one which is to be kept for ever is not. cert-manager then issues nothing and says so in
 * an event; making a new key all the same would break the promise that `Never` is.
 */
export function keyFailure(spec: CertificateSpec, seen: Seen): CheckFailure | undefined {
  if (spec.privateKey.rotationPolicy !== "Never" || seen.state !== "present" || isLost(seen))
    return undefined;
  const { publicKey } = seen.certificate;
  if (isOfKind(publicKey, spec.privateKey)) return undefined;
  const { algorithm, size } = spec.privateKey;
  return {
    property: publicKey.algorithm === algorithm ? "privateKey.size" : "privateKey.algorithm",
    reason: `asks for another key (${algorithm} ${size}) than the one that is there (${publicKey.algorithm} ${publicKey.size}), and rotationPolicy is Never: ask for the key that is there, or give rotationPolicy Always until a new one is issued`,
  };
}

/** Copies that are new on the list and whose place is somebody else's. One that is overtaken later is a failure of `up`. */
export function copyFailures({ copies = [] }: Observed): CheckFailure[] {
  return copies.flatMap(({ listed, holds, name, seen }) =>
    listed === undefined || holds !== undefined || seen.state !== "foreign"
      ? []
      : {
          property: `copies[${listed}]`,
          reason: `cannot be written: the Secret ${name} belongs to ${seen.owned}. Give the copy another name, or remove that Secret`,
        },
  );
}

/** A key that is gone, or is the user's, cannot be kept: then a new one is made, of whatever kind. */
function isLost({ material, record }: Present): boolean {
  return (
    isOfCsr(record.requested) ||
    material.state === "absent" ||
    (material.state === "changed" && !material.restorable)
  );
}
