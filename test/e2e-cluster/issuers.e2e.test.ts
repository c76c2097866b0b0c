import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Project } from "../e2e/project.js";
import { mac, strictPebble } from "./failures/acme-servers.js";
import { type FakeVault, fakeVault, selfSigned } from "./fake-vault.js";
import { kubectl } from "./kubectl.js";
import { clusterProject, needSandbox, withCertManager } from "./node.js";

const sandbox = needSandbox();
const text = (value: unknown) => JSON.stringify(value);
const client = selfSigned("/CN=cert-manager", "extendedKeyUsage=clientAuth");
const known = {
  ...{ token: "s.token-of-a-fake", roleId: "role-id", secretId: "secret-id-of-a-fake", role: "web" },
  serviceAccount: "system:serviceaccount:default:vault",
  audience: "vault://default/by-kubernetes",
  certificate: client.certificate,
};
const byVault = ["by-token", "by-role", "by-kubernetes", "by-certificate"];
const names = ["own", "signer", "acme", ...byVault];

/** Every kind of issuer that there is something to try against; its credentials are given by their values. */
describe("issuers of every kind", () => {
  let project: Project;
  let vault: FakeVault;
  /** Two CAs that open accounts for their customers alone, as a staging and a production one. */
  let staging: { directory: string; close(): void };
  let production: { directory: string; close(): void };

  /** All of them, and a certificate of each; the ACME issuer asks this directory. */
  const program = (directory: string) =>
    withCertManager(`
const caBundle = readFileSync(${text(sandbox.caFile)}, "utf8");
const root = new kubecerts.Certificate("root", {
  namespace: certManager.namespace, secretName: "root", commonName: "Root", isCA: true, issuerRef: selfSigned.ref,
});
const signer = new kubecerts.ClusterIssuer("signer", { ca: { secretName: root.secretName } }, { dependsOn: root });

// A token of this ServiceAccount is asked for by cert-manager, which must be allowed to.
const metadata = { name: "vault", namespace: "default" };
const account = new k8s.core.v1.ServiceAccount("vault", { metadata });
const role = new k8s.rbac.v1.Role("vault", { metadata, rules: [
  { apiGroups: [""], resources: ["serviceaccounts/token"], resourceNames: ["vault"], verbs: ["create"] },
] });
const bound = new k8s.rbac.v1.RoleBinding("vault", { metadata,
  roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: role.metadata.name },
  subjects: [{ kind: "ServiceAccount", name: "cert-manager", namespace: certManager.namespace }],
});
const pair = new k8s.core.v1.Secret("pair", { metadata: { name: "vault-client", namespace: "default" },
  type: "kubernetes.io/tls",
  stringData: { "tls.crt": ${text(client.certificate)}, "tls.key": pulumi.secret(${text(client.privateKey)}) },
});
const vault = (auth) => ({ vault: { server: ${text(vault.url)}, path: "pki/sign/web", caBundle, auth } });
const here = { namespace: "default" };
const issuers = {
  own: selfSigned,
  signer,
  acme: new kubecerts.ClusterIssuer("acme", { acme: {
    server: ${text(directory)}, email: "ops@example.test", profile: "default", caBundle,
    externalAccountBinding: { keyID: "${mac.kid}", keySecretRef: { value: pulumi.secret("${mac.key}") } },
    solvers: [
      { http01: { ingress: { ingressClassName: "skipper" } } },
      { selector: { dnsZones: ["dns.example.test"] }, dns01: { rfc2136: {
        nameserver: ${text(sandbox.nameserver)}, tsigKeyName: ${text(sandbox.tsig.name)},
        tsigSecretSecretRef: { value: pulumi.secret(${text(sandbox.tsig.secret)}) },
      } } },
    ],
  } }, needs),
  "by-token": new kubecerts.Issuer("by-token", { ...here,
    ...vault({ tokenSecretRef: { value: pulumi.secret("${known.token}") } }) }, needs),
  "by-role": new kubecerts.ClusterIssuer("by-role", { clusterResourceNamespace: certManager.namespace,
    ...vault({ appRole: { path: "approle", roleId: "${known.roleId}", secretRef: { value: "${known.secretId}" } } }) }, needs),
  "by-kubernetes": new kubecerts.Issuer("by-kubernetes", { ...here,
    ...vault({ kubernetes: { role: "${known.role}", serviceAccountRef: { name: account.metadata.name } } }),
  }, { dependsOn: [certManager, bound] }),
  "by-certificate": new kubecerts.Issuer("by-certificate", { ...here,
    ...vault({ clientCertificate: { secretName: pair.metadata.name } }) }, needs),
};
for (const [name, issuer] of Object.entries(issuers))
  new kubecerts.Certificate(name, { secretName: name + "-tls", dnsNames: [name + ".example.test"],
    issuerRef: issuer.ref, privateKey: { algorithm: "ECDSA" } });`);

  beforeAll(async () => {
    [vault, staging, production] = await Promise.all([
      fakeVault(known),
      strictPebble(`refused.${sandbox.zone}`),
      strictPebble(`refused.${sandbox.zone}`),
    ]);
    project = await clusterProject("issuers");
  });

  afterAll(async () => {
    await project?.destroy();
    for (const server of [vault, staging, production]) server?.close();
    client.remove();
  });

  it("issue in the up that declares them", async () => {
    project.program(program(staging.directory));
    await project.up();
    const state = await project.state();
    expect(names.map((name) => state[name]?.outputs.revision)).toEqual(names.map(() => 1));
    expect(byVault.map((name) => state[name]?.outputs.issuerName)).toEqual(
      byVault.map(() => "CN=Fake Vault CA"),
    );
    expect([...vault.asked].sort()).toEqual([
      "/v1/auth/approle/login",
      "/v1/auth/cert/login",
      "/v1/auth/kubernetes/login",
      "/v1/pki/sign/web",
      "/v1/sys/health",
    ]);
  });

  it("leave no credential in the state in plain text", async () => {
    const { stdout } = await project.pulumi("stack", "export");
    for (const secret of [known.token, known.secretId, mac.key, sandbox.tsig.secret, client.privateKey])
      expect(stdout).not.toContain(text(secret).slice(1, -1));
  });

  it("make their Secrets where cert-manager looks", () => {
    const selector = "--selector app.kubernetes.io/managed-by=pulumi-kubecerts --field-selector type=Opaque";
    const made = (namespace: string) =>
      kubectl(`get secrets ${selector} --namespace ${namespace} --output jsonpath={.items[*].metadata.name}`);
    expect([made("default"), made("cert-manager")]).toEqual([
      "by-token-auth",
      "acme-external-account-binding acme-rfc2136 by-role-app-role",
    ]);
  });

  it("issue again from another directory, which the preview told", async () => {
    await project.up("--expect-no-changes");
    project.program(program(production.directory));
    expect((await project.preview()).text).toContain(
      `reissue - issuerRef was ${staging.directory}, wanted ${production.directory}; revision 2`,
    );
    await project.up();
    expect((await project.state()).acme?.outputs.revision).toBe(2);
    await project.up("--expect-no-changes");
  });
});
