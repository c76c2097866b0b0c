import { createHash } from "node:crypto";
import { openAccount } from "./acme/account.js";
import { accountKey } from "./acme/account-key.js";
import { AcmeClient } from "./acme/client.js";
import type { KeptOrder } from "./acme/kept-order.js";
import { fulfil, InvalidOrder, type Order, type OrderWishes, placeOrder } from "./acme/order.js";
import { AcmeProblem } from "./acme/problem.js";
import { certificateId } from "./acme/renewal-info.js";
import { Transport } from "./acme/transport.js";
import { explainRefusal } from "./acme-refusal.js";
import { credentialAccess } from "./credential.js";
import { OrderKeeper, refuseHaste } from "./order-keeper.js";
import type { AcmeNotes } from "./record/acme-notes.js";
import type { CertificateFacts } from "./record/certificate-facts.js";
import { solversOf } from "./solvers.js";
import type { AcmeSpec, DirectorySpec } from "./spec/acme-spec.js";
import type { CertificateSpec } from "./spec/certificate-spec.js";
import type { Instant } from "./spec/instant.js";
import { requested } from "./spec/requested.js";
import type { Store } from "./store/port.js";
import { buildRequest } from "./x509/build-request.js";
import { Link } from "./x509/chain.js";
import { formatPrivateKey, readPrivateKey } from "./x509/key-pair.js";
import { readPublicKey } from "./x509/public-key.js";
import { splitChain } from "./x509/read-certificate.js";

export interface AcmeIssuance {
  readonly spec: CertificateSpec;
  readonly acme: AcmeSpec;
  readonly store: Store;
  readonly owner: string;
  readonly now: () => Instant;
  /** A private key, made when an order is begun; one that is gone on with has its own. */
  readonly privateKey: () => Promise<string>;
  /** What stands there now, and what the CA said of it. */
  readonly before?:
    | { readonly certificate: CertificateFacts; readonly notes?: AcmeNotes | undefined }
    | undefined;
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
  const order = { issuance, keeper, specification, kept, signal: AbortSignal.timeout(spec.timeout) };
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
  const client = await connect(issuance, issuance.acme);
  const isAlive = kept?.order !== undefined && kept.order.expires > issuance.now();
  const begun = isAlive ? kept.order : await begin(client, order);
  const certificatePem = await conclude(client, begun, order).catch(async (error: unknown) => {
    // Given up by the CA since it was left, or forgotten: it is no reason to fail now.
    if (!isAlive || !(error instanceof InvalidOrder || isUnknown(error))) throw error;
    const again = await begin(client, order);
    return await conclude(client, again, order);
  });
  const { privateKeyPem, url } = keeper.keptFor(order.specification)?.order ?? begun;
  const issued = [...(issuance.before?.notes?.issued ?? []), issuance.now()];
  return {
    certificatePem,
    issuerKeyHash: issuerKeyHashIn(certificatePem),
    privateKeyPem: formatPrivateKey(readPrivateKey(privateKeyPem), issuance.spec.privateKey.encoding),
    notes: { account: client.account, orderUrl: url, issued },
    settled: () => keeper.drop(),
  };
}

function isUnknown(error: unknown): boolean {
  return error instanceof AcmeProblem && (error.status === 404 || error.is("unauthorized"));
}

type Begun = NonNullable<KeptOrder["order"]> & { readonly placed?: Order };

/** Places an order and keeps it, with its key: from here on no other is placed for the same. */
async function begin(client: AcmeClient, order: OnOrder): Promise<Begun> {
  const { issuance, keeper, specification, kept } = order;
  const [privateKeyPem, placed] = await Promise.all([
    issuance.privateKey(),
    placeOrder(client, wishesOf(issuance, client), issuance.now()),
  ]);
  const begun = { url: placed.url, expires: placed.expires, privateKeyPem };
  await keeper.keep({ specification, failures: kept?.failures ?? 0, order: begun });
  return { ...begun, placed: placed.order };
}

function wishesOf({ spec, acme, before }: AcmeIssuance, { directory, account }: AcmeClient): OrderWishes {
  const isKnown = directory.renewalInfo !== undefined && before?.notes?.account === account;
  return {
    identifiers: [
      ...spec.dnsNames.map((value) => ({ type: "dns", value })),
      ...spec.ipAddresses.map((value) => ({ type: "ip", value })),
    ],
    profile: acme.profile,
    replaces: isKnown ? certificateId(before.certificate) : undefined,
  };
}

async function conclude(
  client: AcmeClient,
  { url, privateKeyPem, placed }: Begun,
  order: OnOrder,
): Promise<string> {
  const { spec, acme, owner, store, now, report } = order.issuance;
  const credentials = credentialsFor(spec, store);
  return await fulfil(client, url, {
    placed,
    csr: () => buildRequest(spec, readPrivateKey(privateKeyPem)),
    provers: { solverFor: solversOf(spec, acme.solvers, owner, credentials), report },
    preferredChain: acme.preferredChain,
    patience: { now, signal: order.signal },
  });
}

/** One connection for each account in the life of a process: its nonces serve all certificates. */
const connections = new Map<string, Promise<AcmeClient>>();

async function connect({ spec, acme, store, owner, now }: AcmeIssuance, directory: DirectorySpec) {
  const place = { store, namespace: spec.namespace, owner, credentials: credentialsFor(spec, store) };
  const key = JSON.stringify([store.name, spec.namespace, directory, acme.accountKey, acme.email]);
  const known = connections.get(key);
  if (known !== undefined) return await known;
  const opened = open(acme, directory, place, now);
  connections.set(key, opened);
  opened.catch(() => connections.delete(key));
  return await opened;
}

async function open(
  acme: AcmeSpec,
  { server, caBundle }: DirectorySpec,
  place: Parameters<typeof accountKey>[2],
  now: () => Instant,
): Promise<AcmeClient> {
  const { email, externalAccountBinding: binding } = acme;
  const privateKeyPem = await accountKey(acme.accountKey, server, place);
  const transport = new Transport({ ca: caBundle });
  const client = await AcmeClient.open({ server, transport, privateKeyPem, now });
  const key = binding === undefined ? undefined : await place.credentials.read(binding.key);
  await openAccount(client, {
    email,
    binding: binding === undefined || key === undefined ? undefined : { ...binding, key },
  });
  return client;
}

function credentialsFor(spec: CertificateSpec, store: Store) {
  return credentialAccess({ store, namespace: spec.namespace, environment: process.env });
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
