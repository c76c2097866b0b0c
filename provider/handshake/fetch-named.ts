import { lookup } from "node:dns/promises";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { isIP } from "node:net";
import { kindOfAddress } from "./address.js";

/** What to ask for. The address comes from a certificate: whoever made that chose it. */
export interface NamedRequest {
  readonly uri: string;
  /** An OCSP request; then it is a POST. */
  readonly body?: Buffer;
}

export interface FetchRules {
  /** Whether the address may be private or loopback; link-local it never may be. Default: no. */
  readonly allowPrivate?: boolean;
  /** Octets. Default: 8 MiB: the largest public CRLs have some. */
  readonly limit?: number;
  /** Milliseconds for everything. Default: 5 s. */
  readonly deadline?: number;
}

/** It was not fetched. The message is a clause without the URI. */
export class NotFetched extends Error {
  override readonly name = "NotFetched";
}

/**
 * Fetches what a certificate names, over http or https, without credentials, proxies, or redirections. The name is
 * resolved once and the connection goes to the address that was judged, so that no second answer can lead elsewhere.
 * Rejects with {@link NotFetched}.
 */
export async function fetchNamed(request: NamedRequest, rules: FetchRules = {}): Promise<Buffer> {
  const deadline = rules.deadline ?? 5000;
  const late = AbortSignal.timeout(deadline);
  try {
    const url = urlOf(request.uri);
    const address = await Promise.race([permitted(url, rules.allowPrivate === true), aborted(late)]);
    return await exchange(url, address, request.body, rules.limit ?? 8 * 2 ** 20, late);
  } catch (error) {
    if (late.aborted) throw new NotFetched(`no answer within ${deadline / 1000} s`);
    throw error instanceof NotFetched ? error : new NotFetched((error as Error).message);
  }
}

function urlOf(uri: string): URL {
  const url = URL.canParse(uri) ? new URL(uri) : undefined;
  if (url === undefined) throw new NotFetched("it is not a URL");
  if (url.protocol !== "http:" && url.protocol !== "https:")
    throw new NotFetched(`${url.protocol} is not fetched`);
  if (url.username !== "" || url.password !== "") throw new NotFetched("it holds credentials");
  return url;
}

/** The first address of the host, where all of them are allowed: a mixed answer is somebody's attempt. */
async function permitted(url: URL, allowPrivate: boolean): Promise<string> {
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const addresses =
    isIP(host) === 0 ? (await lookup(host, { all: true })).map(({ address }) => address) : [host];
  for (const address of addresses) {
    const kind = kindOfAddress(address);
    if (kind === "never") throw new NotFetched(`its address ${address} is never asked`);
    if (kind === "private" && !allowPrivate)
      throw new NotFetched(`its address ${address} is private, and that is not allowed`);
  }
  const [first] = addresses;
  if (first === undefined) throw new NotFetched("it has no address");
  return first;
}

function exchange(
  url: URL,
  address: string,
  body: Buffer | undefined,
  limit: number,
  signal: AbortSignal,
): Promise<Buffer> {
  const send = url.protocol === "https:" ? httpsRequest : httpRequest;
  const host = url.hostname.replace(/^\[|\]$/g, "");
  return new Promise((resolve, reject) => {
    const request = send(
      {
        host: address,
        port: url.port === "" ? (url.protocol === "https:" ? 443 : 80) : Number(url.port),
        path: url.pathname + url.search,
        method: body === undefined ? "GET" : "POST",
        ...(isIP(host) === 0 ? { servername: host } : {}),
        headers: {
          host: url.host,
          ...(body === undefined ? {} : { "content-type": "application/ocsp-request" }),
        },
        agent: false,
        signal,
      },
      (response) => read(response, limit).then(resolve, reject),
    );
    request.on("error", reject);
    request.end(body);
  });
}

async function read(response: IncomingMessage, limit: number): Promise<Buffer> {
  if (response.statusCode !== 200) {
    response.destroy();
    throw new NotFetched(`its server answered ${response.statusCode}`);
  }
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of response as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > limit) throw new NotFetched(`it is larger than ${limit} octets`);
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) =>
    signal.addEventListener("abort", () => reject(new NotFetched("late")), { once: true }),
  );
}
