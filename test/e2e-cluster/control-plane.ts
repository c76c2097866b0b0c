import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { stringify } from "yaml";
import { KubernetesClient } from "../../provider/kubernetes/client.js";
import { namespaces } from "../../provider/kubernetes/objects.js";
import { cacheFolder } from "../toolchain/cache-folder.js";

/**
 * A cluster of its own: etcd and kube-apiserver as the sandbox has them, on loopback ports that were free. It has no
 * node and runs nothing; what is written to it stays.
 */
export class ControlPlane {
  readonly client: KubernetesClient;
  /** The text of an administrator's kubeconfig. */
  readonly kubeconfig: string;
  readonly server: string;
  readonly #folder: string;
  readonly #ports: readonly number[];
  #etcd: ChildProcess | undefined;
  #api: ChildProcess | undefined;

  private constructor(folder: string, ports: readonly number[]) {
    this.#folder = folder;
    this.#ports = ports;
    this.server = `https://127.0.0.1:${ports[0]}`;
    this.kubeconfig = kubeconfigOf(this.server, folder);
    this.client = new KubernetesClient({ kubeconfig: this.kubeconfig });
  }

  static async boot(): Promise<ControlPlane> {
    const folder = mkdtempSync(join(tmpdir(), "kubecerts-cluster-"));
    makePki(folder);
    const plane = new ControlPlane(folder, [await freePort(), await freePort(), await freePort()]);
    process.once("exit", () => plane.#kill());
    await plane.start();
    return plane;
  }

  /** Starts what does not run, and waits until the API answers. */
  async start(): Promise<void> {
    const [api, client, peer] = this.#ports;
    const etcd = `http://127.0.0.1:${client}`;
    this.#etcd ??= this.#run("etcd", "etcd", [
      `--data-dir=${join(this.#folder, "etcd")}`,
      "--unsafe-no-fsync",
      `--listen-client-urls=${etcd}`,
      `--advertise-client-urls=${etcd}`,
      `--listen-peer-urls=http://127.0.0.1:${peer}`,
    ]);
    const file = (name: string) => join(this.#folder, name);
    this.#api ??= this.#run("kube-apiserver", cacheFolder("sandbox", "bin", "kube"), [
      "kube-apiserver",
      `--etcd-servers=${etcd}`,
      "--bind-address=127.0.0.1",
      `--secure-port=${api}`,
      "--advertise-address=192.0.2.1", // nobody asks the Service that it is for
      "--endpoint-reconciler-type=none",
      `--tls-cert-file=${file("api.crt")}`,
      `--tls-private-key-file=${file("api.key")}`,
      `--client-ca-file=${file("ca.crt")}`,
      "--service-account-issuer=https://kubernetes.default.svc",
      `--service-account-key-file=${file("sa.key")}`,
      `--service-account-signing-key-file=${file("sa.key")}`,
      "--service-cluster-ip-range=10.250.0.0/16",
      "--authorization-mode=RBAC",
    ]);
    await this.#answers();
  }

  /** Ends the API server alone: from then on connections are refused, and nothing that was written is lost. */
  async stop(): Promise<void> {
    await ended(this.#api);
    this.#api = undefined;
  }

  /** Another cluster behind the same address, which knows nothing. */
  async rebuild(): Promise<void> {
    await this.stop();
    await ended(this.#etcd);
    this.#etcd = undefined;
    rmSync(join(this.#folder, "etcd"), { recursive: true });
    await this.start();
  }

  async end(): Promise<void> {
    await this.stop();
    await ended(this.#etcd);
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #run(name: string, command: string, args: readonly string[]): ChildProcess {
    const log = join(this.#folder, `${name}.log`);
    writeFileSync(log, "");
    const child = spawn("/bin/sh", ["-c", 'exec "$@" >>"$0" 2>&1', log, command, ...args], {
      stdio: "ignore",
    });
    child.on("error", (error) => writeFileSync(log, String(error)));
    return child;
  }

  async #answers(): Promise<void> {
    for (let left = 300; left > 0; left--) {
      if (this.#api?.exitCode !== null || this.#etcd?.exitCode !== null) break;
      this.client.forgive();
      const reference = { resource: namespaces, name: "kube-system" };
      const found = await this.client.get(reference, "metadata").catch(() => undefined);
      if (found !== undefined) return;
      await sleep(200);
    }
    const log = readFileSync(join(this.#folder, "kube-apiserver.log"), "utf8");
    throw new Error(`an API server did not come up, so nothing was tested:\n${log.slice(-2000)}`);
  }

  #kill(): void {
    for (const child of [this.#api, this.#etcd]) child?.kill("SIGKILL");
  }
}

async function ended(child: ChildProcess | undefined): Promise<void> {
  if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
  // Nothing that it could save is missed, and its grace takes a minute.
  await new Promise((done) => child.once("exit", done) && child.kill("SIGKILL"));
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}

/** A CA, what the API server shows, an administrator, and the key that signs tokens. */
function makePki(folder: string): void {
  mkdirSync(folder, { recursive: true });
  const openssl = (...args: string[]) => execFileSync("openssl", args, { cwd: folder, stdio: "pipe" });
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
  openssl("req", "-x509", ...key, "-days", "30", "-subj", "/CN=ca", "-keyout", "ca.key", "-out", "ca.crt");
  for (const [name, subject, extension] of [
    ["api", "/CN=kube-apiserver", "subjectAltName=IP:127.0.0.1"],
    ["admin", "/O=system:masters/CN=admin", "extendedKeyUsage=clientAuth"],
  ] as const) {
    const signed = ["-days", "30", "-CA", "ca.crt", "-CAkey", "ca.key", "-addext", extension];
    openssl(
      "req",
      "-x509",
      ...key,
      ...signed,
      "-subj",
      subject,
      "-keyout",
      `${name}.key`,
      "-out",
      `${name}.crt`,
    );
  }
  openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", "sa.key");
}

function kubeconfigOf(server: string, folder: string): string {
  const read = (name: string) => readFileSync(join(folder, name)).toString("base64");
  return stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "c", cluster: { server, "certificate-authority-data": read("ca.crt") } }],
    users: [
      {
        name: "u",
        user: { "client-certificate-data": read("admin.crt"), "client-key-data": read("admin.key") },
      },
    ],
    contexts: [{ name: "c", context: { cluster: "c", user: "u" } }],
    "current-context": "c",
  });
}
