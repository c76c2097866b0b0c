import { describe, expect, it } from "vitest";
import { type IssuerObject, verdictOf } from "../../provider/issuer-readiness/verdict.js";

/** Messages as cert-manager v1.21.2 wrote them into conditions on a real node, shortened. */
const rows: readonly [sentence: string, condition: object | undefined, state: string, final?: boolean][] = [
  ["has said nothing", undefined, "unseen"],
  [
    "has said something of the generation before",
    ready("True", "ACMEAccountRegistered", "registered", 1),
    "unseen",
  ],
  ["is ready as it is written now", ready("True", "ACMEAccountRegistered", "registered"), "ready"],
  [
    "cannot reach the ACME server, and tries again",
    ready(
      "False",
      "ErrRegisterACMEAccount",
      'Failed to register ACME account: Get "https://10.88.0.1:1/dir": dial tcp 10.88.0.1:1: connect: connection refused',
    ),
    "failing",
    false,
  ],
  [
    "is refused by the ACME server",
    ready(
      "False",
      "ErrRegisterACMEAccount",
      "Failed to register ACME account: 400 urn:ietf:params:acme:error:invalidContact: contact is invalid",
    ),
    "failing",
    true,
  ],
  [
    "is told by the ACME server to come later",
    ready(
      "False",
      "ErrRegisterACMEAccount",
      "Failed to register ACME account: 503 urn:ietf:params:acme:error:serverInternal: busy",
    ),
    "failing",
    false,
  ],
  [
    "waits for the Secret of a CA",
    ready("False", "ErrGetKeyPair", 'Error getting keypair for CA issuer: secrets "root-ca" not found'),
    "failing",
    false,
  ],
  [
    "has a certificate that is no CA",
    ready("False", "ErrInvalidKeyPair", "Error getting keypair for CA issuer: certificate is not a CA"),
    "failing",
    true,
  ],
];

function ready(status: string, reason: string, message: string, observedGeneration = 2): object {
  return { type: "Ready", status, reason, message, observedGeneration };
}

describe("an Issuer of which cert-manager", () => {
  it.each(rows)("%s", (_sentence, condition, state, final) => {
    const issuer = {
      metadata: { name: "le", uid: "u", resourceVersion: "1", generation: 2 },
      status: { conditions: condition === undefined ? [] : [condition] },
    } as IssuerObject;
    const verdict = verdictOf(issuer);
    expect(verdict.state).toBe(state);
    expect(verdict.state === "failing" ? verdict.final : undefined).toBe(final);
  });
});
