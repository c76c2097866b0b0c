import { type AddressInfo, createServer as createTcp } from "node:net";
import { createServer, type TLSSocket, type TlsOptions } from "node:tls";
import { formatInstant } from "../../provider/spec/instant.js";
import { authority, issued, type Made, type Wanted } from "../support/certificates.js";

export interface Server {
  readonly port: number;
  readonly close: () => void;
}

/** A TLS server on loopback with this certificate; `stapled` comes with every handshake. */
export async function tlsServer(
  made: Pick<Made, "certificatePem" | "privateKeyPem">,
  options: TlsOptions & { readonly stapled?: Buffer } = {},
): Promise<Server> {
  const { stapled, ...rest } = options;
  const server = createServer({ cert: made.certificatePem, key: made.privateKeyPem, ...rest });
  if (stapled !== undefined)
    server.on("OCSPRequest", (_certificate, _issuer, answer: (error: null, response: Buffer) => void) =>
      answer(null, stapled),
    );
  server.on("tlsClientError", () => {}); // a client that looks may leave in the middle
  server.on("secureConnection", (socket: TLSSocket) => socket.on("error", () => {}));
  return await listening(server);
}

/** A server that takes the connection and says nothing of TLS. */
export async function plainServer(greeting?: string): Promise<Server> {
  const server = createTcp((socket) => {
    socket.on("error", () => {});
    if (greeting !== undefined) socket.end(greeting);
  });
  return await listening(server);
}

async function listening(server: ReturnType<typeof createTcp>): Promise<Server> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { port: (server.address() as AddressInfo).port, close: () => server.close() };
}

const hour = 3_600_000;
const day = 24 * hour;

/** Dates around the present: OpenSSL looks with the machine's clock. */
export function days(before: number, after: number): Pick<Wanted, "notBefore" | "notAfter"> {
  const now = Math.floor(Date.now() / 1000) * 1000;
  return { notBefore: formatInstant(now - before * day), notAfter: formatInstant(now + after * day) };
}

export const root = authority({ commonName: "Root", ...days(100, 1000) });
export const middle = authority({ commonName: "Middle", issuer: root, ...days(90, 900) });
export const low = authority({ commonName: "Low", issuer: middle, ...days(80, 800) });

/** A leaf for `shop.example.test`, as a server's certificate usually is. */
export function leaf(wanted: Wanted = {}): Made {
  return issued({
    issuer: low,
    dnsNames: ["shop.example.test"],
    usages: ["digital signature", "server auth"],
    ...days(10, 80),
    ...wanted,
  });
}
