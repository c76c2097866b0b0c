import type { MaterialChange, Observed, Present } from "../record/observed.js";
import type { CertificateSpec } from "../spec/certificate-spec.js";
import { isOfCsr } from "../spec/requested.js";
import type { Finding, Reason } from "./decision.js";

/**
 * What happened to the Secret since it was written. The provider writes it again while its key is there, and else
 * issues it again. cert-manager, where it keeps the Secret, writes all around the certificate again by itself, but the
 * certificate only with the next one.
 */
export function materialRules(spec: CertificateSpec, observed: Observed & Present): Finding[] {
  const { material } = observed;
  switch (material.state) {
    case "intact":
    case "not inspected":
      return [];
    case "absent":
      return [
        {
          action: "reissue",
          reason: {
            code: "DoesNotExist",
            observed: "no Secret",
            wanted: "a Secret with its key",
            ...(isOfCsr(observed.record.requested) ? { field: "csr" } : {}),
          },
        },
      ];
    case "changed": {
      const isControllers = isKeptByController(spec, observed);
      const changes = material.changes.filter((change) => !(isControllers && isLeftByController(change)));
      return changes.map((change) => {
        const isRestorable = material.restorable && !(isControllers && pem.includes(change.field));
        return { action: isRestorable ? "repair" : "reissue", reason: change };
      });
    }
  }
}

/** What cert-manager leaves as it is, whatever it is asked: nothing is to be done here, and somebody has to know. */
export function leftByController(spec: CertificateSpec, observed: Present): Reason[] {
  const { material } = observed;
  if (material.state !== "changed" || !isKeptByController(spec, observed)) return [];
  return material.changes.filter(isLeftByController);
}

function isKeptByController({ issuer }: CertificateSpec, { record }: Present): boolean {
  return issuer.kind === "issuerRef" && record.generation !== undefined;
}

const pem: readonly string[] = ["tls.crt", "tls.key", "ca.crt"];

const left: readonly MaterialChange["code"][] = ["TypeChanged", "SecretImmutable", "OwnerReferenceAdded"];

export function isLeftByController({ code }: MaterialChange): boolean {
  return left.includes(code);
}
