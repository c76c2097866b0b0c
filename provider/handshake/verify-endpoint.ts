import type { Instant } from "../spec/instant.js";
import { Link } from "../x509/chain.js";
import { readCertificate, splitChain } from "../x509/read-certificate.js";
import { fetchNamed } from "./fetch-named.js";
import { type HandshakeOptions, handshake } from "./handshake.js";
import { judgeHandshake } from "./judge-handshake.js";
import { type Fetch, judgeRevocation, judgeStaple } from "./judge-revocation.js";
import { Anchors, pathOf } from "./path.js";
import type { Endpoint, Shown } from "./shown.js";
import { systemAnchors } from "./system-anchors.js";
import { browsers, fail, type Verdict } from "./verdict.js";

/** What an endpoint is asked for. */
export interface Question {
  readonly endpoint: Endpoint;
  /** SHA-256 of the leaf that is to be served; absent: whichever it is. */
  readonly fingerprint?: string;
  /** What is trusted, in PEM; absent: the roots that Node brings, and `NODE_EXTRA_CA_CERTS`. */
  readonly caPem?: string;
  /** Whether CRLs and OCSP responders may have private addresses. */
  readonly allowPrivate: boolean;
}

export interface Verification {
  /** The address that answered. */
  readonly address: string;
  readonly verdicts: readonly Verdict[];
}

/** What the outside is asked by. */
interface Means {
  readonly handshake: (endpoint: Endpoint, options: HandshakeOptions) => Promise<Shown>;
  readonly fetch: Fetch;
}

const live: Means = { handshake, fetch: fetchNamed };

/** A path is sought among all of them, each against each; a hundred kilobytes of them would take a minute. */
const mostSent = 32;

/**
 * Makes a handshake and says everything about it, as a browser would and more. CAs are asked about revocation last,
 * and only where nothing else is wrong. Rejects with NoHandshake, or where `caPem` cannot be read.
 */
export async function verifyEndpoint(
  { endpoint, fingerprint, caPem, allowPrivate }: Question,
  now: Instant,
  means: Means = live,
): Promise<Verification> {
  const ca = caPem === undefined ? undefined : splitChain(caPem);
  const shown = await means.handshake(endpoint, ca === undefined ? {} : { ca });
  const { length } = shown.chain;
  if (length > mostSent) {
    const detail = `${length} certificates were sent, and ${mostSent} at most are looked through`;
    return { address: shown.address, verdicts: [fail("chain", detail, browsers.invalid)] };
  }
  const links = readAll(shown.chain);
  if (typeof links === "string")
    return {
      address: shown.address,
      verdicts: [fail("leaf", `a certificate that was sent cannot be read: ${links}`, browsers.invalid)],
    };
  const path = pathOf(links, ca === undefined ? systemAnchors() : new Anchors(ca));
  const name = endpoint.sni ?? endpoint.host;
  const expected = { name, now, ...(fingerprint === undefined ? {} : { fingerprint }) };
  const verdicts = judgeHandshake(shown, links, path, expected);
  if (links.length > 0) verdicts.push(judgeStaple(shown.stapled, path, now));
  if (verdicts.every(({ result }) => result !== "fail"))
    verdicts.push(...(await judgeRevocation(path, means.fetch, { allowPrivate }, now)));
  else
    verdicts.push({
      check: "revocation",
      result: "unknown",
      detail: "not asked: something else is wrong already",
    });
  return { address: shown.address, verdicts };
}

/** The certificates, or why one of them cannot be read. */
function readAll(chain: readonly string[]): Link[] | string {
  try {
    if (chain[0] !== undefined) readCertificate(chain[0]);
    return chain.map((pem) => new Link(pem));
  } catch (error) {
    return (error as Error).message;
  }
}
