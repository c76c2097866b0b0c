import { setTimeout as sleep } from "node:timers/promises";
import { acmeIssuer, foreignCertificate, home, issuer, keyPair, kubectl, sandbox, secret } from "./ground.js";
import type { Row } from "./row.js";

const dnsNames = (name: string) => [`${name}.example.test`];
const nothingThere = new URL(sandbox.directory).hostname;

/** Until the Secret of somebody else's Certificate is there. */
async function issued(secretName: string): Promise<void> {
  const found = () =>
    kubectl(["get", "secret", secretName, "--namespace", home, "--ignore-not-found", "--output=name"]) !== "";
  for (let left = 60; left > 0 && !found(); left--) await sleep(1000);
}

/** What is wrong with the issuer, before any order. */
export const issuerRows: readonly Row[] = [
  {
    wrong: "the issuer is missing",
    secretName: "missing",
    inputs: { dnsNames: dnsNames("missing"), issuerRef: { name: "nobody" } },
    says: /Issuer failures\/nobody is missing(?=\.)/,
  },
  {
    wrong: "the CA's Secret is missing",
    objects: () => [issuer("no-ca", { ca: { secretName: "nowhere" } })],
    secretName: "no-ca",
    inputs: { dnsNames: dnsNames("no-ca"), issuerRef: { name: "no-ca" } },
    says: /Issuer failures\/no-ca is not ready: ErrGetKeyPair: .*secrets? "nowhere" not found/,
  },
  {
    wrong: "the CA's Secret holds no certificate",
    objects: () => [
      secret("garbled", { "tls.crt": "no PEM", "tls.key": "no PEM" }, "kubernetes.io/tls"),
      issuer("garbled", { ca: { secretName: "garbled" } }),
    ],
    secretName: "garbled-tls",
    inputs: { dnsNames: dnsNames("garbled"), issuerRef: { name: "garbled" } },
    says: /Issuer failures\/garbled is not ready: Err\w+KeyPair: [^.]*\bPEM\b[^.]*/,
  },
  {
    wrong: "the CA's certificate is no CA",
    objects: () => [
      secret("leaf", keyPair(false), "kubernetes.io/tls"),
      issuer("leaf", { ca: { secretName: "leaf" } }),
    ],
    secretName: "leaf-tls",
    inputs: { dnsNames: dnsNames("leaf"), issuerRef: { name: "leaf" } },
    says: /Issuer failures\/leaf is not ready: ErrInvalidKeyPair: .*not a CA/,
  },
  {
    wrong: "the ACME directory does not answer",
    objects: () => [acmeIssuer("away", undefined, { server: `https://${nothingThere}:9/dir` })],
    secretName: "away",
    inputs: { dnsNames: dnsNames("away"), issuerRef: { name: "away" } },
    says: /Issuer failures\/away is not ready: ErrRegisterACMEAccount: .*connection refused/,
  },
  {
    wrong: "the ACME directory is not trusted (caBundle)",
    objects: () => [acmeIssuer("untrusted", undefined, { caBundle: undefined })],
    secretName: "untrusted",
    inputs: { dnsNames: dnsNames("untrusted"), issuerRef: { name: "untrusted" } },
    says: /Issuer failures\/untrusted is not ready: ErrRegisterACMEAccount: .*x509: [^.]*/,
  },
  {
    wrong: "Vault does not answer",
    objects: () => [
      secret("vault-token", { token: "none" }),
      issuer("vault", {
        vault: {
          server: `http://${nothingThere}:9`,
          path: "pki/sign/web",
          auth: { tokenSecretRef: { name: "vault-token", key: "token" } },
        },
      }),
    ],
    secretName: "vault-tls",
    inputs: { dnsNames: dnsNames("vault"), issuerRef: { name: "vault" } },
    says: /Issuer failures\/vault is not ready: VaultError: Failed to verify Vault is initialized and unsealed: .*dial tcp/,
  },
  {
    wrong: "the Secret belongs to another Certificate",
    objects: () => [
      issuer("self-signed", { selfSigned: {} }),
      foreignCertificate("theirs", "theirs-tls", { name: "self-signed" }),
    ],
    secretName: "theirs-tls",
    before: () => issued("theirs-tls"),
    inputs: { dnsNames: dnsNames("theirs"), issuerRef: { name: "self-signed" } },
    says: /the Secret belongs to cert-manager's Certificate theirs/,
  },
  {
    wrong: "another Certificate names the same Secret, and is older",
    objects: () => [foreignCertificate("older", "shared-tls", { name: "nobody" })],
    secretName: "shared-tls",
    inputs: { dnsNames: dnsNames("shared"), issuerRef: { name: "self-signed" } },
    says: /is passed by: Certificate failures\/older owns the Secret shared-tls, which both name/,
  },
];
