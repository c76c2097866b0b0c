import { readFileSync, writeFileSync } from "node:fs";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { parse, stringify } from "yaml";

/** The API server behind a door that a test can close: then connections break, and new ones are refused. */
export class SwitchableApi {
  readonly #target: URL;
  readonly #sockets = new Set<Socket>();
  #server: ReturnType<typeof createServer> | undefined;
  #port = 0;

  constructor(kubeconfig: string) {
    this.#target = new URL(parse(readFileSync(kubeconfig, "utf8")).clusters[0].cluster.server);
  }

  async open(): Promise<void> {
    const server = createServer((client) => {
      const upstream = connect(Number(this.#target.port), this.#target.hostname);
      for (const socket of [client, upstream]) {
        this.#sockets.add(socket);
        socket.on("error", () => undefined).on("close", () => this.#sockets.delete(socket));
      }
      client.pipe(upstream).pipe(client);
    });
    await new Promise<void>((done) => server.listen(this.#port, "127.0.0.1", done));
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
  }

  async close(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    for (const socket of this.#sockets) socket.destroy();
    await new Promise<void>((done) => (server === undefined ? done() : server.close(() => done())));
  }

  /** The same kubeconfig, through the door. */
  writeKubeconfig(from: string, to: string): void {
    const config = parse(readFileSync(from, "utf8"));
    config.clusters[0].cluster["tls-server-name"] = "kubernetes.default.svc"; // the API server's certificate names it
    config.clusters[0].cluster.server = `https://127.0.0.1:${this.#port}`;
    writeFileSync(to, stringify(config), { mode: 0o600 });
  }
}
