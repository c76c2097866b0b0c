import { acmeVerdicts, type Verdict } from "./acme-verdicts.js";
import type { CauseCode } from "./cause.js";

const byItself = "cert-manager goes on by itself as soon as that is mended";
const keepsTrying = "cert-manager keeps trying";
const waits = "cert-manager waits";

/** What each cause means to a person. */
export const verdicts: Readonly<Record<CauseCode, Verdict>> = {
  NotLookedAt: { what: "cannot be looked at", todo: "Let whoever runs Pulumi read cert-manager's objects" },
  CertificateMissing: { what: "does not exist", todo: "Run pulumi up" },
  Ready: { what: "is ready", todo: "Nothing is to be done" },
  SecretShared: {
    what: "is passed by",
    next: "cert-manager does not issue it before the Secret is its own",
    todo: "Give one of the two another secretName",
  },
  ControllerNotAvailable: { what: "does not run", next: byItself, todo: "Look at its Pods" },
  WebhookNotAvailable: {
    what: "does not run, so that nothing can be written",
    next: byItself,
    todo: "Look at its Pods",
  },
  NotSeenYet: { what: "waits", todo: "See that cert-manager's controller runs, and look at its log" },
  CannotRegenerateKey: {
    what: "needs another private key and may not have one",
    next: waits,
    todo: "Set privateKey.rotationPolicy to Always, or leave algorithm and size as they were",
  },
  KeystorePasswordSecretNotFound: {
    what: "cannot write its keystore",
    next: keepsTrying,
    todo: "Make the Secret that keystores names",
  },
  WebhookUnreachable: {
    what: "got no CertificateRequest, for the API server cannot call cert-manager's webhook",
    next: keepsTrying,
    todo: "See that the webhook's Pods run and that its Service leads to them",
  },
  RequestNotCreated: {
    what: "got no CertificateRequest",
    next: keepsTrying,
    todo: "Mend what refuses it, such as a policy or a quota",
  },
  IssuerMissing: { what: "is missing", next: byItself, todo: "Make it, or mend issuerRef" },
  IssuerNotReady: { what: "is not ready", next: byItself, todo: "Mend what it says" },
  Denied: { what: "was denied by an approver", todo: "Ask for what the policy allows, or change the policy" },
  InvalidRequest: { what: "is invalid", todo: "Mend the field that it names" },
  NotApproved: {
    what: "is not approved",
    next: waits,
    todo: "See that an approver runs and may approve that signer (approveSignerNames, or a CertificateRequestPolicy)",
  },
  RequestFailed: { what: "failed", todo: "Mend what it says" },
  RequestPending: { what: "is pending", next: keepsTrying, todo: "Mend what it says" },
  OrderErrored: { what: "was refused by the CA", todo: "Mend what the CA says" },
  OrderInvalid: {
    what: "is invalid, and nothing is left that says why",
    todo: "Look at the events of its Challenges when it is tried again",
  },
  OrderExpired: { what: "expired", todo: "See what kept its Challenges when it is tried again" },
  OrderNotPlaced: {
    what: "is not placed: the CA has not taken it yet",
    next: keepsTrying,
    todo: "See that cert-manager can reach the CA; its log has the reason",
  },
  NoSolver: {
    what: "has a name that no solver fits",
    next: "cert-manager looks again when the issuer changes",
    todo: "Give acme.solvers a solver whose selector fits every name; wildcards need dns01",
  },
  NoChallenges: {
    what: "stands still",
    next: "cert-manager looks again when the issuer changes",
    todo: "See that a solver of the issuer fits every name; wildcards need dns01",
  },
  ChallengeInvalid: { what: "failed", todo: "Mend what the CA says" },
  ChallengeErrored: { what: "failed", todo: "Mend what it says" },
  ChallengeExpired: {
    what: "expired before the CA could check it",
    todo: "See what kept it when it is tried again",
  },
  NotPresented: {
    what: "is not presented",
    next: keepsTrying,
    todo: "See that the solver's credentials, zone and server are right, and that a webhook of it is installed",
  },
  SolverRefused: {
    what: "is refused by the cluster",
    next: keepsTrying,
    todo: "Raise the quota or let the policy pass cert-manager's solver, or give the solver a podTemplate that they pass",
  },
  SolverPodNotReady: {
    what: "does not run",
    next: keepsTrying,
    todo: "See that a node takes the solver's Pod and can pull its image (acmesolver.image of the chart, podTemplate of the solver)",
  },
  IngressClassMissing: {
    what: "is served by nobody",
    next: keepsTrying,
    todo: "Set http01.ingress.ingressClassName to the class of the ingress controller that the name leads to",
  },
  SelfCheck: {
    what: "is presented, but cert-manager does not see it",
    next: keepsTrying,
    todo: "See that the name leads to this cluster's ingress (HTTP-01), or that cert-manager's name servers know the record (DNS-01)",
  },
  Queued: {
    what: "waits for others",
    next: "cert-manager takes it next",
    todo: "Wait, or see what keeps the other one",
  },
  ChallengePending: {
    what: "is pending",
    next: waits,
    todo: "Wait; if it stays so, look at cert-manager's log",
  },
  ...acmeVerdicts,
  IssuanceFailed: { what: "was not issued", todo: "Look at cert-manager's log" },
  NotReady: { what: "is not ready", todo: "Wait; if it stays so, look at cert-manager's log" },
  InProgress: { what: "is being issued", todo: "Wait; if it stays so, look at cert-manager's log" },
};
