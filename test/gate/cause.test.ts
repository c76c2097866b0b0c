import { describe, expect, it } from "vitest";
import { type Cause, causeOf } from "../../provider/gate/cause.js";
import type { Observation } from "../../provider/gate/observation.js";
import recorded from "./observations.json";

type Name = keyof typeof recorded;

/** Looks at a real node with cert-manager v1.21.2, each recorded while what its name says was so. */
const rows: readonly [name: Name, code: Cause["code"] | undefined, text: string | RegExp, final?: true][] = [
  ["everything works", undefined, ""],
  ["the API server does not answer", "Unreachable", /^the API server does not answer: .*connection refused/],
  ["the namespace is not there", "NamespaceMissing", "namespace cert-manager does not exist"],
  [
    "the CRDs are not there",
    "CrdMissing",
    /^the API does not serve certificates\.cert-manager\.io, .*: the CRD is missing or not Established$/,
  ],
  [
    "the identity may not create CertificateRequests",
    "Forbidden",
    /User "nobody" cannot create resource "certificaterequests"/,
    true,
  ],
  [
    "the chart's objects are not there yet",
    "WebhookMissing",
    "there is no webhook Deployment in namespace cert-manager",
  ],
  [
    "no Pod of the webhook is ready",
    "NoEndpoints",
    "the webhook's Service has no endpoints: no Pod of it is ready yet",
  ],
  [
    "the webhook is scaled to zero",
    "ScaledToZero",
    "webhook Deployment cert-manager-webhook is scaled to zero",
  ],
  [
    "an upgrade names an image that is not there",
    "PodTrouble",
    /^Pod cert-manager-webhook-\S+: ErrImagePull: failed to pull and unpack image "quay\.io/,
  ],
  [
    "no node takes the webhook's Pod",
    "PodTrouble",
    /^Pod cert-manager-webhook-\S+: Unschedulable: 0\/1 nodes are available/,
  ],
  [
    "nothing listens behind the webhook's Service",
    "ConnectionRefused",
    "the webhook refuses connections: it is not listening yet",
  ],
  [
    "the cainjector waits for the lease of a dead one",
    "CaNotInjected",
    "the cainjector has not filled caBundle of MutatingWebhookConfiguration and ValidatingWebhookConfiguration; " +
      "it waits for the lease kube-system/cert-manager-cainjector-leader-election of cert-manager-cainjector-784846b495-drxmc, which is gone; the lease runs out at about 2026-11-23T21:52:14Z",
  ],
  [
    "the cainjector is scaled to zero",
    "CainjectorScaledToZero",
    "the cainjector has not filled caBundle of MutatingWebhookConfiguration and ValidatingWebhookConfiguration; the cainjector is scaled to zero",
  ],
  [
    "the API server trusts another CA",
    "CainjectorScaledToZero",
    "the API server does not trust the webhook's certificate (x509: certificate signed by unknown authority); the cainjector is scaled to zero",
  ],
];

describe("the cause when", () => {
  it.each(rows)("%s", (name, code, text, final) => {
    const cause = causeOfRecorded(name);
    expect([cause?.code, cause?.final]).toEqual([code, final]);
    expect(cause?.text ?? "").toMatch(text instanceof RegExp ? text : new RegExp(`^${escaped(text)}$`));
  });

  it("says so of a lease that has run out and is not taken over yet", () => {
    const { now } = recorded["the cainjector waits for the lease of a dead one"];
    const cause = causeOfRecorded("the cainjector waits for the lease of a dead one", { now: now + 60_000 });
    expect(cause?.text).toContain("which is gone; the lease has run out and is about to be taken over");
  });

  it("a namespace of the same name is another one: another cluster", () => {
    const cause = causeOfRecorded("everything works", { namespaceUid: "of another cluster" });
    expect(cause).toMatchObject({ code: "WrongCluster", final: true });
  });

  const working = recorded["everything works"].observation as Observation;
  const otherwise: readonly [sentence: string, change: Partial<Observation>, code: Cause["code"]][] = [
    [
      "the mutating webhook is passed by",
      { valid: { status: 201, message: "", identified: false } },
      "NotMutated",
    ],
    [
      "the mutating webhook is passed by, and the validating one misses the username",
      {
        valid: {
          status: 403,
          message:
            'admission webhook "webhook.cert-manager.io" denied the request: [spec.username: Forbidden: username identity must be that of the requester, spec.groups: Forbidden: groups identity must be that of the requester]',
          identified: false,
        },
      },
      "NotMutated",
    ],
    [
      "the validating webhook is passed by",
      { malformed: { status: 201, message: "", identified: true } },
      "NotValidated",
    ],
    [
      "a schema refuses in the webhook's place",
      { malformed: { status: 422, message: "spec.request: Required value", identified: false } },
      "Refused",
    ],
    [
      "a policy refuses what is valid",
      {
        valid: {
          status: 403,
          message: 'admission webhook "policy.example.com" denied the request: no',
          identified: false,
        },
      },
      "Refused",
    ],
    [
      "an old template still serves",
      { deployments: [{ name: "cert-manager-webhook", component: "webhook", wanted: 3, available: 2 }] },
      "RollingOut",
    ],
    [
      "a quota lets no Pod be made",
      {
        deployments: [
          {
            name: "cert-manager-webhook",
            component: "webhook",
            wanted: 1,
            available: 0,
            failure: "exceeded quota",
          },
        ],
      },
      "PodsMissing",
    ],
    ["the namespace is on its way out", { namespace: { state: "terminating" } }, "NamespaceTerminating"],
    [
      "the control plane cannot reach the Pod",
      {
        valid: {
          status: 500,
          message:
            'Internal error occurred: failed calling webhook "webhook.cert-manager.io": context deadline exceeded',
          identified: false,
        },
      },
      "WebhookUnreachable",
    ],
  ];
  it.each(otherwise)("%s", (_sentence, change, code) => {
    expect(causeOf({ ...working, ...change }, { namespace: "cert-manager", now: 0 })?.code).toBe(code);
  });
});

function causeOfRecorded(
  name: Name,
  changes: { now?: number; namespaceUid?: string } = {},
): Cause | undefined {
  const { observation, now } = recorded[name];
  return causeOf(observation as Observation, { namespace: "cert-manager", now, ...changes });
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
