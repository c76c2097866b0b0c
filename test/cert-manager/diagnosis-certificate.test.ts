import { describe, expect, it } from "vitest";
import type { CertificateSeen } from "../../provider/cert-manager/diagnosis/walk.js";
import { began, certificate, condition, event, foundIn, type Row, seen } from "./diagnosis-walks.js";

const unseen = (why: "forbidden" | "notServed" | "unreachable") => ({ state: "notLookedAt", why }) as const;
const certified = (more: Partial<CertificateSeen>) => ({ certificates: seen([{ ...certificate, ...more }]) });
const deployed = (component: string, wanted: number, available: number, namespace = "cert-manager") => ({
  namespace,
  name: component,
  component,
  wanted,
  available,
});

const rows: readonly Row[] = [
  [
    "nobody may list Certificates",
    { certificates: unseen("forbidden") },
    "NotLookedAt",
    "Certificate shop/web",
    "whoever runs Pulumi may not list certificates.cert-manager.io",
  ],
  [
    "cert-manager's CRDs are not there",
    { certificates: unseen("notServed") },
    "NotLookedAt",
    "Certificate shop/web",
    "the cluster does not serve certificates.cert-manager.io",
  ],
  [
    "it is not there",
    { certificates: seen([]) },
    "CertificateMissing",
    "Certificate shop/web",
    "it is not there",
  ],
  [
    "it is ready",
    certified({ conditions: [condition("Ready", "True", "Ready", "Certificate is up to date")] }),
    "Ready",
    "Certificate shop/web",
    "Certificate is up to date",
  ],
  [
    "an older Certificate names the same Secret",
    { certificates: seen([certificate, { ...certificate, name: "api", uid: "other", created: began - 1 }]) },
    "SecretShared",
    "Certificate shop/web",
    "Certificate shop/api owns the Secret web-tls, which both name",
  ],
  [
    "a younger Certificate names the same Secret, and the Secret names it",
    {
      certificates: seen([certificate, { ...certificate, name: "api", uid: "other", created: began + 1 }]),
      secretOwner: seen("api"),
    },
    "SecretShared",
    "Certificate shop/web",
    "Certificate shop/api owns the Secret web-tls, which both name",
  ],
  [
    "a younger Certificate names the same Secret, which is no cause",
    {
      certificates: seen([certificate, { ...certificate, name: "api", uid: "other", created: began + 1 }]),
      secretOwner: seen("gone"),
    },
    "ChallengePending",
    "Challenge shop/web-1-7-9",
    "web.example.test",
  ],
  [
    "the controller is scaled to zero",
    { deployments: seen([deployed("controller", 0, 0), deployed("webhook", 1, 1)]) },
    "ControllerNotAvailable",
    "Deployment cert-manager/controller",
    "it is scaled to zero",
  ],
  [
    "no Pod of the webhook is available",
    { deployments: seen([deployed("controller", 1, 1), deployed("webhook", 2, 0)]) },
    "WebhookNotAvailable",
    "Deployment cert-manager/webhook",
    "0 of 2 Pods are available",
  ],
  [
    "somebody else's webhook is not available, which is no cause",
    { deployments: seen([deployed("controller", 1, 1), deployed("webhook", 1, 0, "theirs")]) },
    "ChallengePending",
    "Challenge shop/web-1-7-9",
    "web.example.test",
  ],
  [
    "its conditions are of an older generation",
    certified({ generation: 2 }),
    "NotSeenYet",
    "Certificate shop/web",
    "cert-manager has not looked at generation 2 of it",
  ],
  [
    "it has no conditions, and there is no controller to be found",
    { ...certified({ conditions: [] }), deployments: seen([]) },
    "NotSeenYet",
    "Certificate shop/web",
    "cert-manager has not looked at generation 1 of it; no controller of cert-manager is to be seen, by the labels of its chart",
  ],
  [
    "its key may not be made anew",
    { events: seen([event("certificate", "CannotRegenerateKey", "User intervention required: ...")]) },
    "CannotRegenerateKey",
    "Certificate shop/web",
    "User intervention required: ...",
  ],
  [
    "the password of its keystore is missing",
    {
      events: seen([
        event(
          "certificate",
          "KeystorePasswordSecretNotFound",
          'PKCS12 keystore password Secret "p" not found',
        ),
      ]),
    },
    "KeystorePasswordSecretNotFound",
    "Certificate shop/web",
    'PKCS12 keystore password Secret "p" not found',
  ],
  [
    "an event is of an earlier attempt, which is no cause",
    { events: seen([{ ...event("certificate", "CannotRegenerateKey", "no"), last: began - 1 }]) },
    "ChallengePending",
    "Challenge shop/web-1-7-9",
    "web.example.test",
  ],
  [
    "the API server cannot call the webhook",
    {
      requests: seen([]),
      events: seen([
        event("certificate", "RequestFailed", 'failed calling webhook "webhook.cert-manager.io": refused'),
      ]),
    },
    "WebhookUnreachable",
    "Certificate shop/web",
    'failed calling webhook "webhook.cert-manager.io": refused',
  ],
  [
    "a quota refuses the CertificateRequest",
    { requests: seen([]), events: seen([event("certificate", "RequestFailed", "exceeded quota: none")]) },
    "RequestNotCreated",
    "Certificate shop/web",
    "exceeded quota: none",
  ],
  [
    "its request is not made yet",
    { requests: seen([]) },
    "InProgress",
    "Certificate shop/web",
    "Issuing certificate as Secret does not exist",
  ],
  [
    "its Secret drifted",
    certified({
      conditions: [condition("Ready", "False", "SecretMismatch", "Existing private key differs")],
      revision: 1,
    }),
    "NotReady",
    "Certificate shop/web",
    "SecretMismatch: Existing private key differs",
  ],
];

describe("what keeps the Certificate itself", () => {
  it.each(rows)("%s", (_, parts, code, object, words) => {
    expect(foundIn(parts)).toEqual({ code, object, words });
  });
});
