import * as http from "node:http";
import * as https from "node:https";
import { createRequire } from "node:module";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import type { Access, Credentials } from "./access.js";
import { connectionFailure, notServed } from "./cluster-error.js";

export interface ApiRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly path: string;
  readonly accept?: string;
  readonly contentType?: string;
  readonly body?: unknown;
  /** Milliseconds that the server may be silent. */
  readonly patience: number;
  readonly signal?: AbortSignal;
}

export interface ApiAnswer {
  readonly status: number;
  readonly body: unknown;
  /** In seconds, where the server names one. */
  readonly retryAfter?: number;
}

const { version } = createRequire(__filename)("pulumi-kubecerts/package.json") as { version: string };
const userAgent = `pulumi-kubecerts/${version}`;
const unzip = promisify(gunzip);

/** Sends one request and reads its answer, whatever its status. Credentials that are refused are renewed once. */
export async function send(access: Access, request: ApiRequest): Promise<ApiAnswer> {
  const credentials = await access.credentials();
  const first = await exchange(access, request, credentials);
  return first.status === 401 ? await exchange(access, request, await access.renewed(credentials)) : first;
}

async function exchange(access: Access, request: ApiRequest, credentials: Credentials): Promise<ApiAnswer> {
  const response = await respond(access, request, credentials);
  const retryAfter = Number(response.headers["retry-after"]);
  return {
    status: response.status,
    body: await bodyOf(access, response),
    ...(Number.isFinite(retryAfter) ? { retryAfter } : {}),
  };
}

/**
 * The JSON of an answer; undefined where it is none, which is for the reader of the status to judge. The API itself
 * gives one that is none: for a group that no CRD has brought yet.
 */
export async function bodyOf(access: Access, { headers, chunks }: Response): Promise<unknown> {
  const read: Buffer[] = [];
  let text = "";
  try {
    for await (const chunk of chunks) read.push(chunk);
    const bytes = Buffer.concat(read);
    text = (headers["content-encoding"] === "gzip" ? await unzip(bytes) : bytes).toString("utf8");
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return text.startsWith(notServed) ? notServed : undefined;
    throw connectionFailure(access.server, error);
  }
}

/** The head of an answer; its body is still to be read. */
export interface Response {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly chunks: AsyncIterable<Buffer>;
}

/** Sends one request, and gives up when the server is silent for too long, then or later. */
export function respond(access: Access, request: ApiRequest, credentials: Credentials): Promise<Response> {
  const url = new URL(access.server + request.path);
  const body = request.body === undefined ? undefined : Buffer.from(JSON.stringify(request.body));
  const transport = url.protocol === "http:" ? http : https;
  return new Promise((resolve, reject) => {
    const sent = transport.request(url, {
      method: request.method,
      agent: credentials.agent,
      timeout: request.patience,
      ...(request.signal === undefined ? {} : { signal: request.signal }),
      headers: headersOf(request, credentials, body),
    });
    sent.on("error", (error) => reject(connectionFailure(access.server, error)));
    // From here on: a request that waits for its turn is not the server's silence.
    sent.on("socket", () => {
      let heard: http.ClientRequest | http.IncomingMessage = sent;
      const giveUp = () => heard.destroy(Object.assign(new Error("silence"), { code: "ETIMEDOUT" }));
      const silence = setTimeout(giveUp, request.patience);
      sent.on("close", () => clearTimeout(silence));
      sent.on("response", (response) => {
        heard = response;
        const { statusCode: status = 0, headers } = response;
        resolve({ status, headers, chunks: chunksOf(response, silence) });
      });
    });
    sent.end(body);
  });
}

async function* chunksOf(response: http.IncomingMessage, silence: NodeJS.Timeout): AsyncGenerator<Buffer> {
  for await (const chunk of response) {
    silence.refresh();
    yield chunk as Buffer;
  }
}

function headersOf(
  request: ApiRequest,
  { headers }: Credentials,
  body: Buffer | undefined,
): http.OutgoingHttpHeaders {
  return {
    ...headers,
    Accept: request.accept ?? "application/json",
    "Accept-Encoding": "gzip",
    "User-Agent": userAgent,
    ...(body === undefined ? {} : bodyHeaders(request, body)),
  };
}

/** The length as well: node:http sends none for DELETE, and the server would take the body for the next request. */
function bodyHeaders(
  { contentType = "application/json" }: ApiRequest,
  body: Buffer,
): http.OutgoingHttpHeaders {
  return { "Content-Type": contentType, "Content-Length": body.length };
}
