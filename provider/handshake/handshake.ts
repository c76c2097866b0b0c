import { connect as connectTcp, isIP, type Socket } from "node:net";
import { Duplex } from "node:stream";
import {
  connect as connectTls,
  DEFAULT_CIPHERS,
  type DetailedPeerCertificate,
  type TLSSocket,
} from "node:tls";
import { formatPem } from "../x509/pem.js";
import { sentCertificates } from "./sent-certificates.js";
import type { Endpoint, Shown } from "./shown.js";

/** No handshake came about. The message is a clause: "connection refused by 192.0.2.1:443". */
export class NoHandshake extends Error {
  override readonly name = "NoHandshake";
}

export interface HandshakeOptions {
  /** Trusted certificates in PEM; without them, those that Node brings and `NODE_EXTRA_CA_CERTS` adds. */
  readonly ca?: readonly string[];
  /** Milliseconds for everything. Default: 10 s. */
  readonly deadline?: number;
}

/**
 * Makes one TLS handshake and says what it showed, whatever is wrong with it: even protocols and ciphers are
 * accepted that no browser takes any more, so that the verdict can name them. Nothing is sent over the connection.
 * Rejects with {@link NoHandshake}.
 */
export async function handshake(endpoint: Endpoint, options: HandshakeOptions = {}): Promise<Shown> {
  const target = endpoint.address ?? endpoint.host;
  const where = `${target}:${endpoint.port}`;
  const tcp = connectTcp({ host: target, port: endpoint.port });
  const tap = new Tap(tcp);
  let secret: Buffer | undefined;
  let stapled: Buffer | undefined;
  try {
    const socket = connectTls({
      socket: tap,
      ...serverName(endpoint),
      ...(options.ca === undefined ? {} : { ca: [...options.ca] }),
      ALPNProtocols: ["h2", "http/1.1"],
      minVersion: "TLSv1",
      ciphers: `${DEFAULT_CIPHERS}:@SECLEVEL=0`,
      ...stapling,
      rejectUnauthorized: false,
      checkServerIdentity: () => undefined,
    });
    socket.on("keylog", (line: Buffer) => {
      secret ??= handshakeSecret(line.toString("latin1"));
    });
    socket.on("OCSPResponse", (response: Buffer | null) => {
      if (response !== null && response.length > 0) stapled = response;
    });
    await secured(socket, tcp, where, options.deadline ?? 10_000);
    return shownBy(socket, tap, { secret, stapled, address: tcp.remoteAddress ?? target });
  } finally {
    tcp.destroy();
  }
}

/** Node's types know this option of a socket, but not of a connection. */
const stapling = { requestOCSP: true };

function serverName({ host, sni }: Endpoint): { servername?: string } {
  const name = sni ?? host;
  return isIP(name) === 0 ? { servername: name } : {};
}

function secured(socket: TLSSocket, tcp: Socket, where: string, deadline: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const late = () => refuse(`${where} made no handshake within ${deadline / 1000} s`);
    const timer = setTimeout(late, deadline);
    const refuse = (why: string) => {
      clearTimeout(timer);
      reject(new NoHandshake(why));
    };
    socket.once("secureConnect", () => {
      clearTimeout(timer);
      resolve();
    });
    tcp.once("error", (error) => refuse(`${where}: ${error.message}`));
    // Also after the handshake: an error that nobody hears ends the process.
    socket.on("error", (error) => refuse(`${where}: ${reasonOf(error)}`));
    socket.once("close", () => refuse(`${where} closed the connection in the middle of the handshake`));
  });
}

/** OpenSSL's reason alone ("tlsv1 unrecognized name"), where the message names its sources, too. */
function reasonOf(error: Error): string {
  return "reason" in error && typeof error.reason === "string" ? error.reason : error.message;
}

function shownBy(
  socket: TLSSocket,
  tap: Tap,
  more: {
    readonly secret?: Buffer | undefined;
    readonly stapled?: Buffer | undefined;
    readonly address: string;
  },
): Shown {
  const protocol = socket.getProtocol() ?? "unknown";
  const cipher = socket.getCipher().standardName;
  const { secret, stapled, address } = more;
  const isNew = protocol === "TLSv1.3";
  const handshake = isNew && secret !== undefined ? { secret, cipher } : undefined;
  const sent = isNew && handshake === undefined ? undefined : sentCertificates(tap.received, handshake);
  const chain = sent ?? sorted(socket.getPeerCertificate(true));
  const reason: unknown = socket.authorizationError;
  return {
    address,
    protocol,
    cipher,
    chain: chain.map((der) => formatPem("CERTIFICATE", der)),
    asSent: sent !== undefined,
    ...(stapled === undefined ? {} : { stapled }),
    ...(socket.authorized ? {} : { opensslError: String(reason ?? "unknown") }),
  };
}

/** The chain as OpenSSL sorted it, and completed it from what is trusted. */
function sorted(leaf: DetailedPeerCertificate): Buffer[] {
  const chain: Buffer[] = [];
  for (let at: DetailedPeerCertificate | undefined = leaf; at?.raw !== undefined; at = at.issuerCertificate) {
    if (chain.some((der) => der.equals(at!.raw))) break;
    chain.push(at.raw);
  }
  return chain;
}

/** @see https://firefox-source-docs.mozilla.org/security/nss/legacy/key_log_format/ */
function handshakeSecret(line: string): Buffer | undefined {
  const [, hex] = /^SERVER_HANDSHAKE_TRAFFIC_SECRET [0-9a-f]+ ([0-9a-f]+)/.exec(line) ?? [];
  return hex === undefined ? undefined : Buffer.from(hex, "hex");
}

/** The same connection, with a copy of all that came in: TLS over a bare socket never shows its octets. */
class Tap extends Duplex {
  readonly #socket: Socket;
  readonly #received: Buffer[] = [];

  constructor(socket: Socket) {
    super();
    this.#socket = socket;
    socket.on("data", (chunk: Buffer) => {
      this.#received.push(chunk);
      if (!this.push(chunk)) socket.pause();
    });
    socket.on("end", () => this.push(null));
    socket.on("close", () => this.destroy());
  }

  get received(): Buffer {
    return Buffer.concat(this.#received);
  }

  override _read(): void {
    this.#socket.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#socket.write(chunk, done);
  }

  override _final(done: () => void): void {
    this.#socket.end(done);
  }
}
