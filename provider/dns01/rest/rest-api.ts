import { setTimeout as sleep } from "node:timers/promises";
import { foreignText } from "../../errors.js";
import type { Outside } from "../outside.js";
import { TooLong, textOf } from "./bounded-text.js";
import { pauseBefore } from "./retry-after.js";

export interface RestRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** `https:` */
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface RestAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** An API that answered, and not as it was asked; the message is a clause that holds its own words. */
export class ApiRefusal extends Error {
  override readonly name = "ApiRefusal";
  readonly status: number;
  /** The API's own code, where it has one. */
  readonly code: string | undefined;

  constructor(message: string, status: number, code?: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** What an API says of a failure, in the form that it documents. */
export interface Reason {
  readonly code?: string | undefined;
  readonly message?: string | undefined;
}

const tries = 4;

/** One HTTP API. Follows no redirection, reads no endless answer, waits for none, and asks again where it is told to. */
export class RestApi {
  readonly #name: string;
  readonly #outside: Pick<Outside, "fetch" | "patience" | "now">;
  readonly #reasonIn: (text: string) => Reason;
  readonly #busyCodes: readonly string[];

  /**
   * `name` begins an error's clause: "Cloudflare"; `reasonIn` reads the body of a refusal; `busyCodes` are those with
   * which the API says that it is busy, besides the statuses of HTTP.
   */
  constructor(
    name: string,
    outside: Pick<Outside, "fetch" | "patience" | "now">,
    reasonIn: (text: string) => Reason,
    busyCodes: readonly string[] = [],
  ) {
    this.#name = name;
    this.#outside = outside;
    this.#reasonIn = reasonIn;
    this.#busyCodes = busyCodes;
  }

  /**
   * The answer, whose status is 2xx or one of `expected`. A request that the API was too busy for, or that got no
   * answer, is sent again a few times: whoever sends it must be content when it was carried out twice.
   *
   * @throws ApiRefusal
   */
  async send(
    request: RestRequest,
    signal: AbortSignal,
    expected: readonly number[] = [],
  ): Promise<RestAnswer> {
    for (let left = tries - 1; ; left--) {
      const answer = await this.#once(request, signal, left > 0);
      if (answer !== undefined) {
        const { status } = answer;
        if ((status >= 200 && status < 300) || expected.includes(status)) return answer;
        if (left === 0 || !this.#isPassing(answer)) throw this.refusal(request, answer);
      }
      const pause = pauseBefore(answer?.headers.get("retry-after"), tries - left, this.#outside.now());
      await this.#sleep(pause, request, answer, signal);
    }
  }

  /** The same, whose body is JSON; what it holds is the API's word, to be looked at before it is believed. */
  async json(request: RestRequest, signal: AbortSignal, expected: readonly number[] = []): Promise<unknown> {
    const answer = await this.send(request, signal, expected);
    try {
      return JSON.parse(answer.text);
    } catch {
      throw new ApiRefusal(`${this.#of(request)} with ${answer.status} and no JSON`, answer.status);
    }
  }

  refusal(request: RestRequest, { status, text }: Pick<RestAnswer, "status" | "text">): ApiRefusal {
    const { code, message } = this.#reasonIn(text);
    const said = [message, code === undefined ? undefined : `code ${code}`].filter(Boolean).join(", ");
    const why = status >= 300 && status < 400 ? "a redirection, which is not followed" : foreignText(said);
    const clause = `${this.#of(request)} with ${status}${why === "" ? "" : ` (${why})`}`;
    return new ApiRefusal(clause, status, code);
  }

  /** Undefined where no answer came and it may be asked again. */
  async #once(request: RestRequest, signal: AbortSignal, again: boolean): Promise<RestAnswer | undefined> {
    const { patience } = this.#outside;
    signal.throwIfAborted();
    const limit = AbortSignal.any([signal, AbortSignal.timeout(patience)]);
    try {
      const { method, headers = {}, body } = request;
      const response = await this.#outside.fetch(request.url, {
        method,
        headers: { accept: "application/json", "user-agent": "pulumi-kubecerts", ...headers },
        ...(body === undefined ? {} : { body }),
        redirect: "manual",
        signal: limit,
      });
      return { status: response.status, headers: response.headers, text: await textOf(response) };
    } catch (error) {
      if (signal.aborted) throw this.#late(request, signal);
      if (again && !limit.aborted && !(error instanceof TooLong)) return undefined;
      const { code, message } = ((error as Error).cause ?? error) as NodeJS.ErrnoException;
      const why = limit.aborted ? `within ${patience / 1000} s` : `(${code ?? foreignText(message)})`;
      throw new Error(`${this.#name} gives no answer to ${shown(request)} ${why}`, { cause: error });
    }
  }

  /** Whether the same request may fare better a moment later. */
  #isPassing({ status, text }: RestAnswer): boolean {
    if (status === 429 || (status >= 502 && status <= 504)) return true;
    return this.#busyCodes.includes(this.#reasonIn(text).code ?? "");
  }

  async #sleep(
    pause: number,
    request: RestRequest,
    answer: RestAnswer | undefined,
    signal: AbortSignal,
  ): Promise<void> {
    try {
      await sleep(pause, undefined, { signal });
    } catch {
      throw answer === undefined ? this.#late(request, signal) : this.refusal(request, answer);
    }
  }

  #late(request: RestRequest, signal: AbortSignal): Error {
    return new Error(`${this.#name} gave no answer to ${shown(request)} before time was over`, {
      cause: signal.reason,
    });
  }

  #of(request: RestRequest): string {
    return `${this.#name} answers ${shown(request)}`;
  }
}

/** Without the query: it may be long. */
function shown({ method, url }: RestRequest): string {
  return `${method} ${new URL(url).pathname}`;
}
