import { createHmac } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { MacAlgorithm } from "../spec/acme-spec.js";
import type { Instant } from "../spec/instant.js";
import { AcmeProblem, problemIn } from "./problem.js";
import { type HttpAnswer, NoAnswer, type Transport } from "./transport.js";

/** A directory's resources. @see RFC 8555, section 7.1.1; RFC 9773, section 4.1 */
export interface Directory {
  readonly newNonce: string;
  readonly newAccount: string;
  readonly newOrder: string;
  readonly revokeCert?: string;
  readonly keyChange?: string;
  readonly renewalInfo?: string;
  readonly meta?: {
    readonly termsOfService?: string;
    readonly externalAccountRequired?: boolean;
    readonly caaIdentities?: readonly string[];
    readonly profiles?: Readonly<Record<string, string>>;
  };
}

export interface ClientSettings {
  readonly server: string;
  readonly transport: Transport;
  /** Of the account, in PEM. */
  readonly privateKeyPem: string;
  readonly now: () => Instant;
}

/** A MAC key that the CA gave for its customer. @see RFC 8555, section 7.3.4 */
export interface ExternalAccountBinding {
  readonly keyID: string;
  /** Base64url. */
  readonly key: string;
  readonly algorithm: MacAlgorithm;
}

/** What of acme-client's inside is leaned on: its types do not name it, so its version is pinned, and test/acme/acme.test.ts tells. */
interface Inside {
  readonly http: {
    maxBadNonceRetries: number;
    jwk: object | null;
    directoryCache: object | null;
    directoryTimestamp: number;
    request(url: string, method: string, options?: { data?: object }): Promise<HttpAnswer>;
    getNonce(): Promise<string>;
    getJwk(): object;
    createSignedBody(url: string, payload: object, options: { kid?: string }): object;
    signedRequest(url: string, payload: object | null, options: { kid: string | null }): Promise<HttpAnswer>;
    prepareSignedBody(
      algorithm: string,
      url: string,
      payload: object,
      options: { kid: string },
    ): { protected: string; payload: string };
  };
  getChallengeKeyAuthorization(challenge: { type: "http-01"; token: string }): Promise<string>;
}

/** As many as a server may refuse in a row; Pebble is told to refuse six of ten in the tests. */
const nonceRetries = 30;
/** A server in trouble is asked again after so many milliseconds each. */
const pauses = [500, 1500, 4000];

/**
 * Signed requests to one ACME server as one account: acme-client's JWS (RFC 8555, section 6.2) over a transport of
 * our own, since its own has no time limit, no CA and no proxy for each client, asks for a nonce before every request
 * and keeps nothing of a problem document but its detail.
 */
export class AcmeClient {
  readonly directory: Directory;
  readonly #inside: Inside;
  readonly #settings: ClientSettings;
  /** The account's URL, once it is known. */
  account = "";

  private constructor(inside: Inside, directory: Directory, settings: ClientSettings) {
    this.#inside = inside;
    this.directory = directory;
    this.#settings = settings;
  }

  /** Reads the directory. acme-client is loaded here: it takes half a second that programs without ACME do not pay. */
  static async open(settings: ClientSettings): Promise<AcmeClient> {
    const [{ Client }, directory] = await Promise.all([import("acme-client"), readDirectory(settings)]);
    const options = { directoryUrl: settings.server, accountKey: settings.privateKeyPem };
    const inside = new Client(options) as unknown as Inside;
    inside.http.directoryCache = directory;
    inside.http.directoryTimestamp = Number.MAX_SAFE_INTEGER;
    inside.http.maxBadNonceRetries = nonceRetries;
    layTransport(inside, directory, settings);
    return new AcmeClient(inside, directory, settings);
  }

  /** Of the account. @see RFC 8555, section 8.1 */
  async keyAuthorization(token: string): Promise<string> {
    return await this.#inside.getChallengeKeyAuthorization({ type: "http-01", token });
  }

  /** POST-as-GET. @see RFC 8555, section 6.3 */
  read(url: string): Promise<HttpAnswer> {
    return this.#send(url, null, this.account);
  }

  post(url: string, payload: object): Promise<HttpAnswer> {
    return this.#send(url, payload, this.account);
  }

  /** Signed with the key itself, by whoever has no account yet, or none that matters. */
  postByKey(url: string, payload: object): Promise<HttpAnswer> {
    return this.#send(url, payload, null);
  }

