import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { letsEncrypt, zeroSsl } from "../../sdk/directories.js";
import { ClusterIssuer, Issuer } from "../../sdk/issuer.js";
import { type Declared, declared } from "./declared.js";

type Inputs = Readonly<Record<string, unknown>>;

function secretsOf(resources: readonly Declared[]) {
  return resources
    .filter(({ type }) => type === "kubernetes:core/v1:Secret")
    .map(({ name, inputs }) => ({ declaredAs: name, ...inputs }) as Inputs & { declaredAs: string })
    .sort((one, other) => (one.declaredAs < other.declaredAs ? -1 : 1));
}

function specOf(resources: readonly Declared[]): Inputs | undefined {
  return resources.find(({ type }) => type.startsWith("kubernetes:cert-manager.io"))?.inputs.spec as Inputs;
}

/** The engine wraps a secret on the wire. */
const secret = (value: unknown) => ({ "4dabf18193072939515e22adb298388d": expect.any(String), value });
const owner = {
  "app.kubernetes.io/managed-by": "pulumi-kubecerts",
  "kubecerts.io/owner": expect.stringMatching(/^[0-9a-f]{32}$/),
};

describe("a credential that is given by its value", () => {
  it("becomes a Secret beside cert-manager, named after the issuer and the solver, before the ClusterIssuer", async () => {
    const resources = await declared(() => {
      const cloudflare = (value: pulumi.Input<string>) => ({
        dns01: { cloudflare: { apiTokenSecretRef: { value } } },
      });
      new ClusterIssuer("web", {
        name: "public",
        clusterResourceNamespace: "certs",
        acme: {
          ...zeroSsl,
          externalAccountBinding: { keyID: "1", keySecretRef: { value: pulumi.secret("mac") } },
          solvers: [cloudflare("one"), cloudflare(pulumi.output("two"))],
        },
      });
    });
    const made = (suffix: string, stringData: object) => ({
      declaredAs: `web-${suffix}`,
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: `public-${suffix}`, namespace: "certs", labels: owner },
      stringData: secret(stringData),
    });
    expect(secretsOf(resources)).toEqual([
      made("cloudflare", { "api-token": "one" }),
      made("cloudflare-2", { "api-token": "two" }),
      made("external-account-binding", { key: "mac" }),
    ]);
    expect(specOf(resources)?.acme).toMatchObject({
      externalAccountBinding: {
        keyID: "1",
        keySecretRef: { name: "public-external-account-binding", key: "key" },
      },
      solvers: [
        { dns01: { cloudflare: { apiTokenSecretRef: { name: "public-cloudflare", key: "api-token" } } } },
        { dns01: { cloudflare: { apiTokenSecretRef: { name: "public-cloudflare-2", key: "api-token" } } } },
      ],
    });
    const types = resources.map(({ type }) => type);
    expect(types.indexOf("kubernetes:cert-manager.io/v1:ClusterIssuer")).toBeGreaterThan(
      types.lastIndexOf("kubernetes:core/v1:Secret"),
    );
  });

  it("shares one Secret with the others of its solver, or of Vault's way to log in", async () => {
    const resources = await declared(() => {
      new Issuer("edge", {
        namespace: "shop",
        acme: {
          ...letsEncrypt.staging,
          privateKeySecretRef: { value: "account" },
          solvers: [
            {
              dns01: {
                akamai: {
                  serviceConsumerDomain: "luna.test",
                  clientTokenSecretRef: { value: "a" },
                  clientSecretSecretRef: { value: "b" },
                  accessTokenSecretRef: { value: "c" },
                },
              },
            },
          ],
        },
      });
    });
    expect(secretsOf(resources).map(({ metadata, stringData }) => [metadata, stringData])).toEqual([
      [{ name: "edge-acme", namespace: "shop", labels: owner }, secret({ "tls.key": "account" })],
      [
        { name: "edge-akamai", namespace: "shop", labels: owner },
        secret({ "client-token": "a", "client-secret": "b", "access-token": "c" }),
      ],
    ]);
  });

  it("may be all that is in a Secret, where a whole one is referred to", async () => {
    const resources = await declared(() => {
      const credentialsRef = { values: { username: "ops", password: "pass" } };
      new Issuer("tpp", { venafi: { zone: "web", tpp: { url: "https://tpp.test/vedsdk", credentialsRef } } });
    });
    expect(secretsOf(resources)[0]).toMatchObject({
      metadata: { name: "tpp-tpp", namespace: "default" },
      stringData: secret({ username: "ops", password: "pass" }),
    });
    expect(specOf(resources)).toEqual({
      venafi: { zone: "web", tpp: { url: "https://tpp.test/vedsdk", credentialsRef: { name: "tpp-tpp" } } },
    });
  });
});
