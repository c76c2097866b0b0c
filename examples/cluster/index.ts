// cert-manager by Helm, an ACME issuer proven by HTTP-01, a certificate, and the Ingress that serves it.
import { networking } from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { Certificate, CertManager, ClusterIssuer, letsEncrypt } from "pulumi-kubecerts";

// `pulumi config set` changes any of these; the demo points them at its own ACME server.
const config = new pulumi.Config();
const host = config.get("host") ?? "shop.example.com";
const ingressClassName = config.get("ingressClassName") ?? "nginx";

const certManager = new CertManager("cert-manager", config.getObject("certManager") ?? {});

const solvers = [{ http01: { ingress: { ingressClassName } } }];
const acme = {
  ...letsEncrypt.staging,
  email: "ops@example.com",
  ...config.getObject<object>("acme"),
  solvers,
};
const issuer = new ClusterIssuer("acme", { acme }, { dependsOn: certManager });

const web = new Certificate("web", {
  secretName: "web-tls",
  dnsNames: [host],
  issuerRef: issuer.ref,
});

const backend = { service: { name: "web", port: { number: 80 } } };
new networking.v1.Ingress("ingress", {
  metadata: { annotations: { "pulumi.com/skipAwait": "true" } },
  spec: {
    ingressClassName,
    tls: [{ hosts: [host], secretName: web.secretName }],
    rules: [{ host, http: { paths: [{ path: "/", pathType: "Prefix", backend }] } }],
  },
});

export const expires = web.notAfter;
export const serialNumber = web.serialNumber;
