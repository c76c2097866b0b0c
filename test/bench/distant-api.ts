import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

/** The API server at the end of a long line: every byte takes half a round trip each way, a new connection a whole one more. */
export class DistantApi {
  readonly #target: URL;
  readonly #roundTrip: number;
  #server: Server | undefined;

  constructor(target: URL, roundTrip: number) {
    this.#target = target;
    this.#roundTrip = roundTrip;
  }

  /** Opens the line and answers its address. */
  async open(): Promise<string> {
    const server = createServer((client) => {
      const upstream = connect(Number(this.#target.port), this.#target.hostname);
      const opened = performance.now() + this.#roundTrip;
      this.#carry(client, upstream, opened);
      this.#carry(upstream, client, opened);
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    this.#server = server;
    return `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#server?.close();
  }

  /** In order: timers of the same or a later instant fire in the order in which they were set. */
  #carry(from: Socket, to: Socket, opened: number): void {
    const later = (deliver: () => void) =>
      setTimeout(deliver, Math.max(this.#roundTrip / 2, opened - performance.now()));
    from.on("data", (bytes) => void later(() => to.writable && to.write(bytes)));
    from.on("close", () => void later(() => to.destroy()));
    from.on("error", () => undefined);
  }
}
