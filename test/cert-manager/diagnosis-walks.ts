import type { Cause } from "../../provider/cert-manager/diagnosis/cause.js";
import { causeOf } from "../../provider/cert-manager/diagnosis/cause-of.js";
import type {
  CertificateSeen,
  ChallengeSeen,
  Condition,
  EventSeen,
  OrderSeen,
  RequestSeen,
  Walk,
} from "../../provider/cert-manager/diagnosis/walk.js";

const minute = 60_000;
/** When the Certificate of these walks began to be issued. */
export const began = Date.parse("2026-11-01T12:00:00Z");

export const now = began + 2 * minute;

/** What is seen otherwise -> the code, the object and its words. */
export type Row = readonly [
  sentence: string,
  parts: Partial<Walk>,
  code: string,
  object: string,
  words: string,
];

/** The cause without what follows from it. */
export function foundIn(parts: Partial<Walk>): Omit<Cause, "todo"> {
  const { todo: _, ...found } = causeOf(walkOf(parts), now);
  return found;
}

export const seen = <T>(found: T) => ({ state: "seen", found }) as const;

export function condition(type: string, status: string, reason: string, message: string): Condition {
  return { type, status, reason, message, observedGeneration: 1, lastTransitionTime: began };
}

export const certificate: CertificateSeen = {
  name: "web",
  uid: "certificate",
  generation: 1,
  created: began,
  secretName: "web-tls",
  issuerRef: { name: "ca", kind: "ClusterIssuer", group: "cert-manager.io" },
  conditions: [
    condition("Ready", "False", "DoesNotExist", "Issuing certificate as Secret does not exist"),
    condition("Issuing", "True", "DoesNotExist", "Issuing certificate as Secret does not exist"),
  ],
  revision: 0,
};

/** The Certificate after its first attempt has failed. */
export const failed: CertificateSeen = {
  ...certificate,
  conditions: [
    condition("Ready", "False", "DoesNotExist", "Issuing certificate as Secret does not exist"),
    condition(
      "Issuing",
      "False",
      "Failed",
      "The certificate request has failed to complete and will be retried",
    ),
  ],
  lastFailureTime: began + minute,
  failedIssuanceAttempts: 1,
};

const approved = condition("Approved", "True", "cert-manager.io", "Certificate request has been approved");

export const request: RequestSeen = {
  name: "web-1",
  uid: "request",
  created: began,
  revision: 1,
  conditions: [
    approved,
    condition(
      "Ready",
      "False",
      "Pending",
      'Waiting on certificate issuance from order shop/web-1-7: "pending"',
    ),
  ],
};

export const order: OrderSeen = {
  name: "web-1-7",
  uid: "order",
  owner: "request",
  state: "pending",
  reason: "",
  placed: true,
};

export const challenge: ChallengeSeen = {
  name: "web-1-7-9",
  uid: "challenge",
  owner: "order",
  dnsName: "web.example.test",
  type: "HTTP-01",
  wildcard: false,
  state: "pending",
  reason: "",
  processing: true,
  presented: true,
};

export function event(about: string, reason: string, message: string): EventSeen {
  return { about, reason, message, last: began + minute };
}

/** A walk down to one Challenge that the CA has not looked at yet, with parts replaced. */
export function walkOf(parts: Partial<Walk> = {}): Walk {
  return {
    namespace: "shop",
    name: "web",
    certificates: seen([certificate]),
    secretOwner: { state: "notLookedAt", why: "notAsked" },
    issuer: seen({ conditions: [condition("Ready", "True", "ACMEAccountRegistered", "")] }),
    requests: seen([request]),
    orders: seen([order]),
    challenges: seen([challenge]),
    events: seen([]),
    solverPods: seen([]),
    solverIngresses: seen([]),
    ingressClasses: seen([]),
    deployments: seen([
      { namespace: "cert-manager", name: "cert-manager", component: "controller", wanted: 1, available: 1 },
      {
        namespace: "cert-manager",
        name: "cert-manager-webhook",
        component: "webhook",
        wanted: 1,
        available: 1,
      },
    ]),
    ...parts,
  };
}
