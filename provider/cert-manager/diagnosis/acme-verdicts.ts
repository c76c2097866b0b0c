import type { AcmeProblem } from "./acme-problem.js";

/** What a cause means to a person. */
export interface Verdict {
  /** What failed, after the object's name. */
  readonly what: string;
  /** What cert-manager does next, where that is no retry after a failure. */
  readonly next?: string;
  /** What can be done. */
  readonly todo: string;
}

/** Of what a CA says: it says the same of an order and of a challenge. */
export const acmeVerdicts: Readonly<Record<AcmeProblem, Verdict>> = {
  accountDoesNotExist: {
    what: "was refused: the CA does not know the account",
    todo: "Delete the Secret of acme.privateKeySecretRef, so that cert-manager registers anew",
  },
  badCSR: { what: "was refused for its CSR", todo: "Ask for key, names and usages that this CA signs" },
  badPublicKey: {
    what: "was refused for its key",
    todo: "Choose privateKey.algorithm and size that this CA signs",
  },
  caa: { what: "was refused for a CAA record", todo: "Let the CAA record of the name allow this CA" },
  connection: {
    what: "failed: the CA could not connect",
    todo: "Let the name be reached from outside on port 80",
  },
  dns: { what: "failed: the CA could not look the name up", todo: "Mend the name's DNS records" },
  externalAccountRequired: {
    what: "was refused: the CA wants an external account",
    todo: "Set acme.externalAccountBinding on the issuer",
  },
  incorrectResponse: {
    what: "failed: the CA found something else",
    todo: "See what answers under that name",
  },
  invalidProfile: {
    what: "was refused for its profile",
    todo: "Set acme.profile to one that the CA's directory names",
  },
  rateLimited: {
    what: "was refused: the CA's rate limit is reached",
    todo: "Wait until the instant that the CA names; use a staging directory for tries",
  },
  rejectedIdentifier: { what: "was refused for a name", todo: "Ask only for names that this CA issues for" },
  serverInternal: { what: "failed at the CA", todo: "Wait; the CA has a fault" },
  tls: {
    what: "failed: the CA could not finish the TLS handshake",
    todo: "See what answers under that name",
  },
  unauthorized: {
    what: "failed: the CA did not find the proof",
    todo: "See that the name leads where the solver presents: the right ingress (HTTP-01) or zone (DNS-01)",
  },
  unsupportedIdentifier: {
    what: "was refused for a kind of name",
    todo: "Ask only for names that this CA issues for",
  },
  userActionRequired: {
    what: "was refused: the CA wants something of you",
    todo: "Follow the link in its words",
  },
};
