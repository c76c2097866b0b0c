import { readFileSync } from "node:fs";
import { connect } from "node:tls";
import { inject } from "vitest";
import { Project, type ProjectOptions } from "../e2e/project.js";
import { type SandboxFacts, sandboxFacts } from "../sandbox/facts.js";
import { kubernetesPlugin } from "../toolchain/index.js";

/** The real node; its absence is an error, not a reason to skip. */
export function needSandbox(): SandboxFacts {
  const facts = sandboxFacts();
  if (facts !== undefined) return facts;
  throw new Error("The sandbox is not up, so nothing was tested. Run npm run sandbox -- up.");
}

/** A program's folder whose CLI has the kubernetes provider and reaches the real node. */
export async function clusterProject(name: string, options: ProjectOptions = {}): Promise<Project> {
  const { kubeconfig } = needSandbox();
  return Project.create(inject("installed"), name, {
    kubeconfig,
    plugins: [await kubernetesPlugin()],
    ...options,
  });
}

/** A program with cert-manager, a self-signed ClusterIssuer and one that asks Pebble, and what else it is given. */
export function withCertManager(more: string): string {
  const sandbox = needSandbox();
  return `
const { readFileSync } = require("node:fs");
const k8s = require("@pulumi/kubernetes");
const certManager = new kubecerts.CertManager("cert-manager", {
  chart: ${JSON.stringify(sandbox.chart)}, values: ${JSON.stringify(sandbox.chartValues)},
});
const needs = { dependsOn: certManager };
const selfSigned = new kubecerts.ClusterIssuer("self-signed", { selfSigned: {} }, needs);
const tsig = new k8s.core.v1.Secret("tsig", {
  metadata: { name: "tsig", namespace: certManager.namespace }, stringData: { key: ${JSON.stringify(sandbox.tsig.secret)} },
});
const pebble = new kubecerts.ClusterIssuer("pebble", {
  acme: {
    server: ${JSON.stringify(sandbox.directory)}, email: "ops@example.test", profile: "default",
    caBundle: readFileSync(${JSON.stringify(sandbox.caFile)}, "utf8"),
    solvers: [
      { http01: { ingress: { ingressClassName: "skipper" } } },
      { selector: { dnsZones: ["dns.example.test"] }, dns01: { rfc2136: {
        nameserver: ${JSON.stringify(sandbox.nameserver)}, tsigKeyName: ${JSON.stringify(sandbox.tsig.name)},
        tsigSecretSecretRef: { name: "tsig", key: "key" },
      } } },
    ],
  },
}, { dependsOn: [certManager, tsig] });
${more}`;
}

/** What a client sees that trusts the CA alone: the serial number of the leaf. Rejects with the reason of its distrust. */
export async function handshake(host: string): Promise<string> {
  const { ingress, rootFile } = needSandbox();
  const ca = readFileSync(rootFile);
  return await new Promise((resolve, reject) => {
    const socket = connect({ host: ingress, port: 443, servername: host, ca }, () => {
      const { serialNumber } = socket.getPeerCertificate();
      socket.end();
      resolve(serialNumber.toLowerCase());
    });
    socket.on("error", reject);
  });
}

/** The serial number that the ingress serves once it has read the Secret, which it does within seconds. */
export async function served(host: string, wanted: string): Promise<string> {
  for (let attempt = 1; ; attempt++) {
    const serial = await handshake(host).catch((error: Error) => error.message);
    if (serial === wanted || attempt === 60) return serial;
    await new Promise((done) => setTimeout(done, 500));
  }
}
