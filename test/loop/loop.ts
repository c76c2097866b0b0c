import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { KubernetesClient } from "../../provider/kubernetes/client.js";
import { ingresses, type KubernetesObject, namespaces, secrets } from "../../provider/kubernetes/objects.js";
import type { Project } from "../e2e/project.js";
import { ControlPlane, freePort } from "../e2e-cluster/control-plane.js";
import { Clients, type Endpoint, type Tally, visit } from "./clients.js";
import { haproxy, nginx, type Server, skipper } from "./servers.js";
import { Volume } from "./volume.js";

export interface LoopOptions {
  readonly certificates: number;
  /** The stages after the first `up`, by name, in this order. */
  readonly stages: readonly Stage[];
  readonly say: (line: string) => void;
}

/** What happens to every certificate at once while clients come and go. */
export type Stage = "renewal" | "RSA to ECDSA" | "another root" | "a failing up";

export interface LoopResult {
  readonly tallies: ReadonlyMap<string, Tally>;
  /** How many certificates were issued in all. */
  readonly issued: number;
}

const namespace = "shop";
const hostOf = (index: number) => `shop-${index}.example.test`;

interface Secret extends KubernetesObject {
  readonly data: Readonly<Record<string, string>>;
}

/**
 * Renews certificates by the real CLI while clients make TLS handshakes in a tight loop: through the ingress
 * controller, which reads Secrets from the API, and with nginx and HAProxy, which read them from volumes and are
 * reloaded when these change. Answers what the clients saw.
 */
export async function loop(project: Project, options: LoopOptions): Promise<LoopResult> {
  const { certificates, stages, say } = options;
  const hosts = Array.from({ length: certificates }, (_, index) => hostOf(index));
  const plane = await ControlPlane.boot();
  const ends: (() => Promise<void>)[] = [() => plane.end()];
  try {
    await prepare(plane.client, hosts);
    const state: ProgramState = {
      certificates,
      algorithm: "RSA",
      root: "root-a",
      trigger: 0,
      isBroken: false,
    };
    await apply(project, plane, state);
    const roots: string[] = [await rootOf(project, "root-a")];
    const volumes = new Volumes(plane.client, join(project.folder, "volumes"), hosts);
    await volumes.follow();
    const servers = await serversOf(project, plane, volumes);
    ends.unshift(...servers.map((server) => () => server.end()));
    volumes.reloads = servers;
    const following = volumes.begin();
    ends.unshift(() => following.stop());
    await shown(servers, hosts, roots, await fingerprints(project, certificates));
    const clients = new Clients(() => roots);
    clients.begin(servers.flatMap((server) => endpointsOf(server, hosts)));
    ends.unshift(() => clients.stop());
    let issued = certificates;
    for (const stage of stages) {
      const began = performance.now();
      await act(stage, project, plane, state, roots);
      issued += certificates;
      await shown(servers, hosts, roots, await fingerprints(project, certificates));
      say(
        `${stage}: every server shows the new certificates after ${((performance.now() - began) / 1000).toFixed(0)} s`,
      );
    }
    await clients.stop();
    return { tallies: clients.tallies, issued };
  } finally {
    for (const end of ends) await end();
  }
}

interface ProgramState {
  readonly certificates: number;
  algorithm: "RSA" | "ECDSA";
  root: "root-a" | "root-b";
  trigger: number;
  isBroken: boolean;
}

async function act(
  stage: Stage,
  project: Project,
  plane: ControlPlane,
  state: ProgramState,
  roots: string[],
) {
  switch (stage) {
    case "renewal":
      state.trigger += 1;
      return await apply(project, plane, state);
    case "RSA to ECDSA":
      state.algorithm = "ECDSA";
      return await apply(project, plane, state);
    case "another root":
      // Clients know the new root before the first certificate comes from it, as clients must.
      roots.push(await rootOf(project, "root-b"));
      state.root = "root-b";
      return await apply(project, plane, state);
    case "a failing up": {
      state.trigger += 1;
      state.isBroken = true;
      write(project, plane, state);
      const { status } = await project.attempt(["up", "--yes", "--skip-preview"]);
      if (status === 0) throw new Error("the up that was to fail did not");
      state.isBroken = false;
      return await apply(project, plane, state);
    }
  }
}

async function apply(project: Project, plane: ControlPlane, state: ProgramState): Promise<void> {
  write(project, plane, state);
  await project.up();
}

/** The one that cannot be issued stands in the middle, so that some are renewed before the engine stops and some after the next `up`. */
function write(project: Project, plane: ControlPlane, state: ProgramState): void {
  const { certificates, algorithm, root, trigger, isBroken } = state;
  project.program(`
const cluster = { kubeconfig: ${JSON.stringify(plane.kubeconfig)} };
const all = { namespace: "${namespace}", cluster };
const roots = Object.fromEntries(["root-a", "root-b"].map((name) => [name, new kubecerts.Certificate(name, { ...all,
  secretName: name, commonName: name, isCA: true, duration: "87600h", issuer: { selfSigned: {} }, privateKey: { algorithm: "ECDSA" } })]));
const own = { ...all, issuer: { ca: roots["${root}"] }, privateKey: { algorithm: "${algorithm}" }, renewal: { trigger: "${trigger}" } };
for (let i = 0; i < ${certificates}; i++) {
  if (${isBroken} && i === ${Math.floor(certificates / 2)})
    new kubecerts.Certificate("broken", { ...own, secretName: "broken", dnsNames: ["broken.example.test"], issuer: { ca: { secretName: "nowhere" } } });
  new kubecerts.Certificate("shop-" + i, { ...own, secretName: "shop-" + i, dnsNames: ["shop-" + i + ".example.test"] });
}`);
}

