import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";

/** What a client asked of a fake, its address as the real API has it. */
export interface Call {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** An object is sent as JSON, a text as it is. */
  readonly body?: object | string;
}

/** A fake of somebody's HTTP API on the loopback, at the addresses of the real one. */
export interface FakeApi {
  /** Leads what is asked of the real API's addresses to the fake, and refuses every other address. */
  readonly fetch: typeof fetch;
  readonly calls: readonly Call[];
  /** The next `count` requests are refused as too many, as the API documents it. */
  throttle(count: number): void;
  /** No request is answered any more. */
  silence(): void;
  close(): Promise<void>;
}

/** `tooMany` is how the API says that; `answer` what it does with any other request. */
export async function fakeApi(
  origins: readonly string[],
  tooMany: Reply,
  answer: (call: Call) => Reply,
): Promise<FakeApi> {
  const calls: Call[] = [];
  let throttled = 0;
  let silent = false;
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const origin = String(request.headers["x-real-origin"]);
    const call = {
      method: request.method ?? "",
      url: new URL(origin + request.url),
      headers: request.headers,
      body: Buffer.concat(chunks).toString("utf8"),
    };
    calls.push(call);
    if (silent) return;
    const { status, headers = {}, body } = throttled-- > 0 ? tooMany : answer(call);
    const isText = typeof body === "string";
    response.writeHead(status, { ...(isText ? {} : { "content-type": "application/json" }), ...headers });
    response.end(isText || body === undefined ? body : JSON.stringify(body));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const local = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const lead: typeof fetch = async (input, init) => {
    const url = new URL(String(input));
    if (!origins.includes(url.origin)) throw new TypeError(`no request may go to ${url.origin}`);
    const headers = new Headers(init?.headers);
    headers.set("x-real-origin", url.origin);
    return await fetch(local + url.pathname + url.search, { ...init, headers });
  };
  return {
    fetch: lead,
    calls,
    throttle: (count) => {
      throttled = count;
    },
    silence: () => {
      silent = true;
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** The names of a query or of a body that the API does not know; a fake refuses them. */
export function unknownNames(given: Iterable<string>, known: readonly string[]): string[] {
  return [...given].filter((name) => !known.includes(name));
}
