import { type ChildProcess, execFile, spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { cacheFolder } from "../toolchain/cache-folder.js";

const run = promisify(execFile);

/** A program that serves TLS on a loopback port. */
export interface Server {
  readonly name: string;
  readonly port: number;
  /** Reads its files again, without closing a connection. */
  reload(): Promise<void>;
  end(): Promise<void>;
}

/** nginx, which reads one folder of Secret volumes, one virtual host a folder. */
export async function nginx(
  folder: string,
  port: number,
  hosts: ReadonlyMap<string, string>,
): Promise<Server> {
  mkdirSync(folder, { recursive: true });
  const config = join(folder, "nginx.conf");
  const servers = [...hosts].map(
    ([host, volume]) => `server { listen 127.0.0.1:${port} ssl http2; server_name ${host};
  ssl_certificate ${volume}/tls.crt; ssl_certificate_key ${volume}/tls.key; location / { return 200; } }`,
  );
  writeFileSync(
    config,
    `daemon off; worker_processes 1; pid ${folder}/nginx.pid; error_log ${folder}/error.log;
events { worker_connections 1024; }
http { access_log off; ssl_session_tickets off; server_names_hash_bucket_size 128;
${["body", "proxy", "fastcgi", "uwsgi", "scgi"].map((kind) => `${kind === "body" ? "client_body" : kind}_temp_path ${folder}/${kind};`).join(" ")}
${servers.join("\n")}
}`,
  );
  const child = start("nginx", ["-c", config, "-e", join(folder, "error.log")]);
  await listens(port, child, join(folder, "error.log"));
  return {
    name: "nginx",
    port,
    // A pair that is torn is refused here, and the old one stays in use.
    reload: async () =>
      void (await run("nginx", ["-c", config, "-e", join(folder, "error.log"), "-s", "reload"])),
    end: () => ended(child),
  };
}

/** HAProxy with a master that starts a new worker for a reload and hands it the listening socket. */
export async function haproxy(
  folder: string,
  port: number,
  hosts: ReadonlyMap<string, string>,
): Promise<Server> {
  mkdirSync(folder, { recursive: true });
  const config = join(folder, "haproxy.cfg");
  const list = join(folder, "certificates");
  writeFileSync(list, [...hosts].map(([host, volume]) => `${volume}/tls.crt ${host}\n`).join(""));
  writeFileSync(
    config,
    `global
  ssl-load-extra-del-ext
  tune.ssl.cachesize 0
  stats socket ${folder}/stats.sock mode 600 level admin expose-fd listeners
defaults
  mode http
  timeout client 30s
  timeout connect 5s
  timeout server 30s
frontend tls
  bind 127.0.0.1:${port} ssl crt-list ${list} alpn h2,http/1.1 strict-sni no-tls-tickets
  http-request return status 200
`,
  );
  const log = join(folder, "haproxy.log");
  const child = start("haproxy", ["-W", "-S", join(folder, "master.sock"), "-f", config], log);
  await listens(port, child, log);
  return {
    name: "haproxy",
    port,
    reload: async () => void child.kill("SIGUSR2"),
    end: () => ended(child),
  };
}

/** Skipper, the sandbox's ingress controller, outside of a cluster: it reads the API by way of `kubectl proxy`. */
export async function skipper(
  folder: string,
  ports: { readonly tls: number; readonly api: number; readonly support: number; readonly plain: number },
  kubeconfig: string,
): Promise<Server> {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, "kubeconfig");
  writeFileSync(file, kubeconfig, { mode: 0o600 });
  const proxy = start(
    "kubectl",
    ["--kubeconfig", file, "proxy", `--port=${ports.api}`],
    join(folder, "proxy.log"),
  );
  await listens(ports.api, proxy, join(folder, "proxy.log"));
  const log = join(folder, "skipper.log");
  const child = start(
    cacheFolder("sandbox", "bin", "skipper"),
    [
      "-kubernetes",
      `-kubernetes-url=http://127.0.0.1:${ports.api}`,
      "-kubernetes-enable-tls",
      "-kubernetes-https-redirect=false",
      "-enable-kubernetes-endpointslices",
      "-proxy-preserve-host",
      "-source-poll-timeout=1000",
      "-wait-first-route-load",
      `-address=127.0.0.1:${ports.tls}`,
      `-insecure-address=127.0.0.1:${ports.plain}`,
      `-support-listener=127.0.0.1:${ports.support}`,
    ],
    log,
  );
  await listens(ports.tls, child, log);
  return {
    name: "skipper",
    port: ports.tls,
    reload: async () => undefined, // it reads the Secrets itself, every second
    end: async () => {
      await ended(child);
      await ended(proxy);
    },
  };
}

const running = new Set<ChildProcess>();
process.once("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

function start(command: string, args: readonly string[], log = "/dev/null"): ChildProcess {
  const child = spawn("/bin/sh", ["-c", 'exec "$@" >>"$0" 2>&1', log, command, ...args], { stdio: "ignore" });
  running.add(child);
  child.once("exit", () => running.delete(child));
  return child;
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((done) => child.once("exit", done));
  child.kill("SIGTERM");
  await Promise.race([gone, sleep(3000).then(() => child.kill("SIGKILL"))]);
  await gone;
}

async function listens(port: number, child: ChildProcess, log: string): Promise<void> {
  for (let left = 150; left > 0 && child.exitCode === null; left--) {
    const isOpen = await new Promise<boolean>((resolve) => {
      const socket = connect(port, "127.0.0.1", () => socket.destroy() && resolve(true));
      socket.on("error", () => resolve(false));
    });
    if (isOpen) return;
    await sleep(200);
  }
  throw new Error(
    `nothing listens on port ${port}:\n${existsSync(log) ? readFileSync(log, "utf8").slice(-1000) : ""}`,
  );
}
