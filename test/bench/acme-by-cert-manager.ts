import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { stringify } from "yaml";
import { startPebble } from "../acme/pebble.js";
import { type AcmeMeasurement, countOf, medianOf, type Way } from "./acme-rows.js";
import type { Ground } from "./ground.js";

/** By DNS-01 it waits a fixed minute each time, beside which nothing varies. */
const turns = { http01: 3, dns01: 1 } as const;

/**
 * The same work by cert-manager on the real node, from the Certificates that are applied until they are Ready, by a
 * Pebble that waits for nothing: the node's BIND and its ingress answer. The account is known, as with the provider.
 */
export async function issuancesByCertManager(
  ground: Ground,
  count: number,
  way: Way,
): Promise<AcmeMeasurement> {
  await ground.needCertManager();
  const { cluster, folder } = ground;
  const { nameserver, ingress, zone } = cluster.facts;
  const pebble = await startPebble(nameserver, { httpPort: 80 }, {}, ingress);
  const namespace = `${cluster.name}-acme-${way}-${count}`;
  // Not waited for in this thread, which reads Pebble's log meanwhile.
  const kubectl = async (...args: string[]) => {
    const all = ["--kubeconfig", cluster.facts.kubeconfig, "--namespace", namespace, ...args];
    await promisify(execFile)("kubectl", all);
  };
  const apply = async (objects: readonly object[]) => {
    const file = join(folder, "cert-manager.yaml");
    writeFileSync(file, objects.map((object) => stringify(object)).join("---\n"), { mode: 0o600 });
    await kubectl("apply", "--filename", file);
  };
  const issue = async (names: readonly string[]) => {
    await apply(names.map((name) => certificate(name, `${name}.${zone}`)));
    const wanted = names.map((name) => `certificate/${name}`);
    await kubectl("wait", "--for=condition=Ready", "--timeout=300s", ...wanted);
  };
  cluster.kubectl("create", "namespace", namespace);
  try {
    await apply(issuer(way, pebble.directory, pebble.caBundle, cluster.facts));
    await kubectl("wait", "--for=condition=Ready", "--timeout=60s", "issuer/pebble");
    const taken: AcmeMeasurement[] = [];
    for (let turn = 0; turn < turns[way]; turn++) {
      const names = Array.from({ length: count }, (_, index) => `bench-${way}-${count}-${turn}-${index}`);
      const before = pebble.asked().length;
      const began = performance.now();
      await issue(names);
      const seconds = (performance.now() - began) / 1000;
      taken.push({ seconds, ...countOf(pebble.asked().slice(before), count) });
    }
    return medianOf(taken);
  } finally {
    await kubectl("delete", "namespace", namespace);
    await pebble.close();
  }
}

function certificate(name: string, dnsName: string): object {
  return {
    apiVersion: "cert-manager.io/v1",
    kind: "Certificate",
    metadata: { name },
    spec: {
      secretName: `${name}-tls`,
      dnsNames: [dnsName],
      privateKey: { algorithm: "ECDSA", rotationPolicy: "Always" },
      issuerRef: { name: "pebble", kind: "Issuer" },
    },
  };
}

function issuer(
  way: Way,
  server: string,
  caBundle: string,
  { nameserver, tsig }: Ground["cluster"]["facts"],
): object[] {
  const solvers = {
    http01: { http01: { ingress: { ingressClassName: "skipper" } } },
    dns01: {
      dns01: {
        rfc2136: {
          nameserver,
          tsigKeyName: tsig.name,
          tsigAlgorithm: "HMACSHA256",
          tsigSecretSecretRef: { name: "tsig", key: "key" },
        },
      },
    },
  };
  const acme = {
    server,
    caBundle: Buffer.from(caBundle).toString("base64"),
    profile: "default",
    privateKeySecretRef: { name: "account" },
    solvers: [solvers[way]],
  };
  return [
    { apiVersion: "v1", kind: "Secret", metadata: { name: "tsig" }, stringData: { key: tsig.secret } },
    { apiVersion: "cert-manager.io/v1", kind: "Issuer", metadata: { name: "pebble" }, spec: { acme } },
  ];
}
