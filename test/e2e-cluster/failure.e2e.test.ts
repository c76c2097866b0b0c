import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CertificateObject, certificates } from "../../provider/cert-manager/objects.js";
import { KubernetesClient } from "../../provider/kubernetes/client.js";
import { configMaps, type KubernetesObject } from "../../provider/kubernetes/objects.js";
import type { Project } from "../e2e/project.js";
import { clusterProject, needSandbox, withCertManager } from "./node.js";

/** What goes wrong in one life, each from where the one before left off. */
describe("when it does not go well", () => {
  const cluster = new KubernetesClient({ kubeconfig: needSandbox().kubeconfig });
  const place = { resource: certificates, namespace: "default", name: "web-tls" };
  const now = () => cluster.get<CertificateObject>(place, "whole");
  let project: Project;

  const web = (more = "") =>
    withCertManager(
      `new kubecerts.Certificate("web", { secretName: "web-tls", dnsNames: ["web.example.test"], ${more} }, needs);`,
    );
  const ready = (more = "") => web(`issuerRef: selfSigned.ref, ${more}`);
  const nobody = (more = "") => web(`issuerRef: { name: "nobody" }, timeout: "6s", ${more}`);

  beforeAll(async () => {
    project = await clusterProject("failure");
  });

  afterAll(() => project?.destroy());

  it("names the cause of a first issuance that fails, and keeps what was made in the state", async () => {
    project.program(nobody());
    const { status, text } = await project.attempt(["up", "--yes", "--skip-preview"]);
    expect(status).not.toBe(0);
    expect(text).toContain(
      "Certificate default/web-tls was not issued within 6 s. Issuer default/nobody is missing.",
    );
    expect(await project.state()).toHaveProperty("web");
  });

  it("leaves nothing in the cluster when that is taken out of the program", async () => {
    project.program(withCertManager(""));
    await project.up();
    expect(await now()).toBeUndefined();
  });

  it("completes a failed issuance once the cause is mended", async () => {
    project.program(nobody());
    await project.attempt(["up", "--yes", "--skip-preview"]);
    project.program(ready());
    await project.up();
    await project.up("--expect-no-changes");
  });

  it("does not take a renewal that failed for one that was done", async () => {
    const revision = (await now())?.status?.revision;
    project.program(nobody(`renewal: { trigger: 1 },`));
    const failed = await project.attempt(["up", "--yes", "--skip-preview"]);
    expect([failed.status === 0, failed.text.includes("Issuer default/nobody is missing")]).toEqual([
      false,
      true,
    ]);
    expect((await project.preview()).text).toMatch(/Certificate web update.*reissue - issuerRef was/);
    project.program(ready(`renewal: { trigger: 1 },`));
    await project.up();
    expect((await now())?.status?.revision).toBeGreaterThan(revision ?? 0);
    await project.up("--expect-no-changes");
  });

  it("renews once for one trigger, although the up that forced it died before it could record that", async () => {
    const record = { resource: configMaps, namespace: "default", name: "web-tls.kubecerts" };
    const { stdout: state } = await project.pulumi("stack", "export");
    const before = await cluster.get<KubernetesObject & { readonly data: unknown }>(record, "whole");
    project.program(ready(`renewal: { trigger: 2 },`));
    await project.up();
    const { metadata } = (await cluster.get(record, "metadata")) ?? {};
    await cluster.update(record, { ...before, metadata }, { fieldManager: "a killed up" });
    project.write("before.json", state);
    await project.pulumi("stack", "import", "--file", "before.json");
    const revision = (await now())?.status?.revision;
    expect((await project.preview()).text).toContain(`record - revision ${revision} is there, issued `);
    await project.up();
    expect((await now())?.status?.revision).toBe(revision);
    await project.up("--expect-no-changes");
  });

  it("says in the preview what up says: cert-manager has failed, and is not asked again before it tries itself", async () => {
    // cert-manager refuses by itself what no ACME server would grant: a common name that is no DNS name of it.
    const odd = web(`issuerRef: pebble.ref, commonName: "odd.example.test", renewal: { trigger: 2 },`);
    project.program(odd);
    const first = await project.attempt(["up", "--yes", "--skip-preview"]);
    expect([first.status === 0, first.text]).toEqual([false, expect.stringContaining("commonName")]);
    const held = /cert-manager tries again by itself from \S+Z on, after it failed \S+Z: /;
    expect((await project.preview()).text).toMatch(new RegExp(`warning: defer - ${held.source}`));
    const second = await project.attempt(["up", "--yes", "--skip-preview"]);
    expect([second.status === 0, second.text]).toEqual([
      false,
      expect.stringMatching(new RegExp(`was not touched: ${held.source}`)),
    ]);
    project.program(ready(`renewal: { trigger: 2 },`));
    await project.up();
    await project.up("--expect-no-changes");
  });

  it("makes cert-manager's Certificate again when somebody deleted it, and orders nothing", async () => {
    const before = (await project.state()).web?.outputs;
    const { metadata } = (await now()) ?? {};
    if (metadata !== undefined) await cluster.delete(place, metadata);
    expect((await project.preview()).text).toContain("repair - cert-manager's Certificate is gone");
    await project.up();
    expect((await project.state()).web?.outputs.serialNumber).toBe(before?.serialNumber);
    await project.up("--expect-no-changes");
  });

  it("takes back what somebody edited in it", async () => {
    const object = await now();
    const body = { ...object, spec: { ...object?.spec, duration: "1000h", commonName: "edited" } };
    await cluster.update(place, body, { fieldManager: "somebody" });
    expect((await project.preview()).text).toContain("repair - ");
    await project.up();
    expect([(await now())?.spec.duration, (await now())?.spec.commonName]).toEqual(["2160h0m0s", undefined]);
    await project.up("--expect-no-changes");
  });

  it("keeps it in the state when its record was deleted, through a refresh, and writes the record again", async () => {
    const record = { resource: configMaps, namespace: "default", name: "web-tls.kubecerts" };
    const { metadata } = (await cluster.get(record, "metadata")) ?? {};
    if (metadata !== undefined) await cluster.delete(record, metadata);
    await project.pulumi("refresh", "--yes", "--skip-preview");
    expect(await project.state()).toHaveProperty("web");
    expect((await project.preview()).text).toContain(
      "repair - cert-manager's Certificate is there, and no record of what came of it: that is waited for and recorded",
    );
    await project.up();
    await project.up("--expect-no-changes");
  });
});
