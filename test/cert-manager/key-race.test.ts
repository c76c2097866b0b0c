import { describe, expect, it } from "vitest";
import type { CertificateObject, Condition } from "../../provider/cert-manager/objects.js";
import { controllerSeen } from "../../provider/cert-manager/seen.js";
import { parseInstant } from "../../provider/spec/instant.js";

const failedAt = "2026-11-01T00:00:00Z";
const race =
  "The certificate request has failed to complete and will be retried: Error generating certificate template: CSR not signed by referenced private key";

function failed(issuing: Partial<Condition>, failedIssuanceAttempts = 1): CertificateObject {
  return {
    metadata: { name: "web-tls", uid: "1", resourceVersion: "1", generation: 1 },
    spec: { secretName: "web-tls" },
    status: {
      lastFailureTime: failedAt,
      failedIssuanceAttempts,
      conditions: [{ type: "Issuing", status: "False", ...issuing }],
    },
  } as CertificateObject;
}

describe("what cert-manager failed at last", () => {
  const since = parseInstant(failedAt)!;
  const hours = (count: number) => since + count * 3_600_000;

  it.each([
    ["is tried again after an hour", failed({ message: "no" }), { message: "no", retryAt: hours(1) }],
    ["is tried again later each time", failed({ message: "no" }, 3), { message: "no", retryAt: hours(4) }],
    [
      "is tried again after 32 hours at most",
      failed({ message: "no" }, 40),
      { message: "no", retryAt: hours(32) },
    ],
    [
      "is tried again although it says nothing",
      failed({}),
      { message: "it did not say why", retryAt: hours(1) },
    ],
    [
      "is told of while it is tried again",
      failed({ status: "True", message: race }),
      { message: race, retryAt: hours(1) },
    ],
  ])("%s", (_, object, wanted) => {
    const failure = { since, ...wanted };
    expect(controllerSeen(object, 1)).toEqual({ state: "present", edited: false, failure });
  });

  it("is nothing to wait for where its own keys were in each other's way", () => {
    expect(controllerSeen(failed({ message: race }), 1)).toEqual({ state: "present", edited: false });
  });
});