  /** The account's public key as a JWK (RFC 7517). */
  get publicKey(): object {
    return this.#inside.http.getJwk();
  }

  /** A JWS by the key itself and without a nonce, as it stands inside of another one. @see RFC 8555, section 7.3.5 */
  signed(url: string, payload: object): object {
    return this.#inside.http.createSignedBody(url, payload, {});
  }

  /** The account's public key, signed by the MAC key, for `newAccount`. */
  binding({ keyID, key, algorithm }: ExternalAccountBinding): object {
    const { newAccount } = this.directory;
    const body = this.#inside.http.prepareSignedBody(algorithm, newAccount, this.publicKey, {
      kid: keyID,
    });
    const mac = createHmac(algorithm.replace("HS", "sha"), Buffer.from(key, "base64url"));
    return { ...body, signature: mac.update(`${body.protected}.${body.payload}`).digest("base64url") };
  }

  /** Rejects with {@link AcmeProblem}; what a server in trouble did not answer is asked for again. */
  async #send(url: string, payload: object | null, kid: string | null): Promise<HttpAnswer> {
    const { now } = this.#settings;
    for (let tries = 0; ; tries++) {
      const outcome = await this.#sendOnce(url, payload, kid);
      if (!(outcome instanceof Error)) return outcome;
      const wait =
        outcome instanceof AcmeProblem && outcome.retryAfter !== undefined
          ? outcome.retryAfter - now()
          : pauses[tries];
      if (tries >= pauses.length || wait === undefined || wait > longestWait || !isPassing(outcome))
        throw outcome;
      await sleep(Math.max(wait, pauses[0]!));
    }
  }

  async #sendOnce(url: string, payload: object | null, kid: string | null): Promise<HttpAnswer | Error> {
    try {
      const answer = await this.#inside.http.signedRequest(url, payload, { kid });
      return answer.status < 300 ? answer : problemIn(answer, this.#settings.now());
    } catch (error) {
      if (error instanceof NoAnswer) return error;
      throw error;
    }
  }
}

/** A server that asks for more patience than this is one for the next run. */
const longestWait = 20_000;

/** 429 is not: the CA counts, and asking again is what it counts. */
function isPassing(error: Error): boolean {
  return error instanceof NoAnswer || (error instanceof AcmeProblem && error.status >= 500);
}

/** Asks for a directory; what is no directory is refused here, with what it is. */
export async function readDirectory(
  settings: Pick<ClientSettings, "server" | "transport" | "now">,
): Promise<Directory> {
  const { server, transport } = settings;
  const answer = await transport.ask(server, { method: "GET" });
  if (answer.status >= 300) throw problemIn(answer, settings.now());
  const directory = answer.data as Partial<Directory> | undefined;
  const isOne = (["newNonce", "newAccount", "newOrder"] as const).every(
    (name) => typeof directory?.[name] === "string",
  );
  if (!isOne) throw new Error(`what ${server} answers is no ACME directory (RFC 8555, section 7.1.1)`);
  return directory as Directory;
}

/** Puts our transport under acme-client, and keeps the nonces that every answer brings. */
function layTransport({ http }: Inside, directory: Directory, { transport }: ClientSettings): void {
  const nonces: string[] = [];
  http.request = async (url, method, { data } = {}) => {
    const body = data === undefined ? undefined : JSON.stringify(data);
    const answer = await transport.ask(url, {
      method: method.toUpperCase() as "POST",
      headers: body === undefined ? {} : { "Content-Type": "application/jose+json" },
      ...(body === undefined ? {} : { body }),
    });
    const nonce = answer.headers["replay-nonce"];
    // What comes with a refused nonce is used by acme-client at once.
    if (typeof nonce === "string" && !isBadNonce(answer)) nonces.push(nonce);
    return answer;
  };
  http.getNonce = async () => {
    // The last one first: a server forgets the oldest.
    const known = nonces.pop();
    if (known !== undefined) return known;
    await http.request(directory.newNonce, "head");
    const fresh = nonces.pop();
    if (fresh === undefined) throw new Error(`the ACME server gives no nonce at ${directory.newNonce}`);
    return fresh;
  };
}

function isBadNonce({ status, data }: HttpAnswer): boolean {
  return (
    status === 400 && (data as { type?: unknown } | undefined)?.type === "urn:ietf:params:acme:error:badNonce"
  );
}
