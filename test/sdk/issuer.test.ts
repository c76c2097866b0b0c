import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { letsEncrypt } from "../../sdk/directories.js";
import { ClusterIssuer, Issuer } from "../../sdk/issuer.js";
import type { IssuerArgs } from "../../sdk/issuer-args.js";
import { declared } from "./declared.js";

/** Mocks prove what is declared, not that cert-manager takes it: for that, see test/e2e-cluster. */
describe("an issuer", () => {
  it("is cert-manager's object, and then the wait for it", async () => {
    const resources = await declared(
      () => new Issuer("ca", { namespace: "shop", ca: { secretName: "root-ca" } }),
    );
    expect(resources).toEqual([
      { type: "kubecerts:index:Issuer", name: "ca", inputs: {} },
      {
        type: "kubernetes:cert-manager.io/v1:Issuer",
        name: "ca",
        inputs: {
          apiVersion: "cert-manager.io/v1",
          kind: "Issuer",
          metadata: { name: "ca", namespace: "shop", annotations: { "pulumi.com/skipAwait": "true" } },
          spec: { ca: { secretName: "root-ca" } },
        },
      },
      {
        type: "pulumi-nodejs:dynamic/kubecerts:IssuerReadiness",
        name: "ca",
        inputs: {
          __provider: 'exports.handler = () => require("pulumi-kubecerts/provider").issuerReadiness;',
          __urn: expect.stringMatching(/::kubecerts:index:Issuer\$pulumi-nodejs:.*IssuerReadiness::ca$/),
          group: "cert-manager.io",
          kind: "Issuer",
          name: "ca",
          namespace: "shop",
          specHash: expect.stringMatching(/^[0-9a-f]{16}$/),
          uid: "uid-1",
        },
      },
    ]);
  });

  it("refers to itself by name, kind and group, and waits again when its specification changes", async () => {
    const refs: unknown[] = [];
    const hashOf = async (secretName: string) => {
      const resources = await declared(() => {
        const { ref } = new ClusterIssuer("ca", { name: "corporate", ca: { secretName } });
        ref.apply((known) => refs.push(known));
      });
      return resources.at(-1)?.inputs.specHash;
    };
    expect(await hashOf("one")).not.toEqual(await hashOf("two"));
    expect(refs[0]).toEqual({ name: "corporate", kind: "ClusterIssuer", group: "cert-manager.io" });
  });

  it("fills in an account of its own for each directory, SHA-256 for TSIG, and the base64 of a CA bundle", async () => {
    const spec = await acmeSpec({
      ...letsEncrypt.staging,
      caBundle: "-----BEGIN CERTIFICATE-----\n",
      solvers: [
        {
          dns01: {
            rfc2136: {
              nameserver: "10.0.0.1",
              tsigKeyName: "acme",
              tsigSecretSecretRef: { name: "tsig", key: "key" },
            },
          },
        },
        { http01: { ingress: { ingressClassName: "nginx" } } },
      ],
    });
    expect(spec).toEqual({
      server: "https://acme-staging-v02.api.letsencrypt.org/directory",
      privateKeySecretRef: { name: "le-acme-staging-v02-api-letsencrypt-org-67f275" },
      caBundle: "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCg==",
      solvers: [
        {
          dns01: {
            rfc2136: {
              nameserver: "10.0.0.1",
              tsigAlgorithm: "HMACSHA256",
              tsigKeyName: "acme",
              tsigSecretSecretRef: { name: "tsig", key: "key" },
            },
          },
        },
        { http01: { ingress: { ingressClassName: "nginx" } } },
      ],
    });
    const production = await acmeSpec({ ...letsEncrypt.production });
    expect(production?.privateKeySecretRef).not.toEqual(spec?.privateKeySecretRef);
  });

  it("leaves what is not known yet to the cluster", async () => {
    const server = pulumi.output("not a URL");
    const resources = await declared(() => new ClusterIssuer("le", { acme: { server } }));
    expect(resources).toHaveLength(3);
  });
});

async function acmeSpec(acme: NonNullable<IssuerArgs["acme"]>) {
  const resources = await declared(() => new ClusterIssuer("le", { acme }));
  return (resources[1]?.inputs.spec as { acme: Record<string, unknown> } | undefined)?.acme;
}
