import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CertificateObject, certificates } from "../../provider/cert-manager/objects.js";
import { KubernetesClient } from "../../provider/kubernetes/client.js";
import { namespaces, secrets } from "../../provider/kubernetes/objects.js";
import type { Project } from "../e2e/project.js";
import { auditedSince } from "./audit.js";
import { clusterProject, needSandbox, served, withCertManager } from "./node.js";

const host = "shop.example.test";

/** The shop behind an Ingress, with its certificate from Pebble by HTTP-01. */
function shop(certificate = ""): string {
  return `
const home = new k8s.core.v1.Namespace("shop", { metadata: { name: "shop" } });
const web = new kubecerts.Certificate("web", {
  namespace: home.metadata.name, secretName: "web-tls", dnsNames: ["${host}"], issuerRef: pebble.ref, ${certificate}
});
const backend = { service: { name: "none", port: { number: 80 } } };
new k8s.networking.v1.Ingress("ingress", {
  metadata: { name: "web", namespace: home.metadata.name, annotations: { "pulumi.com/skipAwait": "true" } },
  spec: {
    ingressClassName: "skipper",
    tls: [{ hosts: ["${host}", "www.${host}"], secretName: web.secretName }],
    rules: ["${host}", "www.${host}"].map((host) => ({ host, http: { paths: [{ path: "/", pathType: "Prefix", backend }] } })),
  },
});`;
}

/** One self-signed by cert-manager that lives an hour and is due soon after it was issued. */
function brief(renewal: string, more = ""): string {
  return `
new kubecerts.Certificate("brief", {
  secretName: "brief-tls", dnsNames: ["brief.example.test"], issuerRef: selfSigned.ref,
  duration: "1h", privateKey: { algorithm: "ECDSA" }, renewal: ${renewal}, ${more}
});`;
}

/** The story of the README on the real node: each test goes on from where the one before it left off. */
describe("a certificate from cert-manager", () => {
  let project: Project;
  const cluster = new KubernetesClient({ kubeconfig: needSandbox().kubeconfig });
  const outputs = async (name: string) => (await project.state())[name]?.outputs ?? {};
  const row = (text: string, name: string) => new RegExp(`Certificate ${name} update (.*)`).exec(text)?.[1];
  const briefNow = () =>
    cluster.get<CertificateObject>(
      { resource: certificates, namespace: "default", name: "brief-tls" },
      "whole",
    );

  beforeAll(async () => {
    project = await clusterProject("certificate");
  });

  afterAll(() => project?.destroy());

  it("is issued in the up that installs cert-manager, and a client trusts what the ingress serves", async () => {
    project.program(withCertManager(shop()));
    await project.up();
    const { serialNumber } = await outputs("web");
    expect(await served(host, String(serialNumber))).toBe(serialNumber);
  });

  it("is left alone by the next up", async () => {
    await project.up("--expect-no-changes");
  });

  it("is issued again for another name, which the preview told", async () => {
    project.program(withCertManager(shop(`dnsNames: ["${host}", "www.${host}"],`)));
    expect(row((await project.preview()).text, "web")).toBe(
      `[diff: ~decision,dnsNames]; reissue - dnsNames was ${host}, wanted ${host}, www.${host}; revision 2`,
    );
    await project.up();
    const { serialNumber, revision } = await outputs("web");
    expect([revision, await served(`www.${host}`, String(serialNumber))]).toEqual([2, serialNumber]);
  });

  it("is renewed when the trigger changes, and the handshake sees it", async () => {
    project.program(
      withCertManager(shop(`dnsNames: ["${host}", "www.${host}"], renewal: { trigger: "leak" },`)),
    );
    expect(row((await project.preview()).text, "web")).toBe(
      "[diff: +renewal~decision]; renew - forced: renewal.trigger was none, is leak; revision 3",
    );
    await project.up();
    const { serialNumber, revision } = await outputs("web");
    expect([revision, await served(host, String(serialNumber))]).toEqual([3, serialNumber]);
  });

  it("leaves a net below: cert-manager would renew it itself, well after Pulumi", async () => {
    const { notBefore, notAfter, renewalTime, safetyNetTime } = await outputs("web");
    const object = await cluster.get<CertificateObject>(
      { resource: certificates, namespace: "shop", name: "web-tls" },
      "whole",
    );
    expect(object?.status?.renewalTime).toBe(safetyNetTime);
    const [begin, end, due, net] = [notBefore, notAfter, renewalTime, safetyNetTime].map((text) =>
      Date.parse(String(text)),
    );
    const life = end! - begin!;
    expect([(due! - begin!) / life, (net! - begin!) / life].map((part) => Math.round(part * 100))).toEqual([
      67, 78,
    ]);
  });

  it("is renewed by Pulumi when it falls due, and not before", async () => {
    project.program(withCertManager(shop() + brief(`{ by: "pulumi" }`, `renewBefore: "59m40s",`)));
    await project.up();
    const { renewalTime } = await outputs("brief");
    await new Promise((done) => setTimeout(done, Date.parse(String(renewalTime)) - Date.now() + 1000));
    expect(row((await project.preview()).text, "brief")).toContain(
      `renew - due since ${renewalTime} (renewBefore is 3580 seconds of its 1 hour)`,
    );
    await project.up();
    expect((await outputs("brief")).revision).toBe(2);
  });

  it("is recorded, and never ordered a second time, when the controller renewed it", async () => {
    project.program(withCertManager(shop() + brief(`{ by: "controller" }`, `renewBefore: "59m30s",`)));
    await project.up();
    const { revision, renewalTime } = await outputs("brief");
    expect((await briefNow())?.status?.renewalTime).toBe(renewalTime); // its rule, to the second
    while ((await briefNow())?.status?.revision === revision)
      await new Promise((done) => setTimeout(done, 1000));
    const since = Date.now();
    expect(row((await project.preview()).text, "brief")).toMatch(
      /record - revision \d+ is there, issued .*; the state knew revision \d+/,
    );
    await project.up();
    expect((await outputs("brief")).revision).toBeGreaterThan(Number(revision));
    const asked = auditedSince(
      since,
      ({ resource, subresource, userAgent }) =>
        resource === "certificates" && subresource === "status" && userAgent.startsWith("pulumi-kubecerts"),
    );
    expect(asked).toEqual([]);
  });

  it("is issued by DNS-01 for a wildcard with its apex", async () => {
    project.program(
      withCertManager(`${shop()}
new kubecerts.Certificate("wildcard", {
  secretName: "wildcard-tls", dnsNames: ["*.dns.example.test", "dns.example.test"], issuerRef: pebble.ref,
});`),
    );
    await project.up();
    expect(await outputs("wildcard")).toMatchObject({ revision: 1 });
  }, 300_000);

  it("is gone with its Secret when it is destroyed, and cert-manager after it", async () => {
    await project.destroy();
    const place = { resource: secrets, namespace: "default", name: "wildcard-tls" };
    const left = [
      await cluster.get(place, "metadata"),
      await cluster.get({ resource: namespaces, name: "shop" }, "metadata"),
    ];
    expect(left).toEqual([undefined, undefined]);
  });
});
