import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type CertificateObject, certificates } from "../../provider/cert-manager/objects.js";
import { KubernetesClient } from "../../provider/kubernetes/client.js";
import type { Project } from "../e2e/project.js";
import { clusterProject, needSandbox, withCertManager } from "./node.js";
import { SwitchableApi } from "./switchable-api.js";

/** An API server that goes away and comes back, at every moment of a run. */
describe("while the API server is away", () => {
  const { kubeconfig } = needSandbox();
  const api = new SwitchableApi(kubeconfig);
  const cluster = new KubernetesClient({ kubeconfig });
  let ground: Project;
  let project: Project;

  /** One that the controller issues, and one that the provider issues. */
  const program = (more = "") =>
    project.program(`
new kubecerts.Certificate("web", { secretName: "outage-tls", dnsNames: ["a.example.test"],
  issuerRef: { name: "self-signed", kind: "ClusterIssuer" }, timeout: "20s", ${more} });
new kubecerts.Certificate("own", { secretName: "own-tls", dnsNames: ["b.example.test"], issuer: { selfSigned: {} }, ${more} });`);

  beforeAll(async () => {
    ground = await clusterProject("ground");
    ground.program(withCertManager(""));
    await ground.up();
    await api.open();
    const door = join(mkdtempSync(join(tmpdir(), "kubecerts-door-")), "kubeconfig");
    api.writeKubeconfig(kubeconfig, door);
    project = await clusterProject("outage", { kubeconfig: door });
    program();
    await project.up();
  });

  beforeEach(async () => {
    await api.close();
    await api.open();
  });

  afterAll(async () => {
    await project?.destroy();
    await api.close();
    await ground?.destroy();
  });

  it("a preview warns, and what is unchanged stays so", async () => {
    await api.close();
    const { text } = await project.preview();
    expect(text).toMatch(/warning: defer - what is there is not known: .*connection refused/);
    expect(text).toContain("3 unchanged");
  });

  it("a preview of a change shows it as wanted, and up fails with the cause; the next up completes it", async () => {
    const before = await project.state();
    await api.close();
    program(`commonName: "outage",`);
    const { text } = await project.preview();
    expect(text).toMatch(/Certificate web update \[diff: \+commonName\].*defer - what is there is not known/);
    const failed = await project.attempt(["up", "--yes", "--skip-preview"]);
    expect(failed.status).not.toBe(0);
    // Both run at once, and the engine starts nothing more after the first failure: which of them it is, is chance.
    expect(failed.text).toMatch(
      /Certificate default\/(outage|own)-tls was not touched: what is there is not known: .*connection refused/,
    );
    expect((await project.state()).web?.outputs).toEqual(before.web?.outputs);
    await api.open();
    await project.up();
    await project.up("--expect-no-changes");
  });

  it("a refresh fails and takes nothing out of the state", async () => {
    const before = await project.state();
    await api.close();
    const failed = await project.attempt(["refresh", "--yes", "--skip-preview"]);
    expect(failed.status).not.toBe(0);
    expect(failed.text).toContain("was not refreshed, and the state keeps what it knew");
    expect(Object.keys(await project.state())).toEqual(Object.keys(before));
    await api.open();
    await project.up("--expect-no-changes");
  });

  it("that it goes between preview and update is a clear failure, and the next up completes", async () => {
    program(`commonName: "between",`);
    expect((await project.preview()).text).toContain("reissue - commonName was outage, wanted between");
    await api.close();
    const failed = await project.attempt(["up", "--yes", "--skip-preview"]);
    expect(failed.status).not.toBe(0);
    await api.open();
    await project.up();
    expect((await project.state()).web?.outputs.revision).toBe(3);
  });

  it("a wait goes on when it comes back, and nothing is ordered twice", async () => {
    program(`commonName: "waiting",`);
    const up = project.attempt(["up", "--yes", "--skip-preview"]);
    const applied = async () => (await now())?.metadata.generation !== 3;
    while (!(await applied())) await new Promise((done) => setTimeout(done, 20));
    await api.close();
    await new Promise((done) => setTimeout(done, 2000));
    await api.open();
    const { status, text } = await up;
    // Whether the answer to the apply itself was lost decides between the two; neither may lose or repeat an order.
    if (status !== 0) expect(text).toMatch(/Certificate default\/(outage|own)-tls.* is out of reach/);
    await project.up();
    await project.up("--expect-no-changes");
    expect((await now())?.status?.revision).toBe(4);
  });

  const now = () =>
    cluster.get<CertificateObject>(
      { resource: certificates, namespace: "default", name: "outage-tls" },
      "whole",
    );
});
