import * as http from "node:http";
import type { AddressInfo } from "node:net";

export interface Asked {
  readonly method: string;
  readonly url: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

export interface Answer {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  /** An object is sent as JSON, a text as it is; "break" ends the connection without an answer, "silence" never answers. */
  readonly body: object | string;
}

/** A server on the loopback that says what it is told to, and remembers what it was asked. It is no API server: what one answers is written here by hand. */
export interface ScriptedServer {
  readonly kubeconfig: string;
  readonly url: string;
  readonly asked: readonly Asked[];
  close(): void;
}

export async function scriptedServer(
  answer: (asked: Asked, index: number) => Answer,
): Promise<ScriptedServer> {
  const asked: Asked[] = [];
  const server = http.createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString();
    const { method = "", url = "", headers } = request;
    asked.push({ method, url, headers, body });
    const {
      status = 200,
      headers: more = {},
      body: content,
    } = answer(asked.at(-1) as Asked, asked.length - 1);
    if (content === "break") return void request.socket.destroy();
    if (content === "silence") return;
    response.writeHead(status, { "Content-Type": "application/json", ...more });
    response.end(typeof content === "string" ? content : JSON.stringify(content));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { url, kubeconfig: kubeconfigFor(url), asked, close };
}

/** A kubeconfig of one context; `user` in the kubeconfig's own words. */
export function kubeconfigFor(
  server: string,
  user: object = { token: "the-token" },
  cluster: object = {},
): string {
  return JSON.stringify({
    clusters: [{ name: "c", cluster: { server, ...cluster } }],
    users: [{ name: "u", user }],
    contexts: [{ name: "x", context: { cluster: "c", user: "u" } }],
    "current-context": "x",
  });
}

/** A Status as the API server answers it. */
export function status(code: number, reason: string, more: object = {}): Answer {
  return {
    status: code,
    body: { kind: "Status", status: "Failure", reason, code, message: `${reason} it is`, ...more },
  };
}
