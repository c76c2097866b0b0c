// A private PKI on cert-manager: a root that signs itself, an issuer that signs with it, a leaf, and what clients trust.
import * as pulumi from "@pulumi/pulumi";
import { Certificate, CertManager, ClusterIssuer, TrustBundle } from "pulumi-kubecerts";

const config = new pulumi.Config();
const certManager = new CertManager("cert-manager", config.getObject("certManager") ?? {});

const selfSigned = new ClusterIssuer("self-signed", { selfSigned: {} }, { dependsOn: certManager });
const root = new Certificate("root", {
  namespace: certManager.namespace, // where a ClusterIssuer's Secret lies
  secretName: "root-ca",
  commonName: "Example Root",
  isCA: true,
  duration: "87600h",
  privateKey: { algorithm: "ECDSA" },
  issuerRef: selfSigned.ref,
  renewal: { trigger: config.get("rotation") ?? "1" }, // another value: a new root with a new key
});

// Old and new root, for thirty days after a rotation; written before anything that the new one signs.
const roots = new TrustBundle("roots", {
  sources: [root.certificatePem],
  keepOld: "720h",
  configMap: { name: "example-roots" },
});

const ca = new ClusterIssuer("ca", { ca: { secretName: root.secretName } }, { dependsOn: roots });
const web = new Certificate("web", {
  secretName: "web-tls",
  dnsNames: ["web.example.internal"],
  issuerRef: ca.ref,
  renewal: { trigger: root.fingerprint }, // cert-manager does not renew what a replaced CA has signed
});

export const expires = web.notAfter;
