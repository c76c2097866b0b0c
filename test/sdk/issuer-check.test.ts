import type * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { googleTrustServices, letsEncrypt, sslCom, zeroSsl } from "../../sdk/directories.js";
import { ClusterIssuer, Issuer } from "../../sdk/issuer.js";
import type { IssuerArgs } from "../../sdk/issuer-args.js";
import { declared, thrownBy } from "./declared.js";

type Row = readonly [sentence: string, args: object, properties: readonly string[]];

const http = { http01: { ingress: {} } };
const reference = { name: "a", key: "k" };
const acme = (fields: object) => ({ acme: { ...letsEncrypt.staging, ...fields } });
const solver = (fields: object) => acme({ solvers: [fields] });
const dns = (dns01: object) => solver({ dns01 });
const vault = (fields: object) => ({
  vault: {
    server: "https://vault.test:8200",
    path: "pki/sign/web",
    auth: { tokenSecretRef: reference },
    ...fields,
  },
});
const at = "acme.solvers[0].dns01";

const rows: readonly Row[] = [
  ["name no type of issuer", {}, ["selfSigned | ca | acme | vault | venafi"]],
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
      acme: { email: "Ops <ops@example.com>", preferredChain: "x".repeat(65), emial: "a", solvers: {} },
    },
    [
      "name",
      "namespace",
      "timeout",
      "acme.emial",
      "acme.solvers",
      "acme.server",
      "acme.email",
      "acme.preferredChain",
    ],
  ],
  ["trust a bundle and everybody", acme({ caBundle: "x", skipTLSVerify: true }), ["acme.skipTLSVerify"]],
  [
    "bind an account without its key",
    acme({ externalAccountBinding: { keyID: "1" } }),
    ["acme.externalAccountBinding.keySecretRef"],
  ],
  ["leave the binding out that ZeroSSL wants", { acme: zeroSsl }, ["acme.externalAccountBinding"]],
  [
    "leave the binding out that Google wants",
    { acme: googleTrustServices.staging },
    ["acme.externalAccountBinding"],
  ],
  ["leave the binding out that SSL.com wants", { acme: sslCom.ecc }, ["acme.externalAccountBinding"]],
  ["ask Let's Encrypt for a duration", acme({ enableDurationFeature: true }), ["acme.enableDurationFeature"]],
  ["give a solver no way", solver({}), ["acme.solvers[0].http01 | dns01"]],
  [
    "give a solver two ways",
    solver({ ...http, dns01: { digitalocean: { tokenSecretRef: reference } } }),
    [at],
  ],
  [
    "name an unknown DNS provider",
    dns({ cloudfare: {} }),
    [`${at}.cloudfare`, expect.stringContaining(`${at}.rfc2136 | `) as unknown as string],
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
      "acme.solvers[0].http01.gatewayHTTPRoute.parentRefs[0].name",
      "acme.solvers[0].http01.gatewayHTTPRoute.serviceType",
      "acme.solvers[0].http01.gatewayHTTPRoute.parentRefs[1].name",
    ],
  ],
  [
    "wait for no time that there is",
    solver({ ...http, waitInsteadOfSelfCheck: true }),
    ["acme.solvers[0].waitInsteadOfSelfCheck"],
  ],
  [
    "select by a name that is no list",
    solver({ ...http, selector: { dnsNames: "a.test", dnsZone: ["test"] } }),
    ["acme.solvers[0].selector.dnsNames", "acme.solvers[0].selector.dnsZone"],
  ],
  [
    "name a TSIG key without its secret",
    dns({ rfc2136: { nameserver: "10.0.0.1", tsigKeyName: "k" } }),
    [`${at}.rfc2136.tsigSecretSecretRef`],
  ],
  [
    "name a TSIG algorithm that is none",
    dns({ rfc2136: { nameserver: "10.0.0.1", tsigAlgorithm: "hmac-sha256" } }),
    [`${at}.rfc2136.tsigAlgorithm`],
  ],
  [
    "give Cloudflare a token and a key",
    dns({ cloudflare: { apiTokenSecretRef: reference, apiKeySecretRef: reference } }),
    [`${at}.cloudflare.apiKeySecretRef`],
  ],
  [
    "give Cloudflare a key without the account",
    dns({ cloudflare: { apiKeySecretRef: reference } }),
    [`${at}.cloudflare.email`],
  ],
  [
    "give Route 53 half an access key",
    dns({ route53: { accessKeyID: "AKIA" } }),
    [`${at}.route53.secretAccessKeySecretRef`],
  ],
  [
    "give Azure a client without its tenant, and an identity beside it",
    dns({
      azureDNS: {
        subscriptionID: "s",
        clientID: "c",
        clientSecretSecretRef: reference,
        managedIdentity: {},
        zoneType: "Private",
      },
    }),
    [
      `${at}.azureDNS.zoneType`,
      `${at}.azureDNS.resourceGroupName`,
      `${at}.azureDNS.tenantID`,
      `${at}.azureDNS.managedIdentity`,
    ],
  ],
  [
    "refer to a Secret without one of its fields",
    dns({ digitalocean: { tokenSecretRef: { name: "do" } } }),
    [`${at}.digitalocean.tokenSecretRef.key`],
  ],
  [
    "leave out what Akamai, Google and acme-dns want",
    acme({ solvers: [{ dns01: { akamai: {} } }, { dns01: { cloudDNS: {} } }, { dns01: { acmeDNS: {} } }] }),
    [
      `${at}.akamai.accessTokenSecretRef`,
      `${at}.akamai.clientSecretSecretRef`,
      `${at}.akamai.clientTokenSecretRef`,
      `${at}.akamai.serviceConsumerDomain`,
      "acme.solvers[1].dns01.cloudDNS.project",
      "acme.solvers[2].dns01.acmeDNS.accountSecretRef",
      "acme.solvers[2].dns01.acmeDNS.host",
    ],
  ],
  ["reach a Vault nowhere", { vault: {} }, ["vault.auth", "vault.path", "vault.server"]],
  ["go up in Vault's paths", vault({ path: "pki/../sys" }), ["vault.path"]],
  [
    "log in at Vault in two ways",
    vault({ auth: { tokenSecretRef: reference, kubernetes: { role: "web", secretRef: reference } } }),
    ["vault.auth.kubernetes"],
  ],
  [
    "log in at Vault by a role without saying where its secret ID lies",
    vault({ auth: { appRole: { path: "approle", roleId: "r", secretRef: { name: "a" } } } }),
    ["vault.auth.appRole.secretRef.key"],
  ],
  [
    "log in at Vault by Kubernetes with nobody's token",
    vault({ auth: { kubernetes: { role: "web" } } }),
    ["vault.auth.kubernetes.secretRef | serviceAccountRef"],
  ],
  [
    "give Vault a client certificate without its key",
    vault({ clientCertSecretRef: reference }),
    ["vault.clientKeySecretRef"],
  ],
  ["name a Venafi zone nowhere", { venafi: { zone: "web" } }, ["venafi.tpp | cloud | ngts"]],
  [
    "name one in two places",
    { venafi: { zone: "web", cloud: { apiTokenSecretRef: reference }, tpp: { url: "tpp" } } },
    ["venafi.tpp.credentialsRef", "venafi.cloud", "venafi.tpp.url"],
  ],
];

describe("wrong arguments", () => {
  it.each(rows)("%s", async (_sentence, args, properties) => {
    await declared(() => {
      const error = thrownBy(() => new Issuer("web", args as IssuerArgs)) as pulumi.InputPropertiesError;
      expect(error.errors?.map(({ propertyPath }) => propertyPath)).toEqual(properties);
      for (const { reason } of error.errors ?? []) expect(error.message).toContain(reason);
    });
  });

  it("say which URLs a server may have: cert-manager asks by http too", async () => {
    await declared(() => {
      expect(String(thrownBy(() => new ClusterIssuer("web", acme({ server: "ldap://ca.test" }))))).toContain(
        'acme.server must be the http or https URL of an ACME directory, not "ldap://ca.test"',
      );
    });
  });

  it("never show a credential that stands where its reference should", async () => {
    await declared(() => {
      const args = dns({ cloudflare: { apiTokenSecretRef: "s3cr3t" } }) as never;
      expect(String(thrownBy(() => new ClusterIssuer("web", args)))).toContain(
        "acme.solvers[0].dns01.cloudflare.apiTokenSecretRef must be an object, not a text",
      );
    });
  });
});
