import { describe, expect, it } from "vitest";
import { applyFailure } from "../../provider/cert-manager/apply-failure.js";
import { ClusterError, type ClusterErrorReason } from "../../provider/kubernetes/cluster-error.js";

/** What an API server of 1.34 answered -> what is said of it, and what to do. */
const rows: readonly (readonly [ClusterErrorReason, words: string, means: string, todo: string])[] = [
  [
    "invalid",
    'Internal error occurred: failed calling webhook "webhook.cert-manager.io": failed to call webhook: no endpoints available for service "cert-manager-webhook"',
    "cert-manager's webhook does not answer",
    "See that the webhook's Pods run and that its Service leads to them",
  ],
  [
    "forbidden",
    'certificates.cert-manager.io "web" is forbidden: unable to create new content in namespace shop because it is being terminated',
    "its namespace is being deleted",
    "Wait until it is gone, or choose another namespace",
  ],
  [
    "notFound",
    'namespaces "shop" not found',
    "its namespace is not there",
    "Make the namespace first: let the certificate depend on it",
  ],
  [
    "invalid",
    'admission webhook "policy.example" denied the request: no',
    "a policy of the cluster refuses it",
    "Ask for what the policy allows, or change the policy",
  ],
];

describe("a Certificate that the API server does not take", () => {
  it.each(rows)("%s: %s", (reason, words, means, todo) => {
    const error = applyFailure(
      "certificate shop/web",
      new ClusterError(reason, `https://api answers: ${words}`),
    );
    expect(String(error)).toBe(
      `CertificateError: Certificate shop/web was not applied: ${means}: https://api answers: ${words}. What was there before is still there. ${todo}.`,
    );
  });

  it("says whom to grant what it was forbidden", () => {
    const error = applyFailure(
      "certificate shop/web",
      new ClusterError("forbidden", "https://api answers: no"),
    );
    expect(String(error)).toContain("rbac/deployer.yaml");
  });

  it("leaves other errors as they are", () => {
    const error = new Error("a bug");
    expect(applyFailure("certificate shop/web", error)).toBe(error);
  });
});
