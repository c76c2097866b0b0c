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

it("a certificate is issued through the real ingress, kept in the cluster, and leaves nothing behind", async () => {
  const host = `acme-${process.pid}.${sandbox.zone}`;
  const provider = createProvider({ log: async () => undefined });
  const asked = {
    namespace,
    secretName: "web-tls",
    dnsNames: [host],
    privateKey: { algorithm: "ECDSA" },
    __urn: "urn:pulumi:dev::app::pulumi-nodejs:dynamic/kubecerts:Certificate::web",
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
      },
    },
  };
  const { inputs, failures } = await provider.check({}, asked);
  expect(failures).toEqual([]);
  const { id, outs } = await provider.create(inputs);
  const secret = await client.get<KubernetesObject & { data: Record<string, string> }>(
    { resource: secrets, namespace, name: "web-tls" },
    "whole",
  );
  const leaf = new X509Certificate(Buffer.from(secret?.data["tls.crt"] ?? "", "base64"));
  expect(leaf.subjectAltName).toBe(`DNS:${host}`);
  expect(await provider.diff(id, outs, inputs)).toEqual({ changes: false, replaces: [] });
  expect(await secretNames()).toEqual([expect.stringMatching(/^acme-account-/), "web-tls"]);
  for (const resource of [ingresses, services, pods]) {
    const { items } = await client.list<KubernetesObject>(resource, { namespace });
    expect(items.filter(({ metadata }) => !("deletionTimestamp" in metadata))).toEqual([]);
  }
  await provider.delete(id, outs);
  expect(await secretNames()).toEqual([expect.stringMatching(/^acme-account-/)]);
});
