import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Challenge, ChallengeType } from "../../provider/acme/solver.js";

/** A challenge for a name or address, with a token that is its own. */
export function challengeFor(
  value: string,
  token = "token-of-43-characters-as-letsencrypt-makes",
  type: ChallengeType = "http-01",
): Challenge {
  const identifier = { type: /^[\d.]+$|:/.test(value) ? "ip" : "dns", value } as const;
  return { type, identifier, token, keyAuthorization: `${token}.thumbprint` };
}

/** A port of the loopback that nobody listens on, most likely: it was free a moment ago. */
export async function freePort(): Promise<number> {
  const { server, port } = await serving(() => undefined);
  await new Promise((done) => server.close(done));
  return port;
}

/** A web server on the loopback. */
export async function serving(answer: RequestListener): Promise<{ server: Server; port: number }> {
  const server = createServer(answer);
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return { server, port: (server.address() as AddressInfo).port };
}

/** What a CA would get: status and body. */
export async function fetched(port: number, path: string, init: RequestInit = {}): Promise<[number, string]> {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, init);
  return [response.status, await response.text()];
}

/** One that aborts after a while, which no assertion depends on. */
export function patience(milliseconds = 5_000): AbortSignal {
  return AbortSignal.timeout(milliseconds);
}
