import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { causeOf } from "../../provider/cert-manager/diagnosis/cause-of.js";
import { explainCause } from "../../provider/cert-manager/diagnosis/explain-cause.js";
import type { Walk } from "../../provider/cert-manager/diagnosis/walk.js";

const folder = join(__dirname, "diagnosis-recorded");
const walk = (name: string) => JSON.parse(readFileSync(join(folder, `${name}.json`), "utf8")) as Walk;

/** What `gather` answered on a real cluster with cert-manager 1.21.2 -> the paragraph. */
const rows = {
  begun:
    "Certificate diag-walks/no-solver is being issued: Issuing certificate as Secret does not exist. Wait; if it stays " +
    "so, look at cert-manager's log.",
  "ca-missing":
    'Issuer diag-walks/no-ca is not ready: ErrGetKeyPair: Error getting keypair for CA issuer: secrets "nowhere" not ' +
    "found. cert-manager goes on by itself as soon as that is mended. See that the Secret that ca.secretName names is " +
    "there (a ClusterIssuer's in cert-manager's own namespace) with a certificate and its key in PEM, and run pulumi up " +
    "again.",
  "issuer-missing":
    "Issuer diag-walks/nobody is missing. cert-manager goes on by itself as soon as that is " +
    "mended. Make it, or mend issuerRef.",
  "no-directory":
    "Issuer diag-walks/no-directory is not ready: ErrRegisterACMEAccount: Failed to register ACME account: the ACME " +
    "server returned an HTTP 404 response which is not an RFC 8555 problem document; the response body has been omitted " +
    "and can be found in the cert-manager logs. cert-manager goes on by itself as soon as that is mended. See that " +
    "acme.server, email, caBundle and externalAccountBinding are what the CA expects, and run pulumi up again.",
  shared:
    "Certificate diag-walks/shared is passed by: Certificate diag-walks/ready owns the Secret ready, which both name. " +
    "cert-manager does not issue it before the Secret is its own. Give one of the two another secretName.",
  "webhook-unreachable":
    "Certificate diag-walks/ready got no CertificateRequest, for the API server cannot call cert-manager's webhook: Failed " +
    'to create CertificateRequest: Internal error occurred: failed calling webhook "webhook.cert-manager.io": failed to ' +
    'call webhook: Post "https://cert-manager-webhook.cert-manager.svc:443/mutate?timeout=30s": dial tcp 10.88.0.45:9: ' +
    "connect: connection refused. cert-manager keeps trying. See that the webhook's Pods run and that its Service leads " +
    "to them.",
};

describe("walks recorded on a real cluster", () => {
  it.each(Object.entries(rows))("%s", (name, paragraph) => {
    expect(explainCause(causeOf(walk(name), Date.parse("2026-11-23T22:00:00Z")))).toBe(paragraph);
  });

  it("have a row each", () => {
    expect(Object.keys(rows).sort()).toEqual(
      readdirSync(folder)
        .map((file) => file.replace(".json", ""))
        .sort(),
    );
  });
});
