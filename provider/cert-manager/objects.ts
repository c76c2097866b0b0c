import type { KubernetesObject, Resource } from "../kubernetes/objects.js";

const group = "cert-manager.io/v1";

export const certificates: Resource = { apiVersion: group, plural: "certificates" };
export const certificateRequests: Resource = { apiVersion: group, plural: "certificaterequests" };

/** @see https://cert-manager.io/docs/reference/api-docs/#cert-manager.io/v1.CertificateCondition */
export interface Condition {
  readonly type: string;
  readonly status: "True" | "False" | "Unknown";
  readonly reason?: string;
  readonly message?: string;
  readonly observedGeneration?: number;
  readonly lastTransitionTime?: string;
}

/** cert-manager's Certificate, as far as it is read here. Instants are RFC 3339. */
export interface CertificateObject extends KubernetesObject {
  readonly spec: { readonly secretName: string; readonly [field: string]: unknown };
  readonly status?: {
    readonly conditions?: readonly Condition[];
    readonly revision?: number;
    readonly notBefore?: string;
    readonly notAfter?: string;
    readonly renewalTime?: string;
    readonly lastFailureTime?: string;
    readonly failedIssuanceAttempts?: number;
  };
}

export interface CertificateRequestObject extends KubernetesObject {
  readonly status?: {
    /** Base64 of the PEM chain. */
    readonly certificate?: string;
    readonly ca?: string;
    readonly conditions?: readonly Condition[];
  };
}

export function condition(object: CertificateObject, type: string): Condition | undefined {
  return object.status?.conditions?.find((one) => one.type === type);
}

/** Whether it says of its present specification that the certificate is there, and nothing is being issued. */
export function isReady(object: CertificateObject): boolean {
  const ready = condition(object, "Ready");
  return (
    ready?.status === "True" &&
    (ready.observedGeneration ?? 0) >= (object.metadata.generation ?? 0) &&
    condition(object, "Issuing")?.status !== "True"
  );
}
