import { describe, expect, it } from "vitest";
import { causeOf } from "../../provider/cert-manager/diagnosis/cause-of.js";
import { explainCause } from "../../provider/cert-manager/diagnosis/explain-cause.js";
import { retryAfter } from "../../provider/cert-manager/diagnosis/retry.js";
import { began, failed, now, order, seen, walkOf } from "./diagnosis-walks.js";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const urn = "urn:ietf:params:acme:error";

describe("what stands, and what comes", () => {
  it.each([
    [0, 1],
    [1, 1],
    [2, 2],
    [5, 16],
    [6, 32],
    [7, 32],
    [2000, 32],
  ])("after %i failures cert-manager waits %i hours", (failures, hours) => {
    expect(retryAfter(began, failures)).toBe(began + hours * hour);
  });

  const renewal = {
    certificates: seen([{ ...failed, notAfter: began + 20 * day, failedIssuanceAttempts: 3 }]),
    orders: seen([
      {
        ...order,
        state: "errored",
        reason: `Failed to create Order: 429 ${urn}:rateLimited: too many certificates`,
      },
    ]),
  };

  it("tells of a renewal that failed what is still valid and when it is tried again", () => {
    expect(explainCause(causeOf(walkOf(renewal), now))).toBe(
      `Order shop/web-1-7 was refused: the CA's rate limit is reached: Failed to create Order: 429 ${urn}:rateLimited: ` +
        "too many certificates. The certificate that is there stays valid until 2026-11-21T12:00:00Z. cert-manager " +
        "tries again at 2026-11-01T16:01:00Z, unless it was given another backoff. Wait until the instant that the CA " +
        "names; use a staging directory for tries.",
    );
  });

  it("tells of one below which nothing may be read what the Certificate says itself", () => {
    const parts = {
      certificates: seen([failed]),
      requests: { state: "notLookedAt", why: "forbidden" } as const,
    };
    expect(causeOf(walkOf(parts), now)).toEqual({
      code: "IssuanceFailed",
      object: "Certificate shop/web",
      words: "The certificate request has failed to complete and will be retried",
      retryAt: began + minute + hour,
      todo: "Look at cert-manager's log",
    });
  });

  it("promises neither once both are past", () => {
    const cause = causeOf(walkOf(renewal), began + 30 * day);
    expect([cause.retryAt, cause.stillValidUntil]).toEqual([undefined, undefined]);
  });

  it("tells of an issuance that stands still what cert-manager does", () => {
    expect(explainCause(causeOf(walkOf({ issuer: seen(undefined) }), now))).toBe(
      "ClusterIssuer ca is missing. cert-manager goes on by itself as soon as that is " +
        "mended. Make it, or mend issuerRef.",
    );
  });

  it("tells of a controller that is scaled to zero that it is to be scaled up", () => {
    const [component, namespace, name] = ["controller", "cert-manager", "cert-manager"] as const;
    const deployments = seen([{ component, namespace, name, wanted: 0, available: 0 }]);
    expect(explainCause(causeOf(walkOf({ deployments }), now))).toBe(
      "Deployment cert-manager/cert-manager does not run: it is scaled to zero. cert-manager goes on by itself as " +
        "soon as that is mended. Scale it up again.",
    );
  });
});
