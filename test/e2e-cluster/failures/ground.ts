import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { needSandbox } from "../node.js";

export const sandbox = needSandbox();

/** The namespace of all failures that need none of their own. */
export const home = "failures";

/** An API object, as kubectl takes it. */
export type Manifest = Readonly<Record<string, unknown>>;

/** What kubectl prints; an Error with what it says where it fails. */
export function kubectl(args: readonly string[], input?: string): string {
  const { status, stdout, stderr } = spawnSync("kubectl", ["--kubeconfig", sandbox.kubeconfig, ...args], {
    encoding: "utf8",
    ...(input === undefined ? {} : { input }),
  });
  if (status !== 0) throw new Error(`kubectl ${args.join(" ")}: ${stderr}`);
  return stdout;
}

export function apply(manifests: readonly Manifest[]): void {
  if (manifests.length === 0) return;
  kubectl(["apply", "-f", "-"], JSON.stringify({ apiVersion: "v1", kind: "List", items: manifests }));
}

export const namespace = (name: string): Manifest => ({
  apiVersion: "v1",
  kind: "Namespace",
  metadata: { name },
});

export function secret(
  name: string,
  stringData: Readonly<Record<string, string>>,
  type = "Opaque",
): Manifest {
  return { apiVersion: "v1", kind: "Secret", metadata: { name, namespace: home }, type, stringData };
}

export function issuer(name: string, spec: object): Manifest {
  return { apiVersion: "cert-manager.io/v1", kind: "Issuer", metadata: { name, namespace: home }, spec };
}

export const http01 = { http01: { ingress: { ingressClassName: "skipper" } } };

/** An Issuer that asks Pebble, with an account of its own. */
export function acmeIssuer(name: string, solver: object = http01, more: object = {}): Manifest {
  const acme = {
    server: sandbox.directory,
    email: "ops@example.test",
    profile: "default", // unless it is named, Pebble picks one at random
    caBundle: readFileSync(sandbox.caFile).toString("base64"),
    privateKeySecretRef: { name: `${name}-account` },
    solvers: [solver],
    ...more,
  };
  return issuer(name, { acme });
}

/** cert-manager's own Certificate, of somebody else. */
export function foreignCertificate(name: string, secretName: string, issuerRef: object): Manifest {
  const spec = { secretName, dnsNames: [`${name}.example.test`], issuerRef };
  return { apiVersion: "cert-manager.io/v1", kind: "Certificate", metadata: { name, namespace: home }, spec };
}

/** Adds a record to the sandbox's zone, or takes all of its name away. */
export function dnsRecord(name: string, record?: string): void {
  const [host = "", port = "53"] = sandbox.nameserver.split(":");
  const change = record === undefined ? `update delete ${name}.` : `update add ${name}. 1 ${record}`;
  const { status, stderr } = spawnSync(
    "nsupdate",
    ["-y", `${sandbox.tsig.algorithm}:${sandbox.tsig.name}:${sandbox.tsig.secret}`],
    { input: `server ${host} ${port}\nzone ${sandbox.zone}\n${change}\nsend\n`, encoding: "utf8" },
  );
  if (status !== 0) throw new Error(`nsupdate: ${stderr}`);
}

/** A self-signed certificate and its key, in PEM, that is a CA or is none. */
export function keyPair(isCA: boolean): { readonly "tls.crt": string; readonly "tls.key": string } {
  const folder = mkdtempSync(join(tmpdir(), "kubecerts-pair-"));
  const [crt, key] = [join(folder, "crt"), join(folder, "key")];
  const how = ["-x509", "-nodes", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-days", "1"];
  const what = ["-subj", "/CN=pair", "-addext", `basicConstraints=critical,CA:${isCA ? "TRUE" : "FALSE"}`];
  const { status, stderr } = spawnSync("openssl", ["req", ...how, ...what, "-keyout", key, "-out", crt], {
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`openssl: ${stderr}`);
  const pair = { "tls.crt": readFileSync(crt, "utf8"), "tls.key": readFileSync(key, "utf8") };
  rmSync(folder, { recursive: true });
  return pair;
}

/** A kubeconfig, as text, for a ServiceAccount without any right. */
export function powerless(): string {
  kubectl(
    ["apply", "-f", "-"],
    stringify({
      apiVersion: "v1",
      kind: "ServiceAccount",
      metadata: { name: "powerless", namespace: home },
    }),
  );
  const config = parse(readFileSync(sandbox.kubeconfig, "utf8"));
  config.users[0].user = { token: kubectl(["create", "token", "powerless", "--namespace", home]).trim() };
  return stringify(config);
}
