import { type Resource, secrets } from "../../kubernetes/objects.js";
import { type Conceal, concealer } from "./conceal.js";
import { gatherSolver } from "./gather-solver.js";
import { listed, type Reading } from "./listed.js";
import { itemsOf, mapPart, partOf } from "./part.js";
import {
  ownerOf,
  type Raw,
  readCertificate,
  readChallenge,
  readDeployment,
  readEvent,
  readIssuer,
  readOrder,
  readRequest,
  secretOwnerOf,
} from "./read-objects.js";
import type { CertificateSeen, IssuerSeen, Part, Walk } from "./walk.js";

export interface CertificateName {
  readonly namespace: string;
  readonly name: string;
}

const certManager = (plural: string): Resource => ({ apiVersion: "cert-manager.io/v1", plural });
const acme = (plural: string): Resource => ({ apiVersion: "acme.cert-manager.io/v1", plural });
const events: Resource = { apiVersion: "v1", plural: "events" };
const deployments: Resource = { apiVersion: "apps/v1", plural: "deployments" };
/** The labels of every chart since v1.0. */
const components = "app.kubernetes.io/component in (controller,webhook)";
const names = "app.kubernetes.io/name in (cert-manager,webhook)";

/**
 * Everything that may say why this Certificate is not ready: seven requests at once, one or two more that need an
 * answer of the first, and three where an HTTP-01 challenge is presented. What may not be read is a value, and so is a kind that is not served; nothing is thrown.
 */
export async function gather(client: Reading, { namespace, name }: CertificateName): Promise<Walk> {
  const list = (resource: Resource) => listed(client, resource, { namespace });
  // A namespace may hold thousands of events, most of them of Pods.
  const about = (fieldSelector: string) => listed(client, events, { namespace, fieldSelector });
  const [certificates, requests, orders, challenges, ofCertificate, ofAcme, running] = await Promise.all([
    list(certManager("certificates")),
    list(certManager("certificaterequests")),
    list(acme("orders")),
    list(acme("challenges")),
    about(`involvedObject.kind=Certificate,involvedObject.name=${name}`),
    about("involvedObject.apiVersion=acme.cert-manager.io/v1"),
    listed(client, deployments, { labelSelector: `${components},${names}` }),
  ]);
  const conceal = concealer(itemsOf(challenges).flatMap(({ spec }) => [spec?.token, spec?.key]));
  const sharing = mapPart(certificates, (items) => sharingSecret(items, name, conceal));
  const certificate = itemsOf(sharing).find((one) => one.name === name);
  const rest = await Promise.all([
    issuerOf(client, namespace, certificate, conceal),
    ownerOfSecret(client, namespace, itemsOf(sharing)),
  ]);
  const solver = await gatherSolver(client, namespace, presentedByHttp(itemsOf(challenges)), conceal);
  const happened = mapPart(ofCertificate, (items) => [...items, ...itemsOf(ofAcme)]);
  const mine = belonging(certificate?.uid, itemsOf(requests), itemsOf(orders), itemsOf(challenges));
  return {
    namespace,
    name,
    certificates: sharing,
    issuer: rest[0],
    secretOwner: rest[1],
    requests: mapPart(requests, (items) => owned(items, mine).map((item) => readRequest(item, conceal))),
    orders: mapPart(orders, (items) => owned(items, mine).map((item) => readOrder(item, conceal))),
    challenges: mapPart(challenges, (items) =>
      withRivals(items, mine).map((item) => readChallenge(item, conceal)),
    ),
    events: mapPart(happened, (items) =>
      items
        .filter(
          ({ involvedObject: about }) =>
            about?.uid && (about.uid === certificate?.uid || mine.has(about.uid)),
        )
        .map((item) => readEvent(item, conceal)),
    ),
    ...solver,
    deployments: mapPart(running, (items) => items.map(readDeployment)),
  };
}

async function issuerOf(
  client: Reading,
  namespace: string,
  certificate: CertificateSeen | undefined,
  conceal: Conceal,
): Promise<Part<IssuerSeen | undefined>> {
  const { name, kind, group } = certificate?.issuerRef ?? { name: "", kind: "", group: "" };
  // What another group's kind is called in a path, and what its conditions mean, only that group knows.
  if (group !== "cert-manager.io" || !/^(Cluster)?Issuer$/.test(kind))
    return { state: "notLookedAt", why: "notAsked" };
  const scope = kind === "Issuer" ? { namespace } : {};
  const resource = certManager(`${kind.toLowerCase()}s`);
  const issuer = await partOf(() => client.get<Raw>({ resource, ...scope, name }, "whole"));
  return mapPart(issuer, (found) => found && readIssuer(found, conceal));
}

function presentedByHttp(challenges: readonly Raw[]): boolean {
  return challenges.some(({ spec, status }) => spec?.type === "HTTP-01" && status?.presented === true);
}

/** Whom the Secret belongs to matters only where two Certificates want it. */
async function ownerOfSecret(
  client: Reading,
  namespace: string,
  sharing: readonly CertificateSeen[],
): Promise<Part<string | undefined>> {
  const [first, second] = sharing;
  if (first === undefined || second === undefined) return { state: "notLookedAt", why: "notAsked" };
  const of = { resource: secrets, namespace, name: first.secretName };
  return mapPart(
    await partOf(() => client.get<Raw>(of, "metadata")),
    (found) => found && secretOwnerOf(found),
  );
}

function sharingSecret(items: readonly Raw[], name: string, conceal: Conceal): CertificateSeen[] {
  const all = items.map((item) => readCertificate(item, conceal));
  const secretName = all.find((one) => one.name === name)?.secretName;
  return all.filter(
    (one) => one.name === name || (secretName !== undefined && one.secretName === secretName),
  );
}

/** The UIDs of what the Certificate made, and of what that made. */
function belonging(certificate: string | undefined, ...levels: readonly (readonly Raw[])[]): Set<string> {
  const mine = new Set<string>();
  for (const level of levels)
    for (const { metadata } of level) {
      const owner = ownerOf(metadata);
      if (owner !== "" && (owner === certificate || mine.has(owner))) mine.add(metadata.uid);
    }
  return mine;
}

function owned(items: readonly Raw[], mine: ReadonlySet<string>): Raw[] {
  return items.filter(({ metadata }) => mine.has(metadata.uid));
}

/** With the Challenges of others that are worked on for the same name: cert-manager takes one of them at a time. */
function withRivals(items: readonly Raw[], mine: ReadonlySet<string>): Raw[] {
  const dnsNames = new Set(owned(items, mine).map(({ spec }) => spec?.dnsName));
  return items.filter(
    ({ metadata, spec, status }) =>
      mine.has(metadata.uid) || (status?.processing === true && dnsNames.has(spec?.dnsName)),
  );
}
