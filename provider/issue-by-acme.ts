import { createHash } from "node:crypto";
import { setMaxListeners } from "node:events";
import { type Provers, prove } from "./acme/authorizations.js";
import type { AcmeClient } from "./acme/client.js";
import type { KeptOrder } from "./acme/kept-order.js";
import { fulfil, InvalidOrder, type Order, type OrderWishes, placeOrder, refusals } from "./acme/order.js";
import { AcmeProblem, type Identifier } from "./acme/problem.js";
import { certificateId } from "./acme/renewal-info.js";
import { type AccountUse, accountNotes, connect, credentialsFor } from "./acme-account.js";
import { explainRefusal } from "./acme-refusal.js";
import { issuedBefore, type Noted } from "./decision/acme-warnings.js";
import { CertificateError } from "./errors.js";
import { OrderKeeper, refuseHaste } from "./order-keeper.js";
import type { AcmeNotes } from "./record/acme-notes.js";
import { solversOf } from "./solvers.js";
import type { AcmeSpec, DirectorySpec } from "./spec/acme-spec.js";
import type { CertificateSpec } from "./spec/certificate-spec.js";
import type { Instant } from "./spec/instant.js";
import { requested } from "./spec/requested.js";
import type { Store } from "./store/port.js";
import { warnOfCaa } from "./warn-of-caa.js";
import { Link } from "./x509/chain.js";
import { readPublicKey } from "./x509/public-key.js";
import { splitChain } from "./x509/read-certificate.js";
import { formKey, requestFor } from "./x509/subject-key.js";

export interface AcmeIssuance {
  readonly spec: CertificateSpec;
  readonly acme: AcmeSpec;
  readonly store: Store;
  readonly owner: string;
  readonly now: () => Instant;
  /** A private key, made when an order is begun; one that is gone on with has its own. Empty where it is the user's. */
  readonly privateKey: () => Promise<string>;
  /** What stands there now, and what the CA said of it. */
  readonly before?: Noted | undefined;
  readonly report: (severity: "info" | "warning", line: string) => Promise<void>;
}

export interface AcmeIssued {
  /** Leaf first; CAs send no root. */
  readonly certificatePem: string;
  readonly issuerKeyHash: string;
  readonly privateKeyPem: string;
  readonly notes: AcmeNotes;
  /** To be called when all of it is written, or is of no use: nothing of the order is kept any longer. */
  readonly settled: () => Promise<void>;
}

/**
 * A certificate from an ACME CA. The order and its key are kept from the moment that the order's URL is known, so that
 * another process goes on with it; nothing is finalised that is not kept.
 */
export async function issueByAcme(issuance: AcmeIssuance): Promise<AcmeIssued> {
  const { spec, acme, store, owner, now } = issuance;
  const keeper = await OrderKeeper.open(store, spec, owner);
  const specification = hashOf(spec, acme);
  const kept = keeper.keptFor(specification);
  refuseHaste(`certificate ${spec.namespace}/${spec.secretName}`, kept, now());
  const signal = AbortSignal.timeout(spec.timeout);
  // One for each name that is waited for.
  setMaxListeners(0, signal);
  const order = { issuance, keeper, specification, kept, signal };
  try {
    return await issue(order);
  } catch (error) {
    throw await explainRefusal(error, order);
  }
}

/** One certificate on its way. */
export interface OnOrder {
  readonly issuance: AcmeIssuance;
  readonly keeper: OrderKeeper;
  readonly specification: string;
  /** What an earlier process left of the same. */
  readonly kept: KeptOrder | undefined;
  readonly signal: AbortSignal;
}

async function issue(order: OnOrder): Promise<AcmeIssued> {
  const { issuance, kept, keeper } = order;
  const client = await connect(useOf(issuance), issuance.acme);
  const { rehearse } = issuance.acme;
  // One whose certificate is recorded was left by a process that was killed before it could drop it.
  const isWritten = kept?.order?.url === issuance.before?.notes?.orderUrl;
  const isAlive = kept?.order !== undefined && !isWritten && kept.order.expires > issuance.now();
  if (!isAlive && issuance.before === undefined && rehearse !== undefined) await rehearseAt(rehearse, order);
  const begun = isAlive ? kept.order : await begin(client, order);
  const certificatePem = await conclude(client, begun, order).catch(async (error: unknown) => {
    // Given up by the CA since it was left, or forgotten: it is no reason to fail now.
    if (!isAlive || !(error instanceof InvalidOrder || isUnknown(error))) throw error;
    const again = await begin(client, order);
    return await conclude(client, again, order);
  });
  const { privateKeyPem, url } = keeper.keptFor(order.specification)?.order ?? begun;
  const issued = [...issuedBefore(issuance.spec, issuance.before), issuance.now()];
  return {
    certificatePem,
    issuerKeyHash: issuerKeyHashIn(certificatePem),
    privateKeyPem: formKey(issuance.spec, privateKeyPem),
    notes: { ...accountNotes(client, issuance.acme), orderUrl: url, issued },
    settled: () => keeper.drop(),
  };
}

