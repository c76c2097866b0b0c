import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { type KubernetesObject, namespaces, secrets } from "../../provider/kubernetes/objects.js";
import { Project } from "../e2e/project.js";
import { ControlPlane } from "./control-plane.js";

interface Secret extends KubernetesObject {
  readonly data: Readonly<Record<string, string>>;
}

/** A certificate in one cluster with copies there and in another, by the real CLI and two real API servers. */
describe("copies in two clusters", () => {
  let east: ControlPlane;
  let west: ControlPlane;
  let project: Project;
  const inEast = { namespace: "audit" };
  const inWest = () => ({ cluster: { kubeconfig: west.kubeconfig } });
  const nameInWest = () => `shop/web-tls in cluster ${west.server}`;

  /** The definition of the second cluster is one value, for however many certificates. */
  const program = (copies: readonly object[], more = "") =>
    project.program(`
const all = { namespace: "shop", privateKey: { algorithm: "ECDSA" }, cluster: { kubeconfig: ${JSON.stringify(east.kubeconfig)} } };
new kubecerts.Certificate("web", { ...all, secretName: "web-tls", dnsNames: ["shop.example.test"],
  issuer: { selfSigned: {} }, copies: ${JSON.stringify(copies)}, ${more} });`);
  const trigger = (value: string) => `renewal: { trigger: "${value}" },`;

  const secret = async (plane: ControlPlane, namespace: string) =>
    await plane.client.get<Secret>({ resource: secrets, namespace, name: "web-tls" }, "whole");
  const data = async (plane: ControlPlane, namespace: string) => (await secret(plane, namespace))?.data;
  const outputs = async () => (await project.state()).web?.outputs ?? {};
  const make = (plane: ControlPlane, namespace: string) =>
    plane.client.create(
      { resource: namespaces },
      { metadata: { name: namespace } },
      { fieldManager: "test" },
    );

  beforeAll(async () => {
    [east, west] = await Promise.all([ControlPlane.boot(), ControlPlane.boot()]);
    for (const namespace of ["shop", "audit"]) await make(east, namespace);
    await make(west, "shop");
    project = await Project.create(inject("installed"), "copies");
  });

  afterAll(async () => {
    await Promise.all([east?.end(), west?.end()]);
  });

  it("wait for a kubeconfig that only the run itself brings", async () => {
    project.program(`
const made = new kubecerts.Certificate("made", { namespace: "shop", secretName: "made-tls", dnsNames: ["a.example.test"],
  issuer: { selfSigned: {} }, privateKey: { algorithm: "ECDSA" }, cluster: { kubeconfig: ${JSON.stringify(east.kubeconfig)} } });
const kubeconfig = made.fingerprint.apply(() => ${JSON.stringify(west.kubeconfig)});
new kubecerts.Certificate("web", { namespace: "shop", secretName: "web-tls", dnsNames: ["shop.example.test"],
  issuer: { selfSigned: {} }, privateKey: { algorithm: "ECDSA" }, cluster: { kubeconfig: ${JSON.stringify(east.kubeconfig)} },
  copies: [{ cluster: { kubeconfig } }] });`);
    const { text } = await project.preview();
    expect(text).toContain("decided at apply: waiting on copies");
    await project.up();
    expect(await data(west, "shop")).toEqual(await data(east, "shop"));
  });

  it("hold the same bytes, and say whose they are", async () => {
    program([inEast, inWest()]);
    await project.up();
    const original = await data(east, "shop");
    expect([await data(east, "audit"), await data(west, "shop")]).toEqual([original, original]);
    const { metadata } = (await secret(west, "shop"))!;
    const owner = metadata.labels?.["kubecerts.io/owner"];
    expect(metadata.managedFields?.map(({ manager }) => manager)).toEqual([`pulumi-kubecerts-${owner}`]);
    await project.up("--expect-no-changes");
  });

  it("do not show their kubeconfigs in the state or in a preview", async () => {
    const [, key] = /client-key-data: (\S+)/.exec(west.kubeconfig) ?? [];
    if (key === undefined) throw new Error("the kubeconfig holds no key to look for");
    const { stdout } = await project.pulumi("stack", "export");
    expect(stdout).not.toContain(key.slice(0, 40));
    expect((await project.preview("--diff")).text).not.toContain(key.slice(0, 40));
  });

  it("are written where they can be while one cluster is away; up names the other, and the next up completes it", async () => {
    await west.stop();
    program([inEast, inWest()], trigger("leak"));
    const failed = await project.attempt(["up", "--yes", "--skip-preview"]);
    expect(failed.status).not.toBe(0);
    expect(failed.text).toContain(
      `Certificate shop/web-tls: a copy is not as wanted: ${nameInWest()}: the Secret shop/web-tls was not read: ${west.server} is out of reach: connection refused`,
    );
    expect(failed.text).toContain("The certificate stands and is recorded as revision 2");
    expect(await data(east, "audit")).toEqual(await data(east, "shop"));
    const { fingerprint } = await outputs();
    expect((await project.preview()).text).toContain(`the copy ${nameInWest()} is not known to be there`);
    await west.start();
    expect((await project.preview()).text).toContain(
      `repair - the copy ${nameInWest()} holds what was there before; revision 2`,
    );
    await project.up();
    expect(await data(west, "shop")).toEqual(await data(east, "shop"));
    expect(await outputs()).toMatchObject({ fingerprint, revision: 2 });
    await project.up("--expect-no-changes");
  });

  it("that are as wanted are believed while their cluster is away: a preview warns, a refresh loses nothing", async () => {
    const before = await project.state("--show-secrets");
    await west.stop();
    const { text } = await project.preview();
    expect(text).toContain(`warning: the copy ${nameInWest()} could not be looked at`);
    expect(text).toContain("2 unchanged");
    await project.pulumi("refresh", "--yes", "--skip-preview");
    await west.start();
    expect((await project.state("--show-secrets")).web?.outputs).toEqual(before.web?.outputs);
    await project.up("--expect-no-changes");
  });

  it("that somebody deleted are seen and written again", async () => {
    const { metadata } = (await secret(west, "shop"))!;
    await west.client.delete({ resource: secrets, namespace: "shop", name: "web-tls" }, metadata);
    expect((await project.preview()).text).toContain(`repair - the copy ${nameInWest()} is not there`);
    await project.up();
    expect(await data(west, "shop")).toEqual(await data(east, "shop"));
  });

  it("are not written into another cluster that answers at the same address", async () => {
    await west.rebuild();
    await make(west, "shop");
    const { text } = await project.preview();
    expect(text).toMatch(
      /the copy shop\/web-tls in cluster \S+ is not written: this is another cluster \(uid:/,
    );
    const failed = await project.attempt(["up", "--yes", "--skip-preview"]);
    expect(failed.status).not.toBe(0);
    expect(await data(west, "shop")).toBeUndefined();
    // Off the list and on it again: the user's own word.
    program([inEast], trigger("leak"));
    expect((await project.up()).text).toContain(`the copy ${nameInWest()} was left where it is`);
    program([inEast, inWest()], trigger("leak"));
    await project.up();
    expect(await data(west, "shop")).toEqual(await data(east, "shop"));
    await project.up("--expect-no-changes");
  });

  it("that are taken off the list while their cluster is away are removed when it is back", async () => {
    await west.stop();
    program([inEast], trigger("leak"));
    const failed = await project.attempt(["up", "--yes", "--skip-preview"]);
    expect(failed.status).not.toBe(0);
    expect(failed.text).toContain(`a copy is not as wanted: ${nameInWest()}`);
    await west.start();
    await project.up();
    expect([await data(west, "shop"), await data(east, "audit")]).toEqual([
      undefined,
      await data(east, "shop"),
    ]);
    await project.up("--expect-no-changes");
  });

  it("are refused by name where a Secret of somebody else is, before anything is touched", async () => {
    await west.client.create(
      { resource: secrets, namespace: "shop" },
      { metadata: { name: "web-tls" }, data: {} },
      { fieldManager: "somebody" },
    );
    program([inEast, inWest()], trigger("again"));
    const { status, text } = await project.attempt(["preview"]);
    expect(status).not.toBe(0);
    expect(text).toContain(
      `cannot be written: the Secret ${nameInWest()} belongs to somebody else: it holds no record of kubecerts`,
    );
    const { metadata } = (await secret(west, "shop"))!;
    await west.client.delete({ resource: secrets, namespace: "shop", name: "web-tls" }, metadata);
    program([inEast, inWest()], trigger("leak"));
    await project.up();
  });

  it("are removed by a destroy, which ends when every cluster is there", async () => {
    await west.stop();
    const failed = await project.attempt(["destroy", "--yes", "--skip-preview"]);
    expect(failed.status).not.toBe(0);
    expect(failed.text).toContain(
      `Certificate shop/web-tls was not deleted, for a copy of it could not be: ${nameInWest()}`,
    );
    await west.start();
    await project.destroy();
    expect([await data(west, "shop"), await data(east, "audit"), await data(east, "shop")]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});
