import { spawn } from "node:child_process";
import { Resolver } from "node:dns/promises";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A real name server of the test's own, at a free port, of the loopback unless it is told otherwise. */
export interface Bind {
  readonly port: number;
  readonly address: string;
  readonly resolver: Resolver;
  /** The TXT records of a name, each in one piece, sorted, as another client than ours reads them. */
  txt(name: string): Promise<string[]>;
  close(): Promise<void>;
}

/** Base64, as `tsig-keygen` prints one. */
export const tsigSecret = Buffer.alloc(32, 7).toString("base64");

/**
 * BIND with the zones given as the lines of their files, each without SOA and NS (`ns.` of the first zone, whose address is among its lines), and one key for each TSIG
 * algorithm, which is called like it. `acme` may change TXT records alone.
 */
export async function startBind(
  zones: Readonly<Record<string, string>>,
  address = "127.0.0.1",
): Promise<Bind> {
  const port = await freePort(address);
  const folder = mkdtempSync(join(tmpdir(), "kubecerts-bind-"));
  const algorithms = ["sha1", "sha224", "sha256", "sha384", "sha512"].map((hash) => `hmac-${hash}`);
  const key = (name: string, algorithm: string) =>
    `key "${name}" { algorithm ${algorithm}; secret "${tsigSecret}"; };`;
  const grants = algorithms.map((name) => `grant ${name} zonesub ANY;`).join(" ");
  const host = `ns.${Object.keys(zones)[0]}`;
  const declared = Object.entries(zones).map(([zone, lines]) => {
    const text = `$TTL 1\n@ IN SOA ${host}. admin.${host}. 1 3600 600 86400 1\n@ IN NS ${host}.\n${lines}\n`;
    writeFileSync(join(folder, zone), text);
    return `zone "${zone}" { type primary; file "${zone}"; update-policy { ${grants} grant acme zonesub TXT; }; };`;
  });
  const configuration = `
${[...algorithms.map((name) => key(name, name)), key("acme", "hmac-sha256")].join("\n")}
options {
  directory "${folder}"; listen-on port ${port} { ${address}; }; listen-on-v6 { none; };
  recursion yes; allow-recursion { any; }; allow-transfer { none; };
  dnssec-validation no; empty-zones-enable no; pid-file none; session-keyfile none;
};
controls { };
${declared.join("\n")}`;
  writeFileSync(join(folder, "named.conf"), configuration, { mode: 0o600 });
  const named = spawn("named", ["-g", "-c", join(folder, "named.conf")], {
    stdio: ["ignore", "ignore", "pipe"],
    env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` },
  });
  let said = "";
  await new Promise<void>((resolve, reject) => {
    named.on("error", reject);
    named.on("exit", () => reject(new Error(`named ended: ${said}`)));
    named.stderr.on("data", (chunk) => {
      said += chunk;
      if (/ running\n/.test(said)) resolve();
    });
  });
  const resolver = new Resolver();
  resolver.setServers([`${address}:${port}`]);
  const txt = async (name: string) => {
    const records = await resolver.resolveTxt(name).catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENODATA" || error.code === "ENOTFOUND") return [];
      throw error;
    });
    return records.map((strings) => strings.join("")).sort();
  };
  const close = async () => {
    named.kill();
    await once(named, "exit");
    rmSync(folder, { recursive: true });
  };
  return { port, address: `${address}:${port}`, resolver, txt, close };
}

async function freePort(address: string): Promise<number> {
  const server = createServer().listen(0, address);
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, "close");
  return port;
}
