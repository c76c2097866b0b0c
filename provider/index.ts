import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { tellAccount } from "./acme-account.js";
import { AcmeAccountProvider } from "./acme-account-provider.js";
import { Controller } from "./cert-manager/controller.js";
import { CertificateProvider } from "./certificate-provider.js";
import { isTimeSet, now } from "./clock.js";
import { engineLog } from "./engine-log.js";
import { askCluster } from "./gate/ask.js";
import { GateProvider } from "./gate/gate-provider.js";
import { awaitServed } from "./handshake/await-served.js";
import { verifyEndpoint } from "./handshake/verify-endpoint.js";
import { PreflightProvider } from "./installation/preflight-provider.js";
import { issueByAcme } from "./issue-by-acme.js";
import { issuerInCluster, namespacesOfSecret } from "./issuer-readiness/issuer-in-cluster.js";
import { IssuerReadinessProvider } from "./issuer-readiness/issuer-readiness-provider.js";
import { KubernetesClient } from "./kubernetes/client.js";
import type { Ports } from "./ports.js";
import { namespaceLister } from "./select-namespaces.js";
import type { ClusterSpec, StoreSpec } from "./spec/certificate-spec.js";
import { directoryStore } from "./store/directory.js";
import { kubernetesStore } from "./store/kubernetes.js";
import { renewalInfoAsker } from "./suggested-renewal.js";
import { TrustBundleProvider } from "./trust-bundle/trust-bundle-provider.js";

/** One instance a place for the life of the process, which is one preview or one update. */
function once<Place, Made>(make: (place: Place) => Made): (place: Place) => Made {
  const made = new Map<string, Made>();
  return (place) => {
    const key = JSON.stringify(place);
    const known = made.get(key) ?? make(place);
    made.set(key, known);
    return known;
  };
}

const store = once((spec: StoreSpec) =>
  spec.kind === "directory" ? directoryStore(spec) : kubernetesStore(spec.cluster),
);
const controller = once((cluster: ClusterSpec) => new Controller(cluster));

const live: Ports = {
  now,
  isTimeSet,
  store,
  controller,
  issueByAcme,
  tellAccount,
  askRenewalInfo: renewalInfoAsker(),
  namespaces: namespaceLister((cluster) => new KubernetesClient(cluster)),
  log: engineLog,
  awaitServed: (question, within, report) =>
    awaitServed(question, within, { verify: verifyEndpoint, now: Date.now, sleep, report }),
  uid: () => randomBytes(8).toString("hex"),
};

export function createProvider(ports: Partial<Ports> = {}): CertificateProvider {
  return new CertificateProvider({ ...live, ...ports });
}

/** What the stub in every state asks for. Its shape is fixed for ever: old states call it with new code. */
export const provider = createProvider();

/** What the gate's stub asks for, with the same promise. */
export const gate = new GateProvider({
  ask: askCluster,
  cluster: (cluster) => new KubernetesClient(cluster),
  log: engineLog,
  now: Date.now,
  sleep,
});

/** What the stub of the look before the installation asks for, with the same promise. */
export const preflight = new PreflightProvider({
  cluster: once((cluster: ClusterSpec) => new KubernetesClient(cluster)),
  log: engineLog,
  now: Date.now,
  sleep,
});

/** What the stub of a trust bundle asks for, with the same promise. */
export const trustBundle = new TrustBundleProvider({
  cluster: (cluster) => new KubernetesClient(cluster),
  log: engineLog,
  now,
  isTimeSet,
});

/** What the stub of an ACME account asks for, with the same promise. */
export const acmeAccount = new AcmeAccountProvider(live);

/** What the stub of an Issuer's readiness asks for, with the same promise. */
export const issuerReadiness = new IssuerReadinessProvider({
  issuer: (cluster, place) => issuerInCluster(new KubernetesClient(cluster), place, Date.now),
  cluster: (cluster) => new KubernetesClient(cluster),
  namespacesOfSecret: (cluster, name) => namespacesOfSecret(new KubernetesClient(cluster), name),
  log: engineLog,
  now: Date.now,
  sleep,
});
