import { createHash } from "node:crypto";
import * as http2 from "node:http2";
import { connect, type TLSSocket } from "node:tls";

/** What clients ask again and again. */
export interface Endpoint {
  /** For the figures. */
  readonly server: string;
  readonly host: string;
  readonly port: number;
  /** The names to ask for, one after another. */
  readonly hosts: readonly string[];
  readonly alpn: "http/1.1" | "h2";
}

export interface Tally {
  handshakes: number;
  /**
   * Requests on a whole connection that a server which is being reloaded sent back unread, to be asked again on
   * another one, as clients do (RFC 9113, 8.7).
   */
  sentBack: number;
  /** The fingerprints of the leaves that were shown, lower-case hex. */
  readonly shown: Set<string>;
  /** What went wrong, and how often. */
  readonly failures: Map<string, number>;
}

/**
 * Clients that do nothing but connect, verify, ask for one page and close, until they are told to stop. They trust
 * the roots alone that `trusted` answers at that moment, and they look at the name. A connection is never used twice,
 * and no session is resumed: each is a whole handshake.
 */
export class Clients {
  readonly tallies = new Map<string, Tally>();
  readonly #trusted: () => string[];
  readonly #loops: Promise<void>[] = [];
  #stopped = false;

  constructor(trusted: () => string[]) {
    this.#trusted = trusted;
  }

  /** Starts one loop for each endpoint. */
  begin(endpoints: readonly Endpoint[]): void {
    for (const endpoint of endpoints) this.#loops.push(this.#loop(endpoint));
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all(this.#loops);
  }

  async #loop(endpoint: Endpoint): Promise<void> {
    const key = `${endpoint.server} ${endpoint.alpn}`;
    const tally = this.tallies.get(key) ?? {
      handshakes: 0,
      sentBack: 0,
      shown: new Set(),
      failures: new Map(),
    };
    this.tallies.set(key, tally);
    for (let turn = 0; !this.#stopped; turn++) {
      const sni = endpoint.hosts[turn % endpoint.hosts.length] ?? "";
      try {
        const { leaf, answered } = await visit(endpoint, sni, this.#trusted());
        tally.shown.add(leaf);
        tally.handshakes += 1;
        if (!answered) tally.sentBack += 1;
      } catch (error) {
        const { code, message } = error as NodeJS.ErrnoException;
        const what = `${sni}: ${code ?? message}`;
        tally.failures.set(what, (tally.failures.get(what) ?? 0) + 1);
      }
    }
  }
}

/** One handshake and one request: the fingerprint of the leaf that was shown, and whether there was an answer. */
export async function visit(
  endpoint: Endpoint,
  sni: string,
  ca: string[],
): Promise<{ readonly leaf: string; readonly answered: boolean }> {
  const { host, port, alpn } = endpoint;
  const socket = connect({ host, port, servername: sni, ALPNProtocols: [alpn], ca });
  socket.setTimeout(20_000, () => socket.destroy(new Error("silence")));
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once("secureConnect", resolve);
      socket.once("error", reject);
    });
    if (socket.alpnProtocol !== alpn) throw new Error(`ALPN was ${socket.alpnProtocol}, not ${alpn}`);
    const leaf = createHash("sha256").update(socket.getPeerCertificate().raw).digest("hex");
    return { leaf, answered: await (alpn === "h2" ? askH2(socket, sni) : askH1(socket, sni)) };
  } finally {
    socket.destroy();
  }
}

/** Any answer will do: that there is one shows that both sides hold the same keys. */
function askH1(socket: TLSSocket, host: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    socket.once("error", reject);
    socket.once("close", () => reject(new Error("closed without an answer")));
    socket.once("data", (chunk: Buffer) =>
      chunk.toString("latin1").startsWith("HTTP/1.1 ") ? resolve(true) : reject(new Error("no HTTP")),
    );
    socket.write(`GET / HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
  });
}

function askH2(socket: TLSSocket, host: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const session = http2.connect(`https://${host}`, { createConnection: () => socket });
    session.on("error", reject);
    socket.once("close", () => reject(new Error("closed without an answer")));
    const request = session.request({ ":path": "/" });
    const done = (answered: boolean) => {
      resolve(answered);
      session.destroy();
    };
    request.on("response", () => done(true));
    request.on("error", (error) =>
      request.rstCode === http2.constants.NGHTTP2_REFUSED_STREAM ? done(false) : reject(error),
    );
    request.end();
  });
}
