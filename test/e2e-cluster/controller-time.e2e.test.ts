import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CertificateObject, certificates } from "../../provider/cert-manager/objects.js";
import { KubernetesClient } from "../../provider/kubernetes/client.js";
import type { Project } from "../e2e/project.js";
import { auditedSince } from "./audit.js";
import { clusterProject, needSandbox, withCertManager } from "./node.js";

const durations = ["1h", "100h7m13s", "239h59m59s", "240h", "2161h1m1s", "8760h"];
const wishes = [
  {},
  { renewBefore: "5m1s" },
  { renewBefore: "41m59s" },
  { renewBeforePercentage: 10 },
  { renewBeforePercentage: 33 },
  { renewBeforePercentage: 67 },
  { renewBeforePercentage: 90 },
];

/** Each duration with each wish: once left to the controller, and once with Pulumi first and the controller as the net. */
const asked = durations.flatMap((duration) =>
  wishes.flatMap((wish) => [
    { duration, ...wish, renewal: { by: "controller" } },
    { duration, ...wish, renewal: {} },
  ]),
);

describe("when a certificate falls due", () => {
  const cluster = new KubernetesClient({ kubeconfig: needSandbox().kubeconfig });
  let project: Project;

  beforeAll(async () => {
    project = await clusterProject("controller-time");
    project.program(
      withCertManager(`
const home = new k8s.core.v1.Namespace("times", { metadata: { name: "times" } });
${JSON.stringify(asked)}.forEach((times, index) =>
  new kubecerts.Certificate("t" + index, {
    namespace: home.metadata.name, secretName: "t" + index, dnsNames: ["t" + index + ".example.test"],
    issuerRef: selfSigned.ref, privateKey: { algorithm: "ECDSA" }, ...times,
  }));`),
    );
    await project.up();
  });

  afterAll(() => project?.destroy());

  it("is the same to the second by our rule and by cert-manager's, for every duration and wish", async () => {
    const { items } = await cluster.list<CertificateObject>(certificates, { namespace: "times" });
    const theirs = new Map(items.map(({ metadata, status }) => [metadata.name, status?.renewalTime]));
    const state = await project.state();
    const times = asked.map((wish, index) => ({ ...wish, time: theirs.get(`t${index}`) }));
    const ours = asked.map((wish, index) => {
      const { renewalTime, safetyNetTime } = state[`t${index}`]?.outputs ?? {};
      return { ...wish, time: wish.renewal.by === "controller" ? renewalTime : safetyNetTime };
    });
    expect(ours).toEqual(times);
    expect(new Set(ours.map(({ time }) => time)).size).toBeGreaterThan(durations.length * wishes.length);
  });

  it("is previewed for all of them with four requests, by the API server's own log", async () => {
    const since = Date.now();
    expect((await project.preview()).text).toContain("unchanged");
    const kinds = ["configmaps", "secrets", "certificates", "selfsubjectaccessreviews"];
    const seen = auditedSince(
      since,
      // The component CertManager looks at Helm's Secrets in its own namespace, once, however many certificates there are.
      ({ resource, userAgent, namespace }) =>
        kinds.includes(resource) && userAgent.startsWith("pulumi-kubecerts") && namespace !== "cert-manager",
    );
    expect(seen.map(({ verb, resource }) => `${verb} ${resource}`).sort()).toEqual([
      "create selfsubjectaccessreviews",
      "list certificates",
      "list configmaps",
      "list secrets",
    ]);
  });
});
