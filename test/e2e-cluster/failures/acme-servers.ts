import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, request } from "node:https";
import { type AddressInfo, createServer as createListener } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { cacheFolder } from "../../toolchain/cache-folder.js";
import { sandbox } from "./ground.js";

const { hostname } = new URL(sandbox.directory);
const folder = dirname(sandbox.caFile);
/** The certificate of the sandbox's own ACME server, which is for the address. */
const pair = {
  cert: readFileSync(join(folder, "pebble.crt"), "utf8"),
  key: readFileSync(join(folder, "pebble.key"), "utf8"),
};

/** The MAC key of the one customer, base64url as a CA gives it. */
export const mac = { kid: "kid-1", key: Buffer.alloc(32, 7).toString("base64url") };

/** A second Pebble that opens accounts for its customers alone, and issues nothing below `refused`. */
export async function strictPebble(refused: string): Promise<{ directory: string; close(): void }> {
  const home = mkdtempSync(join(tmpdir(), "kubecerts-pebble-"));
  const file = (name: string, text: string) => {
    writeFileSync(join(home, name), text, { mode: 0o600 });
    return join(home, name);
  };
  const [port, management] = [await freePort(), await freePort()];
  const pebble = {
    listenAddress: `${hostname}:${port}`,
    managementListenAddress: `${hostname}:${management}`,
    certificate: file("crt", pair.cert),
    privateKey: file("key", pair.key),
    keyAlgorithm: "ecdsa",
    httpPort: 80,
    tlsPort: 443,
    ocspResponderURL: "",
    externalAccountBindingRequired: true,
    externalAccountMACKeys: { [mac.kid]: mac.key },
    domainBlocklist: [refused],
    retryAfter: { authz: 1, order: 1 },
    profiles: { default: { description: "90 days", validityPeriod: 7776000 } },
  };
  const server = spawn(
    cacheFolder("sandbox", "bin", "pebble"),
    ["-config", file("pebble.json", JSON.stringify({ pebble })), "-dnsserver", sandbox.nameserver],
    { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, PEBBLE_VA_NOSLEEP: "1" } },
  );
  let said = "";
  await new Promise<void>((resolve, reject) => {
    server.on("error", reject);
    server.on("exit", () => reject(new Error(`pebble ended: ${said}`)));
    const listen = (chunk: Buffer) => {
      said += chunk;
      if (/ACME directory available/.test(said)) resolve();
    };
    server.stdout.on("data", listen);
    server.stderr.on("data", listen);
  });
  return {
    directory: `https://${hostname}:${port}/dir`,
    close: () => {
      server.kill();
      rmSync(home, { recursive: true });
    },
  };
}

/** By the first label of a name: what Let's Encrypt would answer, and Pebble, which knows no limits and no CAA, does not. */
const refusals: Readonly<Record<string, { status: number; type: string; detail: string }>> = {
  limited: {
    status: 429,
    type: "rateLimited",
    detail:
      "too many certificates (5) already issued for this exact set of identifiers in the last 168h0m0s, retry after 2099-01-01 00:00:00 UTC: see https://letsencrypt.org/docs/rate-limits/",
  },
  caa: {
    status: 403,
    type: "caa",
    detail: "CAA record for caa.example.test prevents issuance",
  },
};

/** FAKE: a proxy before Pebble that refuses orders for some names itself, in the words of another CA. */
export async function refusingProxy(): Promise<{ directory: string; close(): void }> {
  const ca = readFileSync(sandbox.caFile);
  const server = createServer(pair, async (asked, answer) => {
    const chunks: Buffer[] = [];
    for await (const chunk of asked) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const refusal = asked.url === "/order-plz" ? refusals[firstLabel(body)] : undefined;
    if (refusal !== undefined) {
      const { status, type, detail } = refusal;
      answer.writeHead(status, { "content-type": "application/problem+json" });
      answer.end(JSON.stringify({ type: `urn:ietf:params:acme:error:${type}`, detail, status }));
      return;
    }
    // The host stays as it was: Pebble makes its addresses of it, and the client signs them.
    const { port } = new URL(sandbox.directory);
    const { method, url, headers } = asked;
    const to = request({ host: hostname, port, method, path: url, headers, ca }, (from) => {
      answer.writeHead(from.statusCode ?? 502, from.headers);
      from.pipe(answer);
    });
    to.on("error", () => answer.destroy());
    to.end(body);
  }).listen(0, hostname);
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return { directory: `https://${hostname}:${port}/dir`, close: () => void server.close() };
}

function firstLabel(jws: Buffer): string {
  const payload = Buffer.from(JSON.parse(jws.toString()).payload, "base64url").toString();
  return String(JSON.parse(payload).identifiers?.[0]?.value).split(".")[0] ?? "";
}

async function freePort(): Promise<number> {
  const server = createListener().listen(0, hostname);
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
