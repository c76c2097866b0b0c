import * as http from "node:http";
import * as https from "node:https";
import type { LookupFunction } from "node:net";
import { foreignText } from "../errors.js";
import { connectionWords } from "./connection-words.js";

/** What came back; `seen` is a clause for people and holds nothing of the body. */
export interface Answer {
  /** At most the first 1024 characters of a 200; empty otherwise. */
  readonly body: string;
  readonly seen: string;
}

/** As Boulder: ten redirects, ten seconds, ports 80 and 443, and no trust in a certificate that is yet to come. */
const limits = { redirects: 10, patience: 10_000, body: 1024 };

/**
 * Asks as a CA does, redirects followed. Never rejects, but for the signal.
 *
 * @see RFC 8555, section 8.3; https://letsencrypt.org/docs/challenge-types/#http-01-challenge
 */
export async function ask(
  start: URL,
  lookup: LookupFunction | undefined,
  signal: AbortSignal,
): Promise<Answer> {
  let url = start;
  for (let hops = 0; hops <= limits.redirects; hops++) {
    const answer = await get(url, lookup, signal).catch((error: unknown) => {
      signal.throwIfAborted();
      return { seen: connectionWords(error), body: "" };
    });
    if (!("location" in answer))
      return hops === 0 ? answer : { ...answer, seen: `${answer.seen}, after a redirect to ${hostOf(url)}` };
    const next = URL.canParse(answer.location, url.href) ? new URL(answer.location, url) : undefined;
    if (next === undefined || !isAllowed(next, start))
      return {
        body: "",
        seen: `a redirect to ${foreignText(answer.location)} is answered, which no CA follows`,
      };
    url = next;
  }
  return { body: "", seen: `more than ${limits.redirects} redirects are answered` };
}

/** Only a web server's own ports; and whatever the first question went to, which may be a test's. */
function isAllowed(next: URL, start: URL): boolean {
  const ports = ["", "80", "443", start.port];
  return ["http:", "https:"].includes(next.protocol) && ports.includes(next.port);
}

function get(
  url: URL,
  lookup: LookupFunction | undefined,
  signal: AbortSignal,
): Promise<Answer | { location: string }> {
  const options: https.RequestOptions = {
    agent: false, // a connection of its own each time: behind a name there may be several servers
    rejectUnauthorized: false,
    headers: { "User-Agent": "pulumi-kubecerts", Accept: "*/*" },
    timeout: limits.patience,
    signal: AbortSignal.any([signal, AbortSignal.timeout(limits.patience)]),
    ...(lookup === undefined ? {} : { lookup }),
  };
  return new Promise((resolve, reject) => {
    const heard = (response: http.IncomingMessage) => {
      const { statusCode = 0, headers } = response;
      if (statusCode >= 300 && statusCode < 400 && headers.location !== undefined) {
        response.destroy();
        return resolve({ location: headers.location });
      }
      const by = headers.server === undefined ? "" : ` by ${foreignText(String(headers.server))}`;
      if (statusCode !== 200) {
        response.destroy();
        return resolve({ body: "", seen: `HTTP ${statusCode} is answered${by}` });
      }
      read(response).then((body) => resolve({ body, seen: `something else is answered${by}` }), reject);
    };
    const request =
      url.protocol === "https:" ? https.get(url, options, heard) : http.get(url, options, heard);
    request.on("timeout", () => request.destroy(silence()));
    request.on("error", (error) =>
      reject(error.name === "TimeoutError" || error.name === "AbortError" ? silence() : error),
    );
  });
}

async function read(response: http.IncomingMessage): Promise<string> {
  let body = "";
  for await (const chunk of response) {
    body += String(chunk);
    if (body.length > limits.body) break; // ends the response as well
  }
  return body.slice(0, limits.body);
}

function silence(): NodeJS.ErrnoException {
  return Object.assign(new Error("silence"), { code: "ETIMEDOUT" });
}

function hostOf(url: URL): string {
  return foreignText(`${url.protocol}//${url.host}`);
}
