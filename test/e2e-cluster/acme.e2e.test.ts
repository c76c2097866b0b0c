import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createProvider } from "../../provider/index.js";
import {
  ingresses,
  type KubernetesObject,
  pods,
  secrets,
  services,
} from "../../provider/kubernetes/objects.js";
import { client, makeNamespaces, removeMade } from "../store/cluster.js";
import { needSandbox } from "./node.js";

const sandbox = needSandbox();
let namespace: string;
beforeEach(async () => {
  [namespace] = await makeNamespaces();
});
afterEach(removeMade);

const secretNames = async () => {
  const { items } = await client.list<KubernetesObject>(secrets, { namespace, metadataOnly: true });
  return items.map(({ metadata }) => metadata.name).sort();
};

const provider = createProvider({ log: async () => undefined });

/** What a program gives for a certificate that is proven through the ingress; `acme` are the issuer's. */
const certificate = (name: string, acme: object = {}) => ({
  namespace,
  secretName: `${name}-tls`,
  dnsNames: [`acme-${name}-${process.pid}.${sandbox.zone}`],
  privateKey: { algorithm: "ECDSA" },
  __urn: `urn:pulumi:dev::app::pulumi-nodejs:dynamic/kubecerts:Certificate::${name}`,
  issuer: {
    acme: {
      server: sandbox.directory,
      caBundle: readFileSync(sandbox.caFile, "utf8"),
      solvers: [
        {
          http01: {
            ingress: { ingressClassName: "skipper" },
            selfCheck: { resolvers: [sandbox.nameserver] },
          },
        },
      ],
      ...acme,
    },
  },
});

async function created(name: string, acme: object = {}) {
  const { inputs, failures } = await provider.check({}, certificate(name, acme));
  expect(failures).toEqual([]);
  return { inputs, ...(await provider.create(inputs)) };
}

it("a certificate is issued through the real ingress, kept in the cluster, and leaves nothing behind", async () => {
  const { id, inputs, outs } = await created("web");
  const secret = await client.get<KubernetesObject & { data: Record<string, string> }>(
    { resource: secrets, namespace, name: "web-tls" },
    "whole",
  );
  const leaf = new X509Certificate(Buffer.from(secret?.data["tls.crt"] ?? "", "base64"));
  expect(leaf.subjectAltName).toBe(`DNS:acme-web-${process.pid}.${sandbox.zone}`);
  expect(await provider.diff(id, outs, inputs)).toEqual({ changes: false, replaces: [] });
  expect(await secretNames()).toEqual([expect.stringMatching(/^acme-account-/), "web-tls"]);
  for (const resource of [ingresses, services, pods]) {
    const { items } = await client.list<KubernetesObject>(resource, { namespace });
    expect(items.filter(({ metadata }) => !("deletionTimestamp" in metadata))).toEqual([]);
  }
  await provider.delete(id, outs);
  expect(await secretNames()).toEqual([expect.stringMatching(/^acme-account-/)]);
});

it("the account's key is rolled over by another certificate than the one that made it, in the Secret of both", async () => {
  const shared = { privateKeySecretRef: { name: "account" } };
  const account = async () => {
    const at = { resource: secrets, namespace, name: "account" };
    const { data = {}, metadata } = (await client.get<Data>(at, "whole")) ?? { metadata: { name: "none" } };
    return { data, managers: metadata.managedFields?.map(({ manager }) => manager) };
  };
  await created("web", shared);
  const before = await account();
  const { id, inputs, outs } = await created("api", { ...shared, accountKeyRollover: "2026-11" });
  const after = await account();
  expect(Object.keys(after.data)).toEqual(["tls.key"]);
  expect(after.data["tls.key"]).not.toBe(before.data["tls.key"]);
  // Nobody else holds any of it: what another one held could not be taken out again.
  expect(after.managers).toHaveLength(1);
  expect(after.managers).not.toEqual(before.managers);
  expect(await provider.diff(id, outs, inputs)).toEqual({ changes: false, replaces: [] });
});

type Data = KubernetesObject & { readonly data?: Record<string, string> };
