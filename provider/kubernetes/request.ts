import * as http from "node:http";
import * as https from "node:https";
import { createRequire } from "node:module";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import type { Access, Credentials } from "./access.js";
import { connectionFailure } from "./cluster-error.js";

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
  const first = await exchange(access, request, await access.credentials());
  return first.status === 401 ? await exchange(access, request, await access.renewed()) : first;
}

async function exchange(access: Access, request: ApiRequest, credentials: Credentials): Promise<ApiAnswer> {
  const response = await respond(access, request, credentials);
  const retryAfter = Number(response.headers["retry-after"]);
  return {
    status: response.statusCode ?? 0,
    body: await bodyOf(access, response),
    ...(Number.isFinite(retryAfter) ? { retryAfter } : {}),
  };
}

/** The JSON of an answer; undefined where it is none, which is for the reader of the status to judge. */
export async function bodyOf(access: Access, response: http.IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of response) chunks.push(chunk as Buffer);
    const bytes = Buffer.concat(chunks);
    const text = response.headers["content-encoding"] === "gzip" ? await unzip(bytes) : bytes;
    return JSON.parse(text.toString("utf8"));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw connectionFailure(access.server, error);
  }
}

/** The head of the answer; its body is still to be read. */
export function respond(
  access: Access,
  request: ApiRequest,
  { agent, headers }: Credentials,
): Promise<http.IncomingMessage> {
  const url = new URL(access.server + request.path);
  const body = request.body === undefined ? undefined : Buffer.from(JSON.stringify(request.body));
  const transport = url.protocol === "http:" ? http : https;
  return new Promise((resolve, reject) => {
    const sent = transport.request(url, {
      method: request.method,
      agent,
      timeout: request.patience,
      ...(request.signal === undefined ? {} : { signal: request.signal }),
      headers: {
        ...headers,
        Accept: request.accept ?? "application/json",
        "Accept-Encoding": "gzip",
        "User-Agent": userAgent,
        ...(body === undefined ? {} : bodyHeaders(request, body)),
      },
    });
    sent.on("timeout", () => sent.destroy(Object.assign(new Error(), { code: "ETIMEDOUT" })));
    sent.on("error", (error) => reject(connectionFailure(access.server, error)));
    sent.on("response", resolve);
    sent.end(body);
  });
}

/** The length as well: node:http sends none for DELETE, and the server would take the body for the next request. */
function bodyHeaders(
  { contentType = "application/json" }: ApiRequest,
  body: Buffer,
): http.OutgoingHttpHeaders {
  return { "Content-Type": contentType, "Content-Length": body.length };
}
