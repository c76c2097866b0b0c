// Servers that take up a renewed certificate: one restarts by its fingerprint, one reads the mounted Secret again.
import { apps } from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { Certificate } from "pulumi-kubecerts";

const config = new pulumi.Config();
const web = new Certificate("web", {
  secretName: "web-tls",
  dnsNames: ["web.example.internal"],
  issuer: { selfSigned: {} }, // or issuerRef: the Secret is the same
  renewal: { trigger: config.get("trigger") ?? "1" }, // another value: a new certificate with a new key
});

const serves = `
const { readFileSync, watch } = require("node:fs");
const pair = () => ({ cert: readFileSync("/tls/tls.crt"), key: readFileSync("/tls/tls.key") });
const server = require("node:https").createServer(pair(), (_, answer) => answer.end("served\\n")).listen(8443);
process.on("SIGTERM", () => process.exit());`;
// The kubelet writes a Secret's volume aside, and then lets ..data lead to it: all of it is new at once.
const reloads = `${serves}
watch("/tls", (_, name) => name === "..data" && server.setSecureContext(pair()));`;

function deploy(name: string, script: string, annotations: Record<string, pulumi.Input<string>>) {
  const labels = { app: name };
  const container = {
    name: "server",
    image: "node:22-alpine",
    command: ["node", "--eval", script],
    readinessProbe: { tcpSocket: { port: 8443 }, periodSeconds: 1 },
    volumeMounts: [{ name: "tls", mountPath: "/tls", readOnly: true }],
  };
  const volumes = [{ name: "tls", secret: { secretName: web.secretName } }];
  const template = { metadata: { labels, annotations }, spec: { containers: [container], volumes } };
  new apps.v1.Deployment(name, { metadata: { name }, spec: { selector: { matchLabels: labels }, template } });
}

deploy("restarts", serves, { "example.com/certificate": web.fingerprint });
deploy("reloads", reloads, {});