async function rootOf(project: Project, name: string): Promise<string> {
  return String((await project.state())[name]?.outputs.certificatePem);
}

async function fingerprints(project: Project, certificates: number): Promise<string[]> {
  const state = await project.state();
  return Array.from({ length: certificates }, (_, index) =>
    String(state[`shop-${index}`]?.outputs.fingerprint),
  );
}

/** A namespace and an Ingress for each host; nobody stands behind them, and that answers too. */
async function prepare(client: KubernetesClient, hosts: readonly string[]): Promise<void> {
  const writing = { fieldManager: "loop" };
  await client.create({ resource: namespaces }, { metadata: { name: namespace } }, writing);
  const backend = { service: { name: "none", port: { number: 80 } } };
  for (const [index, host] of hosts.entries()) {
    const paths = [{ path: "/", pathType: "Prefix", backend }];
    const spec = {
      tls: [{ hosts: [host], secretName: `shop-${index}` }],
      rules: [{ host, http: { paths } }],
    };
    await client.create(
      { resource: ingresses, namespace },
      { metadata: { name: `shop-${index}` }, spec },
      writing,
    );
  }
}

async function serversOf(project: Project, plane: ControlPlane, volumes: Volumes): Promise<Server[]> {
  const folders = new Map([...volumes.byHost].map(([host, volume]) => [host, volume.folder]));
  const ports = {
    tls: await freePort(),
    api: await freePort(),
    support: await freePort(),
    plain: await freePort(),
  };
  return [
    await skipper(project.path("skipper"), ports, plane.kubeconfig),
    await nginx(project.path("nginx"), await freePort(), folders),
    await haproxy(project.path("haproxy"), await freePort(), folders),
  ];
}

/** One loop a server and protocol, over every host in turn. */
function endpointsOf(server: Server, hosts: readonly string[]): Endpoint[] {
  return (["http/1.1", "h2"] as const).map((alpn) => ({
    server: server.name,
    host: "127.0.0.1",
    port: server.port,
    hosts,
    alpn,
  }));
}

/** Waits until every server shows every certificate as the state has it; two minutes at most. */
async function shown(
  servers: readonly Server[],
  hosts: readonly string[],
  roots: readonly string[],
  wanted: readonly string[],
): Promise<void> {
  const end = performance.now() + 120_000;
  for (const { name, port } of servers)
    for (const [index, sni] of hosts.entries())
      for (;;) {
        const endpoint = { server: name, host: "127.0.0.1", port, hosts: [sni], alpn: "http/1.1" } as const;
        const seen = await visit(endpoint, sni, [...roots]).catch((error: Error) => ({
          leaf: error.message,
        }));
        if (seen.leaf === wanted[index]) break;
        if (performance.now() > end) throw new Error(`${name} does not show ${sni}: ${seen.leaf}`);
        await sleep(250);
      }
}

/** The Secrets of the hosts as volumes, brought up to date every second, and whoever reads them told. */
class Volumes {
  readonly byHost: ReadonlyMap<string, Volume>;
  reloads: readonly Server[] = [];
  readonly #client: KubernetesClient;
  readonly #hosts: readonly string[];
  readonly #versions = new Map<string, string>();

  constructor(client: KubernetesClient, folder: string, hosts: readonly string[]) {
    this.#client = client;
    this.#hosts = hosts;
    this.byHost = new Map(hosts.map((host) => [host, new Volume(join(folder, host))]));
  }

  begin(): { stop: () => Promise<void> } {
    let stopped = false;
    const running = (async () => {
      while (!stopped) {
        await this.follow();
        await sleep(1000);
      }
    })();
    return {
      stop: async () => {
        stopped = true;
        await running;
      },
    };
  }

  async follow(): Promise<void> {
    const { items } = await this.#client.list<Secret>(secrets, { namespace });
    let isNews = false;
    for (const [index, host] of this.#hosts.entries()) {
      const secret = items.find(({ metadata }) => metadata.name === `shop-${index}`);
      if (secret === undefined || this.#versions.get(host) === secret.metadata.resourceVersion) continue;
      this.#versions.set(host, secret.metadata.resourceVersion);
      const data = Object.entries(secret.data).map(
        ([key, value]) => [key, Buffer.from(value, "base64")] as const,
      );
      await this.byHost.get(host)?.write(Object.fromEntries(data));
      isNews = true;
    }
    if (isNews) for (const server of this.reloads) await server.reload();
  }
}
