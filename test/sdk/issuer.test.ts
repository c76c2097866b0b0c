import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { letsEncrypt } from "../../sdk/directories.js";
import { ClusterIssuer, Issuer } from "../../sdk/issuer.js";
import type { NamespacedIssuerArgs } from "../../sdk/issuer-args.js";
import { declared, thrownBy } from "./declared.js";

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

async function acmeSpec(acme: NonNullable<NamespacedIssuerArgs["acme"]>) {
  const resources = await declared(() => new ClusterIssuer("le", { acme }));
  return (resources[1]?.inputs.spec as { acme: Record<string, unknown> } | undefined)?.acme;
}

describe("wrong arguments", () => {
  const rows: readonly [sentence: string, args: object, properties: string[]][] = [
    ["name no type of issuer", {}, ["selfSigned | ca | acme"]],
    ["name two", { selfSigned: {}, ca: { secretName: "ca" } }, ["ca"]],
    ["name a Secret that cannot be", { ca: { secretName: "No Secret" } }, ["ca.secretName"]],
    ["leave the Secret out", { ca: {} }, ["ca.secretName"]],
    ["name a server that is no URL", { acme: { server: "letsencrypt" } }, ["acme.server"]],
    [
      "are all told at once",
      {
        name: "Web",
        namespace: "a.b",
        timeout: "soon",
        acme: { email: "Ops <ops@example.com>", preferredChain: "x".repeat(65) },
      },
      ["name", "namespace", "timeout", "acme.server", "acme.email", "acme.preferredChain"],
    ],
    ["trust a bundle and everybody", acme({ caBundle: "x", skipTLSVerify: true }), ["acme.skipTLSVerify"]],
    [
      "bind an account without its key",
      acme({ externalAccountBinding: { keyID: "1" } }),
      ["acme.externalAccountBinding.keySecretRef"],
    ],
    ["give a solver no way", solver({}), ["acme.solvers[0].http01 | dns01"]],
    [
      "give a solver two ways",
      solver({ http01: { ingress: {} }, dns01: { webhook: {} } }),
      ["acme.solvers[0].dns01"],
    ],
    [
      "name an unknown DNS provider",
      solver({ dns01: { cloudfare: {} } }),
      [expect.stringContaining("acme.solvers[0].dns01.rfc2136 | ")],
    ],
    [
      "name two ingress classes",
      solver({ http01: { ingress: { ingressClassName: "a", class: "b" } } }),
      ["acme.solvers[0].http01.ingress.class"],
    ],
    [
      "attach a challenge to Gateways without a name",
      solver({ http01: { gatewayHTTPRoute: { serviceType: "None", parentRefs: [{}, { name: "A b" }] } } }),
      [
        "acme.solvers[0].http01.gatewayHTTPRoute.serviceType",
        "acme.solvers[0].http01.gatewayHTTPRoute.parentRefs[0].name",
        "acme.solvers[0].http01.gatewayHTTPRoute.parentRefs[1].name",
      ],
    ],
    [
      "wait for no time that there is",
      solver({ http01: { ingress: {} }, waitInsteadOfSelfCheck: true }),
      ["acme.solvers[0].waitInsteadOfSelfCheck"],
    ],
    [
      "name a TSIG key without its secret",
      solver({ dns01: { rfc2136: { nameserver: "10.0.0.1", tsigKeyName: "k" } } }),
      ["acme.solvers[0].dns01.rfc2136.tsigSecretSecretRef"],
    ],
    [
      "name a TSIG algorithm that is none",
      solver({ dns01: { rfc2136: { nameserver: "10.0.0.1", tsigAlgorithm: "hmac-sha256" } } }),
      ["acme.solvers[0].dns01.rfc2136.tsigAlgorithm"],
    ],
    [
      "give Cloudflare a token and a key",
      solver({
        dns01: {
          cloudflare: {
            apiTokenSecretRef: { name: "a", key: "k" },
            apiKeySecretRef: { name: "b", key: "k" },
          },
        },
      }),
      ["acme.solvers[0].dns01.cloudflare.apiKeySecretRef"],
    ],
    [
      "give Cloudflare a key without the account",
      solver({ dns01: { cloudflare: { apiKeySecretRef: { name: "b", key: "k" } } } }),
      ["acme.solvers[0].dns01.cloudflare.email"],
    ],
    [
      "give Route 53 half an access key",
      solver({ dns01: { route53: { accessKeyID: "AKIA" } } }),
      ["acme.solvers[0].dns01.route53.secretAccessKeySecretRef"],
    ],
  ];
  it.each(rows)("%s", async (_sentence, args, properties) => {
    await declared(() => {
      const error = thrownBy(
        () => new Issuer("web", args as NamespacedIssuerArgs),
      ) as pulumi.InputPropertiesError;
      expect(error.errors?.map(({ propertyPath }) => propertyPath)).toEqual(properties);
      for (const { reason } of error.errors ?? []) expect(error.message).toContain(reason);
    });
  });
});

function acme(fields: object): object {
  return { acme: { ...letsEncrypt.staging, ...fields } };
}

function solver(fields: object): object {
  return acme({ solvers: [fields] });
}
