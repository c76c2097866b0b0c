// A root CA and a certificate signed by it, kept as Secret manifests in ./certs. No cluster, no account.
import { Certificate } from "pulumi-kubecerts";

const store = { directory: "certs" };

const root = new Certificate("root", {
  secretName: "root-ca",
  commonName: "Example Root",
  isCA: true,
  duration: "87600h",
  issuer: { selfSigned: {} },
  store,
});

const web = new Certificate("web", {
  secretName: "web-tls",
  dnsNames: ["shop.example.com"],
  issuer: { ca: root },
  store,
});

export const expires = web.notAfter;
