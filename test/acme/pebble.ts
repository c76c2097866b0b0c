import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Transport } from "../../provider/acme/transport.js";
import { authority, issued } from "../support/certificates.js";
import { cacheFolder } from "../toolchain/cache-folder.js";

/** A real ACME server of the test's own, on the loopback at free ports. */
export interface Pebble {
  readonly directory: string;
  /** PEM: whom to trust as the directory. */
  readonly caBundle: string;
  /** Where it asks for HTTP-01. */
  readonly httpPort: number;
  readonly tlsPort: number;
  /** Of its management interface. */
  manage(path: string, body?: string): Promise<unknown>;
  /** How often it said something. */
  count(said: RegExp): number;
  /** The paths of all that was asked of it, in order. */
  asked(): string[];
  close(): Promise<void>;
}

/** How Pebble says that it has finalised an order. */
export const finalised = /Issued certificate serial/g;

/** With the DNS server at this address; `settings` go into its configuration, `environment` holds its PEBBLE_ switches, and it listens at `host`. */
export async function startPebble(
  dnsServer: string,
  settings: object = {},
  environment: Readonly<Record<string, string>> = {},
  host = "127.0.0.1",
): Promise<Pebble> {
  const folder = mkdtempSync(join(tmpdir(), "kubecerts-pebble-"));
  const [port = 0, management = 0, httpPort = 0, tlsPort = 0] = await freePorts(4, host);
  const dates = { notBefore: inDays(-1), notAfter: inDays(30) };
  const ca = authority({ commonName: "Pebble's own", ...dates });
  const tls = issued({ issuer: ca, commonName: "pebble", ipAddresses: [host], ...dates });
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text, { mode: 0o600 });
    return join(folder, name);
  };
  const configuration = {
    listenAddress: `${host}:${port}`,
    managementListenAddress: `${host}:${management}`,
    certificate: file("tls.crt", tls.certificatePem),
    privateKey: file("tls.key", tls.privateKeyPem),
    httpPort,
    tlsPort,
    ocspResponderURL: "",
    externalAccountBindingRequired: false,
    keyAlgorithm: "ecdsa",
    profiles: {
      default: { description: "90 days", validityPeriod: 7_776_000 },
      shortlived: { description: "6 days", validityPeriod: 518_400 },
    },
    ...settings,
  };
  const config = file("pebble.json", JSON.stringify({ pebble: configuration }));
  const program = process.env.PEBBLE || cacheFolder("sandbox", "bin", "pebble");
  const pebble = spawn(program, ["-config", config, "-dnsserver", dnsServer], {
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      ...process.env,
      PEBBLE_VA_NOSLEEP: "1",
      PEBBLE_WFE_NONCEREJECT: "0",
      PEBBLE_AUTHZREUSE: "0",
      ...environment,
    },
  });
  let said = "";
  await new Promise<void>((resolve, reject) => {
    const hear = (chunk: Buffer) => {
      said += chunk;
      if (/ACME directory available/.test(said)) resolve();
    };
    pebble.stdout.on("data", hear);
    pebble.stderr.on("data", hear);
    pebble.on("error", reject);
    pebble.on("exit", () => reject(new Error(`pebble ended: ${said}`)));
  });
  const transport = new Transport({ ca: ca.certificatePem });
  const directory = `https://${host}:${port}/dir`;
  // It says that it is available before it listens.
  for (let tries = 1; tries < 100; tries++) {
    const answer = await transport.ask(directory, { method: "GET" }).catch(() => undefined);
    if (answer?.status === 200) break;
    if (pebble.exitCode !== null) throw new Error(`pebble ended: ${said}`);
    await sleep(50);
  }
  return {
    directory,
    caBundle: ca.certificatePem,
    httpPort,
    tlsPort,
    async manage(path, body) {
      const url = `https://${host}:${management}${path}`;
      const { data } = await transport.ask(
        url,
        body === undefined ? { method: "GET" } : { method: "POST", body },
      );
      return data;
    },
    count: (what) => said.match(new RegExp(what.source, "g"))?.length ?? 0,
    asked: () =>
      [...said.matchAll(/(?:GET|HEAD|POST) (\S+) -> calling handler/g)].map(([, path = ""]) => path),
    async close() {
      transport.close();
      pebble.kill();
      await once(pebble, "exit");
      rmSync(folder, { recursive: true });
    },
  };
}

async function freePorts(count: number, host: string): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, host));
  await Promise.all(servers.map((server) => once(server, "listening")));
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => once(server.close(), "close")));
  return ports;
}

/** To the second, as the project writes instants. */
function inDays(days: number): string {
  return `${new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 19)}Z`;
}
