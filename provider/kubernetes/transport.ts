import { setTimeout as sleep } from "node:timers/promises";
import type { Access } from "./access.js";
import { ClusterError, refusal, statusIn } from "./cluster-error.js";
import { type ApiAnswer, type ApiRequest, send } from "./request.js";

/** A read that gets no byte for so long is given up; a preview goes on without. */
const readPatience = 5_000;
/** A write waits for admission webhooks, which the API server gives 10 s each if nothing else is said. */
const writePatience = 30_000;
/** After a read that got no answer none is sent for so long: a thousand certificates do not wait a thousand times. */
const outage = 30_000;
const tries = 3;

type Request = Omit<ApiRequest, "patience">;

/** Sends requests to one API server until they are answered or there is no point in it. */
export class Transport {
  readonly access: Access;
  #failure: { readonly error: ClusterError; readonly at: number } | undefined;

  constructor(access: Access) {
    this.access = access;
  }

  /** Lets reads be sent again at once after one that got no answer. */
  forgive(): void {
    this.#failure = undefined;
  }

  /** The answer's body; undefined when the API server says that there is no object of the name `absent`. */
  async read<T>(request: Request, absent?: string): Promise<T | undefined> {
    if (this.#failure !== undefined && performance.now() - this.#failure.at < outage)
      throw this.#failure.error;
    try {
      const answer = await this.#persist({ ...request, patience: readPatience }, isWorthRepeating);
      this.#failure = undefined;
      if (absent !== undefined && isAbsence(answer, absent)) return undefined;
      return this.#accepted(answer).body as T;
    } catch (error) {
      if (error instanceof ClusterError && (error.status === undefined || error.status === 401))
        this.#failure = { error, at: performance.now() };
      throw error;
    }
  }

  /** The answer to a request that changes something: sent again only when the server says that it did nothing. */
  async write(request: Request, absent?: string): Promise<ApiAnswer | undefined> {
    const answer = await this.#persist(
      { ...request, patience: writePatience },
      ({ status }) => status === 429,
    );
    if (absent !== undefined && isAbsence(answer, absent)) return undefined;
    return this.#accepted(answer);
  }

  async #persist(request: ApiRequest, again: (answer: ApiAnswer) => boolean): Promise<ApiAnswer> {
    for (let left = tries - 1; ; left--) {
      const answer = await this.#send(request, left > 0);
      if (answer !== undefined && (left === 0 || !again(answer))) return answer;
      const wait = Math.min((answer?.retryAfter ?? 0) * 1000, readPatience);
      await sleep(
        wait || 100 * (tries - left),
        undefined,
        request.signal === undefined ? {} : { signal: request.signal },
      );
    }
  }

  /** Undefined where a read lost its connection and may be sent again. */
  async #send(request: ApiRequest, again: boolean): Promise<ApiAnswer | undefined> {
    try {
      return await send(this.access, request);
    } catch (error) {
      const { code } = ((error as Error).cause ?? {}) as { code?: string };
      if (again && request.method === "GET" && (code === "ECONNRESET" || code === "EPIPE")) return undefined;
      throw error;
    }
  }

  #accepted(answer: ApiAnswer): ApiAnswer {
    const isFine = answer.status >= 200 && answer.status < 300 && answer.body !== undefined;
    if (!isFine) throw refusal(this.access.server, answer.status, answer.body);
    return answer;
  }
}

function isWorthRepeating({ status, body }: ApiAnswer): boolean {
  return status === 429 || (status >= 500 && statusIn(body) !== undefined);
}

/** A 404 of a proxy, or of a kind that is not installed, names no object and proves nothing. */
function isAbsence({ status, body }: ApiAnswer, name: string): boolean {
  return status === 404 && statusIn(body)?.details?.name === name;
}
