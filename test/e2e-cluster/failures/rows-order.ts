import { setTimeout as sleep } from "node:timers/promises";
import { acmeIssuer, home, kubectl, sandbox } from "./ground.js";
import type { Row } from "./row.js";
import { servers } from "./servers.js";

const orderOf = (name: string) => `Order failures/${name}-1-\\d+`;

/** An approver's no, as it gives it, once there is something to judge. */
async function deny(request: string): Promise<void> {
  const condition = {
    type: "Denied",
    status: "True",
    reason: "Policy",
    message: "no certificates for example.test",
    lastTransitionTime: new Date().toISOString(),
  };
  const patch = JSON.stringify({ status: { conditions: [condition] } });
  const found = () =>
    kubectl(["get", "certificaterequests", "--namespace", home, "--output=name"]).includes(`/${request}\n`);
  for (let left = 60; left > 0 && !found(); left--) await sleep(500);
  kubectl([
    "patch",
    "certificaterequest",
    request,
    "--namespace",
    home,
    "--subresource=status",
    "--type=merge",
    `--patch=${patch}`,
  ]);
}

/** An issuer of another group: its kind is there, its controller is not. */
export const theirKind = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "theirissuers.failures.example.com" },
  spec: {
    group: "failures.example.com",
    names: { kind: "TheirIssuer", plural: "theirissuers", singular: "theirissuer" },
    scope: "Namespaced",
    versions: [{ name: "v1", served: true, storage: true, schema: { openAPIV3Schema: { type: "object" } } }],
  },
};
const theirs = { name: "theirs", kind: "TheirIssuer", group: "failures.example.com" };

/** What an approver or the CA says to the request itself. */
const binding = { keyID: servers.kid, keySecretRef: { name: "mac", key: "key" } };

export const orderRows: readonly Row[] = [
  {
    wrong: "nobody approves (no approver for an external issuer)",
    secretName: "unapproved",
    inputs: { dnsNames: ["unapproved.example.test"], issuerRef: theirs },
    says: /CertificateRequest failures\/unapproved-1 is not approved: its signer is theirissuers\.failures\.example\.com\/failures\.theirs/,
  },
  {
    wrong: "an approver denies",
    secretName: "denied",
    inputs: { dnsNames: ["denied.example.test"], issuerRef: theirs },
    meanwhile: () => deny("denied-1"),
    says: /CertificateRequest failures\/denied-1 was denied by an approver: no certificates for example\.test/,
  },
  {
    wrong: "the CA wants an external account binding",
    objects: () => [acmeIssuer("unbound", undefined, { server: servers.strict })],
    secretName: "unbound",
    inputs: { dnsNames: ["unbound.example.test"], issuerRef: { name: "unbound" } },
    says: /Issuer failures\/unbound is not ready: ErrRegisterACMEAccount: .*externalAccountRequired/,
  },
  {
    wrong: "the external account binding is another one's",
    objects: () => [
      acmeIssuer("misbound", undefined, {
        server: servers.strict,
        externalAccountBinding: { ...binding, keySecretRef: { name: "mac", key: "wrong" } },
      }),
    ],
    secretName: "misbound",
    inputs: { dnsNames: ["misbound.example.test"], issuerRef: { name: "misbound" } },
    says: /Issuer failures\/misbound is not ready: ErrRegisterACMEAccount: .*(unauthorized|malformed)/,
  },
  {
    wrong: "the CA does not issue for the name",
    objects: () => [
      acmeIssuer("bound", undefined, { server: servers.strict, externalAccountBinding: binding }),
    ],
    secretName: "refused",
    inputs: { dnsNames: ["www.refused.example.test"], issuerRef: { name: "bound" } },
    says: new RegExp(`${orderOf("refused")} was refused for a name: .*?rejectedIdentifier: [^;]*`),
  },
  {
    wrong: "the CA does not know the profile",
    objects: () => [acmeIssuer("profile", undefined, { profile: "tomorrow" })],
    secretName: "profile",
    inputs: { dnsNames: ["profile.example.test"], issuerRef: { name: "profile" } },
    says: new RegExp(`${orderOf("profile")} was refused for its profile: .*tomorrow`),
  },
  {
    wrong: "a CAA record forbids this CA",
    isFake: true,
    objects: () => [acmeIssuer("proxied", undefined, { server: servers.refusing })],
    secretName: "caa",
    inputs: { dnsNames: ["caa.example.test"], issuerRef: { name: "proxied" } },
    says: new RegExp(`${orderOf("caa")} was refused for a CAA record: .*CAA record for caa\\.example\\.test`),
  },
  {
    wrong: "the CA's rate limit is reached",
    isFake: true,
    secretName: "limited",
    inputs: { dnsNames: ["limited.example.test"], issuerRef: { name: "proxied" } },
    says: new RegExp(
      `${orderOf("limited")} was refused: the CA's rate limit is reached: .*too many certificates`,
    ),
  },
  {
    wrong: "no solver fits the name",
    objects: () => [
      acmeIssuer("others", { http01: { ingress: {} }, selector: { dnsZones: ["other.test"] } }),
    ],
    secretName: "unsolved",
    inputs: { dnsNames: [`unsolved.${sandbox.zone}`], issuerRef: { name: "others" } },
    says: new RegExp(
      `${orderOf("unsolved")} has a name that no solver fits: .*no configured challenge solvers`,
    ),
  },
  {
    wrong: "a wildcard has HTTP-01 alone",
    secretName: "wildcard",
    inputs: { dnsNames: [`*.wild.${sandbox.zone}`], issuerRef: { name: "pebble", kind: "ClusterIssuer" } },
    says: new RegExp(
      `${orderOf("wildcard")} has a name that no solver fits: .*no configured challenge solvers`,
    ),
  },
];
