import { setTimeout as sleep } from "node:timers/promises";
import { kubectl, namespace, powerless } from "./ground.js";
import type { Row } from "./row.js";

const pebble = { name: "pebble", kind: "ClusterIssuer" };
const selfSigned = { name: "self-signed", kind: "ClusterIssuer" };

const held = {
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name: "held", namespace: "failures-ending", finalizers: ["failures.example.com/held"] },
};

/** What the API server refuses before cert-manager is asked. */
export const clusterRows: readonly Row[] = [
  {
    wrong: "whoever runs Pulumi may not read or write there (RBAC)",
    secretName: "powerless",
    inputs: { dnsNames: ["powerless.example.test"], issuerRef: selfSigned },
    cluster: () => ({ kubeconfig: powerless() }),
    says: /configmaps "powerless\.kubecerts" is forbidden(?=: User "system:serviceaccount)/,
  },
  {
    wrong: "the namespace is missing",
    namespace: "failures-nowhere",
    secretName: "nowhere",
    inputs: { dnsNames: ["nowhere.example.test"], issuerRef: selfSigned },
    says: /certificate failures-nowhere\/nowhere was not applied: its namespace is not there/i,
  },
  {
    wrong: "the namespace is being deleted",
    objects: () => [namespace("failures-ending"), held],
    namespace: "failures-ending",
    secretName: "ending",
    before: () => void kubectl(["delete", "namespace", "failures-ending", "--wait=false"]),
    inputs: { dnsNames: ["ending.example.test"], issuerRef: selfSigned },
    says: /certificate failures-ending\/ending was not applied: its namespace is being deleted/i,
  },
];

function scale(deployment: string, replicas: number): void {
  kubectl(["scale", "--namespace", "cert-manager", `deployment/${deployment}`, `--replicas=${replicas}`]);
  kubectl(["rollout", "status", "--namespace", "cert-manager", `deployment/${deployment}`, "--timeout=180s"]);
}

/** Until the last Pod is gone: a Deployment is rolled out before. */
async function stopped(deployment: string, component: string): Promise<void> {
  scale(deployment, 0);
  const pods = () =>
    kubectl([
      "get",
      "pods",
      "--namespace",
      "cert-manager",
      `--selector=app.kubernetes.io/component=${component}`,
      "--output=name",
    ]);
  for (let left = 60; left > 0 && pods() !== ""; left--) await sleep(500);
}

/** One after the other, and after all others. */
export const certManagerRows: readonly Row[] = [
  {
    wrong: "the controller is scaled to zero",
    secretName: "uncontrolled",
    before: () => stopped("cert-manager", "controller"),
    inputs: { dnsNames: ["uncontrolled.example.test"], issuerRef: pebble, timeout: "15s" },
    says: /Deployment cert-manager\/cert-manager does not run: it is scaled to zero/,
    after: () => scale("cert-manager", 1),
  },
  {
    wrong: "the webhook is scaled to zero",
    secretName: "unhooked",
    before: () => stopped("cert-manager-webhook", "webhook"),
    inputs: { dnsNames: ["unhooked.example.test"], issuerRef: selfSigned, timeout: "15s" },
    says: /certificate failures\/unhooked was not applied: cert-manager's webhook does not answer/i,
    after: () => scale("cert-manager-webhook", 1),
  },
];