function useOf({ spec, store, owner, now }: AcmeIssuance): AccountUse {
  return { namespace: spec.namespace, store, owner, now };
}

function isUnknown(error: unknown): boolean {
  return error instanceof AcmeProblem && (error.status === 404 || error.is("unauthorized"));
}

type Begun = NonNullable<KeptOrder["order"]> & {
  readonly placed?: Order;
  /** Ends when CAA records have been warned of. */
  readonly caa?: Promise<void>;
};

/**
 * Proves the names to another directory first, by an account of its own; nothing is finalised there. What fails here
 * costs no attempt where they are counted.
 */
async function rehearseAt(directory: DirectorySpec, order: OnOrder): Promise<void> {
  const { issuance, signal } = order;
  const { spec, now } = issuance;
  const { externalAccountBinding: _, caBundle: __, ...acme } = issuance.acme;
  const client = await connect(useOf(issuance), { ...acme, ...directory, accountKey: ownKey });
  const { order: placed } = await placeOrder(client, { identifiers: identifiersOf(spec) }, now());
  const proven = await prove(client, placed.authorizations, proversFor(issuance), { now, signal });
  const refused = refusals(proven);
  if (refused === "") return;
  throw new CertificateError(
    `the rehearsal at ${new URL(directory.server).host} failed: ${refused}`,
    "Nothing was ordered",
    "Mend that and run pulumi up again",
  );
}

const ownKey = { kind: "secret", key: "tls.key", generate: true } as const;

/** Places an order and keeps it, with its key: from here on no other is placed for the same. */
async function begin(client: AcmeClient, order: OnOrder): Promise<Begun> {
  const { issuance, keeper, specification, kept } = order;
  // Beside the order: a resolver that is slow to say that there is none holds up nothing.
  const caa = warnOfCaa(client, issuance);
  const wishes = wishesOf(issuance, client);
  const [privateKeyPem, placed] = await Promise.all([
    issuance.privateKey(),
    placeOrder(client, wishes, issuance.now()),
  ]);
  const begun = { url: placed.url, expires: placed.expires, privateKeyPem };
  await keeper.keep({ specification, failures: kept?.failures ?? 0, order: begun });
  return { ...begun, placed: placed.order, caa };
}

function wishesOf({ spec, acme, before }: AcmeIssuance, { directory, account }: AcmeClient): OrderWishes {
  const { dnsNames = [], ipAddresses = [] } = before?.certificate ?? {};
  const replaced = [...dnsNames, ...ipAddresses];
  // An order that has no name in common with it replaces nothing (RFC 9773, section 5), and a CA may refuse it.
  const isKin = [...spec.dnsNames, ...spec.ipAddresses].some((name) => replaced.includes(name));
  const isKnown = isKin && directory.renewalInfo !== undefined && before?.notes?.account === account;
  return {
    identifiers: identifiersOf(spec),
    profile: acme.profile,
    replaces: isKnown && before !== undefined ? certificateId(before.certificate) : undefined,
  };
}

function identifiersOf({ dnsNames, ipAddresses }: CertificateSpec): Identifier[] {
  return [
    ...dnsNames.map((value) => ({ type: "dns", value })),
    ...ipAddresses.map((value) => ({ type: "ip", value })),
  ];
}

function proversFor({ spec, acme, owner, store, report }: AcmeIssuance): Provers {
  return { solverFor: solversOf(spec, acme.solvers, owner, credentialsFor(spec, store)), report };
}

async function conclude(
  client: AcmeClient,
  { url, privateKeyPem, placed, caa }: Begun,
  order: OnOrder,
): Promise<string> {
  const { spec, acme, now } = order.issuance;
  return await fulfil(client, url, {
    placed,
    csr: () => requestFor(spec, privateKeyPem),
    provers: proversFor(order.issuance),
    preferredChain: acme.preferredChain,
    patience: { now, signal: order.signal },
  }).catch(async (error: unknown) => {
    await caa; // which may be why
    throw error;
  });
}

function hashOf(spec: CertificateSpec, { server }: AcmeSpec): string {
  const fields = Object.entries(requested(spec)).sort(([one], [other]) => (one < other ? -1 : 1));
  return createHash("sha256")
    .update(JSON.stringify([server, fields]))
    .digest("hex");
}

/** By the certificate above the leaf; a CA that sends none is known by nothing but its name. */
function issuerKeyHashIn(chain: string): string {
  const [, issuer] = splitChain(chain);
  return issuer === undefined ? "" : readPublicKey(new Link(issuer).parts.subjectPublicKeyInfo).hash;
}
