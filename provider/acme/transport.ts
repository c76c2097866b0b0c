import * as http from "node:http";
import * as https from "node:https";
import type { Socket } from "node:net";
import * as tls from "node:tls";
import { messageOf } from "../errors.js";
import { proxyFor } from "../kubernetes/proxy.js";

/** An answer, whatever its status. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  /** What JSON says; the text where it is none. */
  readonly data: unknown;
}

export interface HttpQuestion {
  readonly method: "GET" | "HEAD" | "POST";
  readonly body?: string;
  readonly headers?: http.OutgoingHttpHeaders;
  readonly signal?: AbortSignal;
}

/** A server that gave no answer; the message is a clause that names it and says what could be done. */
export class NoAnswer extends Error {
  override readonly name = "NoAnswer";
}

/** No chain of certificates, and no problem document, is as large. */
const longestAnswer = 1 << 20;

/** The way to one directory's servers: connections that are kept, a CA of one's own, a time limit, a proxy. */
export class Transport {
  readonly #agent: https.Agent;
  readonly #patience: number;

  /** `patience`: milliseconds that a server may be silent. */
  constructor(settings: { readonly ca?: string | undefined; readonly patience?: number } = {}) {
    this.#patience = settings.patience ?? 15_000;
    this.#agent = new https.Agent({
      keepAlive: true,
      ...(settings.ca === undefined ? {} : { ca: settings.ca }),
    });
  }

  /** Rejects with {@link NoAnswer}. */
  async ask(url: string, question: HttpQuestion): Promise<HttpAnswer> {
    try {
      return await this.#ask(new URL(url), question);
    } catch (error) {
      question.signal?.throwIfAborted();
      throw new NoAnswer(explained(new URL(url).host, error), { cause: error });
    }
  }

  close(): void {
    this.#agent.destroy();
  }

  async #ask(url: URL, { method, body, headers, signal }: HttpQuestion): Promise<HttpAnswer> {
    const proxy = proxyFor({ server: url.href });
    const tunnel = proxy === undefined ? undefined : await tunnelTo(url, new URL(proxy), this.#patience);
    return await new Promise((resolve, reject) => {
      const sent = https.request(url, {
        method,
        agent: tunnel === undefined ? this.#agent : false,
        ...(tunnel === undefined ? {} : { createConnection: () => this.#secured(tunnel, url.hostname) }),
        timeout: this.#patience,
        headers: {
          "User-Agent": "pulumi-kubecerts",
          ...(body === undefined ? {} : { "Content-Length": Buffer.byteLength(body) }),
          ...headers,
        },
        ...(signal === undefined ? {} : { signal }),
      });
      const giveUp = () => sent.destroy(Object.assign(new Error("silence"), { code: "ETIMEDOUT" }));
      // From the first to the last byte: a server that sends one now and then is silent, too.
      const limit = setTimeout(giveUp, this.#patience * 2);
      sent.on("timeout", giveUp);
      sent.on("close", () => clearTimeout(limit));
      sent.on("error", reject);
      sent.on("response", (response) => {
        read(response).then(resolve, (error: unknown) => {
          sent.destroy();
          reject(error);
        });
      });
      sent.end(body);
    });
  }

  #secured(socket: Socket, servername: string): tls.TLSSocket {
    const { ca } = this.#agent.options;
    return tls.connect({ socket, servername, ...(ca === undefined ? {} : { ca }) });
  }
}

async function read(response: http.IncomingMessage): Promise<HttpAnswer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > longestAnswer) throw new Error("it answers with more than a megabyte");
    chunks.push(chunk);
  }
  const text = Buffer.concat(chunks).toString("utf8");
  return { status: response.statusCode ?? 0, headers: response.headers, data: parsed(text) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text; // a chain of certificates, or what the reader of the status will judge
  }
}

/** @see RFC 9110, section 9.3.6 */
function tunnelTo(url: URL, proxy: URL, patience: number): Promise<Socket> {
  const { username, password } = proxy;
  const credentials = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`);
  return new Promise((resolve, reject) => {
    const target = `${url.hostname}:${url.port || 443}`;
    const asked = (proxy.protocol === "https:" ? https : http).request(proxy, {
      method: "CONNECT",
      path: target,
      agent: false,
      timeout: patience,
      headers: {
        Host: target,
        ...(username === "" ? {} : { "Proxy-Authorization": `Basic ${credentials.toString("base64")}` }),
      },
    });
    asked.on("timeout", () => asked.destroy(Object.assign(new Error("silence"), { code: "ETIMEDOUT" })));
    asked.on("error", (error) => reject(new Error(`through the proxy ${proxy.host}: ${codeOf(error)}`)));
    asked.on("connect", ({ statusCode }, socket) => {
      if (statusCode === 200) return resolve(socket as Socket);
      socket.destroy();
      reject(new Error(`the proxy ${proxy.host} answers ${statusCode}`));
    });
    asked.end();
  });
}

const untrusted = [
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
];

function explained(host: string, error: unknown): string {
  const code = codeOf(error);
  if (untrusted.includes(code))
    return `the ACME server ${host} shows a certificate that is not trusted (${code}): give its CA as caBundle`;
  return `the ACME server ${host} gives no answer (${code})`;
}

function codeOf(error: unknown): string {
  const { code } = error as { code?: unknown };
  return typeof code === "string" ? code : messageOf(error);
}
