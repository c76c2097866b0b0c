import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Project, run } from "../e2e/project.js";
import { clusterProject, needSandbox } from "./node.js";

const host = "handshake.example.test";

/** A shop behind the real ingress, with a certificate of our own CA that `up` waits to be served. */
describe("a certificate that is to be served", () => {
  const { ingress } = needSandbox();
  let project: Project;

  const program = (more: string) =>
    project.program(`
const k8s = require("@pulumi/kubernetes");
const home = new k8s.core.v1.Namespace("home", { metadata: { name: "handshake" } });
const namespace = home.metadata.name;
const backend = { service: { name: "none", port: { number: 80 } } };
const ingress = new k8s.networking.v1.Ingress("ingress", {
  metadata: { name: "web", namespace, annotations: { "pulumi.com/skipAwait": "true" } },
  spec: {
    ingressClassName: "skipper",
    tls: [{ hosts: ["${host}"], secretName: "web-tls" }],
    rules: [{ host: "${host}", http: { paths: [{ path: "/", pathType: "Prefix", backend }] } }],
  },
});
const key = { privateKey: { algorithm: "ECDSA" } };
const ca = new kubecerts.Certificate("ca", { namespace, secretName: "ca", commonName: "Handshake", isCA: true, issuer: { selfSigned: {} }, ...key });
new kubecerts.Certificate("web", {
  namespace, secretName: "web-tls", dnsNames: ["${host}"], issuer: { ca }, ...key, ${more}
}, { dependsOn: ingress });`);

  const outputs = async () => (await project.state()).web?.outputs ?? {};
  /** What one handshake shows now, by the command of the installed package. */
  const served = async (...more: string[]) => {
    const command = project.path("..", "node_modules", "pulumi-kubecerts", "dist", "cli", "kubecerts.js");
    const args = [command, "verify", host, "--address", ingress, "--json", ...more];
    const { status, stdout, text } = await run(process.execPath, args, {
      cwd: project.folder,
      env: project.env,
    });
    if (!stdout.startsWith("{")) throw new Error(text);
    const { verdicts } = JSON.parse(stdout) as { verdicts: { check: string; result: string }[] };
    return { status, failing: verdicts.filter(({ result }) => result === "fail").map(({ check }) => check) };
  };
  const verify = (within: string, name = host) =>
    `verify: { host: "${name}", address: "${ingress}", within: "${within}" },`;

  beforeAll(async () => {
    project = await clusterProject("handshake");
  });

  afterAll(() => project?.destroy());

  it("is served when up ends", async () => {
    program(verify("90s"));
    await project.up();
    const { fingerprint, caPem } = await outputs();
    project.write("ca.pem", String(caPem));
    expect(await served("--ca", "ca.pem", "--fingerprint", String(fingerprint))).toEqual({
      status: 0,
      failing: [],
    });
    // Nobody outside knows the CA: from there its root is missing and not trusted.
    expect(await served()).toEqual({ status: 1, failing: ["chain", "trust"] });
  });

  it("is left alone by the next up", async () => {
    await project.up("--expect-no-changes");
  });

  it("is served anew when an up ends that renewed it", async () => {
    program(`renewal: { trigger: "leak" }, ${verify("90s")}`);
    await project.up();
    const { fingerprint, revision } = await outputs();
    expect([revision, await served("--ca", "ca.pem", "--fingerprint", String(fingerprint))]).toEqual([
      2,
      { status: 0, failing: [] },
    ]);
  });

  it("stands when the endpoint is not as clients need it, and the up says why", async () => {
    program(`renewal: { trigger: "again" }, ${verify("20s", "www.example.test")}`);
    const { status, text } = await project.attempt(["up", "--yes", "--skip-preview"]);
    expect(status).not.toBe(0);
    expect(text).toContain(
      "Certificate handshake/web-tls is not served at www.example.test:443 as clients need it",
    );
    expect(text).toContain("It is written and recorded as revision 3.");
    expect((await outputs()).revision).toBe(3);
  });

  it("is looked for again by the next up, and not issued", async () => {
    const { fingerprint } = await outputs();
    program(`renewal: { trigger: "again" }, ${verify("90s")}`);
    await project.up();
    expect([
      (await outputs()).fingerprint,
      await served("--ca", "ca.pem", "--fingerprint", String(fingerprint)),
    ]).toEqual([fingerprint, { status: 0, failing: [] }]);
    await project.up("--expect-no-changes");
  });
});
