import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Cause } from "../../provider/cert-manager/diagnosis/cause.js";
import { causeOf } from "../../provider/cert-manager/diagnosis/cause-of.js";
import { explainCause } from "../../provider/cert-manager/diagnosis/explain-cause.js";
import { gather } from "../../provider/cert-manager/diagnosis/gather.js";
import { KubernetesClient } from "../../provider/kubernetes/client.js";
import { namespaces, type Resource, secrets } from "../../provider/kubernetes/objects.js";
import type { Project } from "../e2e/project.js";
import { clusterProject, needSandbox, withCertManager } from "./node.js";

const sandbox = needSandbox();
const client = new KubernetesClient({ kubeconfig: process.env.KUBECONFIG ?? sandbox.kubeconfig });
const namespace = `diag-${process.pid}`;
const resource = (plural: string): Resource => ({ apiVersion: "cert-manager.io/v1", plural });

async function apply(of: Resource, kind: string, name: string, body: object): Promise<void> {
  const metadata = kind === "Namespace" ? { name } : { name, namespace };
  const to = { resource: of, name, ...(kind === "Namespace" ? {} : { namespace }) };
  await client.apply(
    to,
    { apiVersion: of.apiVersion, kind, metadata, ...body },
    { fieldManager: "diagnosis-test" },
  );
}

async function acmeIssuer(name: string, solver: object): Promise<void> {
  const acme = {
    server: sandbox.directory,
    email: "admin@example.test",
    profile: "default", // unless it is named, Pebble picks one at random
    caBundle: readFileSync(sandbox.caFile).toString("base64"),
    privateKeySecretRef: { name: `${name}-account` },
    solvers: [solver],
  };
  await apply(resource("issuers"), "Issuer", name, { spec: { acme } });
}

async function certificate(name: string, dnsName: string, issuerRef: object): Promise<void> {
  const spec = { secretName: name, dnsNames: [dnsName], issuerRef, privateKey: { algorithm: "ECDSA" } };
  await apply(resource("certificates"), "Certificate", name, { spec });
}

/** Deletes the namespace; false once it is gone. */
async function removed(): Promise<boolean> {
  const home = { resource: namespaces, name: namespace };
  const found = await client.get(home, "metadata");
  // It changes while it goes.
  if (found !== undefined) await client.delete(home, found.metadata).catch(() => undefined);
  return found !== undefined;
}

/** The cause as soon as it has this code, else the one found last. */
async function causeWhen(name: string, code: string): Promise<Cause> {
  for (let left = 50; ; left--) {
    const cause = causeOf(await gather(client, { namespace, name }), Date.now());
    if (cause.code === code || left === 0) return cause;
    await sleep(1000);
  }
}

const ingress = { http01: { ingress: {} } };

describe("the cause that cert-manager's own objects show", () => {
  let project: Project;

  beforeAll(async () => {
    project = await clusterProject("diagnosis");
    project.program(withCertManager(""));
    await project.up();
    await apply(namespaces, "Namespace", namespace, {});
    const key = Buffer.from("not the key of this zone").toString("base64");
    await apply(secrets, "Secret", "tsig", { stringData: { key } });
    const { nameserver, tsig } = sandbox;
    const rfc2136 = { nameserver, tsigKeyName: tsig.name, tsigAlgorithm: "HMACSHA256" };
    const tsigSecretSecretRef = { name: "tsig", key: "key" };
    await acmeIssuer("others", { ...ingress, selector: { dnsNames: ["other.example.test"] } });
    await acmeIssuer("wrong-key", { dns01: { rfc2136: { ...rfc2136, tsigSecretSecretRef } } });
    await acmeIssuer("http", ingress);
    await certificate("missing", "missing.example.test", { name: "nobody" });
    await certificate("unsolved", "unsolved.example.test", { name: "others" });
    // Another name in each run: cert-manager takes no second challenge for one while a first is there, and with this
    // key none can be cleaned up.
    await certificate("wrong-key", `key.${namespace}.example.test`, { name: "wrong-key" });
    await certificate("refused", "under_score.example.test", { name: "http" });
    await certificate("unreachable", "web.other.test", { name: "http" });
    await certificate("unapproved", "a.example.test", {
      name: "theirs",
      kind: "TheirIssuer",
      group: "example.com",
    });
  });

  afterAll(async () => {
    // Without their Certificates nothing is made anew, and cert-manager can clean up what it presented.
    const { items } = await client.list(resource("certificates"), { namespace });
    for (const { metadata } of items)
      await client.delete({ resource: resource("certificates"), namespace, name: metadata.name }, metadata);
    // What was never presented cannot be cleaned up with that key: its finalizer would keep it, and the namespace, for ever.
    const { items: challenges } = await client.list(
      { apiVersion: "acme.cert-manager.io/v1", plural: "challenges" },
      { namespace },
    );
    for (const { metadata } of challenges) {
      const patch = [
        "patch",
        "challenge",
        metadata.name,
        "--type=merge",
        "-p",
        '{"metadata":{"finalizers":null}}',
      ];
      spawnSync("kubectl", ["--kubeconfig", sandbox.kubeconfig, "--namespace", namespace, ...patch]); // or it is gone
    }
    for (let left = 60; left > 0 && (await removed()); left--) await sleep(1000);
    await project?.destroy();
  });

  it.concurrent.each([
    ["missing", "IssuerMissing", /^Issuer diag-\d+\/nobody is missing\. /],
    ["unsolved", "NoSolver", /^Order .* no configured challenge solvers can be used for this challenge\. /],
    [
      "wrong-key",
      "NotPresented",
      /^Challenge .*: key\.diag-\d+\.example\.test: DNS update failed: dns: bad authentication/,
    ],
    ["refused", "OrderErrored", /^Order .*: 400 urn:ietf:params:acme:error:malformed: .*illegal character/],
    [
      "unreachable",
      "SelfCheck",
      /^Challenge .* is presented, but cert-manager does not see it: .*lookup web\.other\.test on .*: no such host/,
    ],
    [
      "unapproved",
      "NotApproved",
      /^CertificateRequest .*: its signer is theirissuers\.example\.com\/diag-\d+\.theirs\. /,
    ],
  ])("names why %s is not issued: %s", async (name, code, paragraph) => {
    const cause = await causeWhen(name, code);
    expect(cause.code, explainCause(cause)).toBe(code);
    expect(explainCause(cause)).toMatch(paragraph);
  });
});
