import { describe, expect, it } from "vitest";
import { certificate, condition, failed, foundIn, type Row, request, seen } from "./diagnosis-walks.js";

const urn = "urn:ietf:params:acme:error";
const approved = condition("Approved", "True", "cert-manager.io", "approved");
const requested = (...conditions: ReturnType<typeof condition>[]) => ({
  requests: seen([{ ...request, conditions }]),
  orders: seen([]),
  challenges: seen([]),
});

const rows: readonly Row[] = [
  ["the issuer is missing", { issuer: seen(undefined) }, "IssuerMissing", "ClusterIssuer ca", ""],
  [
    "the issuer is missing, and only the request may be read",
    {
      ...requested(
        approved,
        condition(
          "Ready",
          "False",
          "Pending",
          'Referenced "ClusterIssuer" not found: clusterissuer "ca" not found',
        ),
      ),
      issuer: { state: "notLookedAt", why: "forbidden" },
    },
    "IssuerMissing",
    "CertificateRequest shop/web-1",
    'Referenced "ClusterIssuer" not found: clusterissuer "ca" not found',
  ],
  [
    "the issuer is not ready",
    {
      issuer: seen({
        conditions: [
          condition("Ready", "False", "ErrRegisterACMEAccount", `403 ${urn}:unauthorized: who are you`),
        ],
      }),
    },
    "IssuerNotReady",
    "ClusterIssuer ca",
    `ErrRegisterACMEAccount: 403 ${urn}:unauthorized: who are you`,
  ],
  [
    "nobody has looked at the issuer",
    { issuer: seen({ conditions: [] }) },
    "IssuerNotReady",
    "ClusterIssuer ca",
    "cert-manager has not looked at it yet",
  ],
  [
    "an approver denied the request",
    requested(condition("Denied", "True", "policy", "No policy approved this request")),
    "Denied",
    "CertificateRequest shop/web-1",
    "No policy approved this request",
  ],
  [
    "the request is invalid",
    requested(approved, condition("InvalidRequest", "True", "policy", "spec.duration is too long")),
    "InvalidRequest",
    "CertificateRequest shop/web-1",
    "spec.duration is too long",
  ],
  [
    "nobody approves for a ClusterIssuer",
    requested(),
    "NotApproved",
    "CertificateRequest shop/web-1",
    "its signer is clusterissuers.cert-manager.io/ca",
  ],
  [
    "nobody approves for an Issuer of another group",
    {
      ...requested(),
      certificates: seen([
        { ...certificate, issuerRef: { name: "ca", kind: "AWSPCAIssuer", group: "awspca.example.com" } },
      ]),
      issuer: { state: "notLookedAt", why: "notAsked" },
    },
    "NotApproved",
    "CertificateRequest shop/web-1",
    "its signer is awspcaissuers.awspca.example.com/shop.ca",
  ],
  [
    "the issuer could not sign",
    requested(approved, condition("Ready", "False", "Failed", "Error signing certificate: expired")),
    "RequestFailed",
    "CertificateRequest shop/web-1",
    "Error signing certificate: expired",
  ],
  [
    "the issuer waits for a Secret",
    requested(approved, condition("Ready", "False", "Pending", "Referenced secret shop/ca not found")),
    "RequestPending",
    "CertificateRequest shop/web-1",
    "Referenced secret shop/ca not found",
  ],
];

describe("what keeps the CertificateRequest", () => {
  it.each(rows)("%s", (_, parts, code, object, words) => {
    expect(foundIn(parts)).toEqual({ code, object, words });
  });

  it("is not that nobody approved, where the request that failed is gone and the next one is new", () => {
    expect(foundIn({ ...requested(), certificates: seen([failed]) })).toMatchObject({
      code: "IssuanceFailed",
      object: "Certificate shop/web",
      words: "The certificate request has failed to complete and will be retried",
    });
  });
});
