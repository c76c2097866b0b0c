// A wildcard and its apex from Let's Encrypt's staging directory, proven by DNS updates; no cert-manager.
import * as pulumi from "@pulumi/pulumi";
import { Certificate, letsEncrypt } from "pulumi-kubecerts";

// `pulumi config set` changes any of these; the TSIG key is read from the environment when it is needed.
const config = new pulumi.Config();
const domain = config.get("domain") ?? "example.com";
const nameserver = config.get("nameserver") ?? "ns1.example.com";

const web = new Certificate("web", {
  secretName: "web-tls",
  dnsNames: [domain, `*.${domain}`],
  privateKey: { algorithm: "ECDSA" },
  issuer: {
    acme: {
      ...letsEncrypt.staging,
      email: `ops@${domain}`,
      solvers: [
        { dns01: { rfc2136: { nameserver, tsigKeyName: "acme", tsigSecretSecretRef: { env: "TSIG_KEY" } } } },
      ],
      ...config.getObject<object>("acme"),
    },
  },
  store: { directory: "certs" }, // without it: the cluster that kubectl would use
});

export const expires = web.notAfter;
