import { foreignText } from "../errors.js";
import type { Instant } from "../spec/instant.js";
import type { HttpAnswer } from "./transport.js";

export interface Identifier {
  readonly type: string;
  readonly value: string;
}

/** A problem document as a CA sends it, whole. @see RFC 7807; RFC 8555, section 6.7 */
export interface ProblemDocument {
  /** `urn:ietf:params:acme:error:` and one of the words of section 6.7; whatever else the server says. */
  readonly type: string;
  readonly detail: string;
  readonly status?: number;
  readonly identifier?: Identifier;
  readonly subproblems: readonly ProblemDocument[];
}

/** What an ACME server refused, in its own words, fit to print. */
export class AcmeProblem extends Error {
  override readonly name = "AcmeProblem";
  readonly status: number;
  readonly document: ProblemDocument;
  /** From when on it may be asked again. */
  readonly retryAfter: Instant | undefined;

  constructor(status: number, document: ProblemDocument, retryAfter: Instant | undefined) {
    super(describeProblem(document));
    this.status = status;
    this.document = document;
    this.retryAfter = retryAfter;
  }

  /** Whether it is of this type, one of the words of RFC 8555, section 6.7. */
  is(word: string): boolean {
    return this.document.type === `urn:ietf:params:acme:error:${word}`;
  }
}

export function problemIn(answer: HttpAnswer, now: Instant): AcmeProblem {
  const { status, headers, data } = answer;
  const document = readProblem(data) ?? {
    type: "",
    detail: `it answers ${status}${typeof data === "string" && data !== "" ? `: ${data.slice(0, 200)}` : ""}`,
    subproblems: [],
  };
  return new AcmeProblem(status, document, retryAfterIn(headers["retry-after"], now));
}

/** The problem document in a value, as far as it is one. */
export function readProblem(value: unknown): ProblemDocument | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { type, detail, title, status, identifier, subproblems } = value as Record<string, unknown>;
  if (typeof type !== "string" && typeof detail !== "string") return undefined;
  const read = readIdentifier(identifier);
  return {
    type: typeof type === "string" ? type : "",
    detail: typeof detail === "string" ? detail : typeof title === "string" ? title : "it did not say why",
    ...(typeof status === "number" ? { status } : {}),
    ...(read === undefined ? {} : { identifier: read }),
    subproblems: Array.isArray(subproblems) ? subproblems.flatMap((each) => readProblem(each) ?? []) : [],
  };
}

function readIdentifier(value: unknown): Identifier | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { type, value: name } = value as Record<string, unknown>;
  return typeof type === "string" && typeof name === "string" ? { type, value: name } : undefined;
}

/** "rateLimited: too many ... (shop.example.com: ...)", every subproblem with its identifier; without what proves control. */
export function describeProblem({ type, detail, identifier, subproblems }: ProblemDocument): string {
  const word = /^urn:ietf:params:acme:error:(\w+)$/.exec(type)?.[1] ?? type;
  const name = identifier === undefined ? "" : `${identifier.value}: `;
  const more = subproblems.length === 0 ? "" : ` (${subproblems.map(describeProblem).join("; ")})`;
  return printable(`${name}${word === "" || word === "about:blank" ? "" : `${word}: `}${detail}`) + more;
}

/** Key authorizations stand in what CAs say of a wrong answer, and URLs of HTTP-01 end with the token. */
function printable(text: string): string {
  return foreignText(
    text
      .replaceAll(/(\/\.well-known\/acme-challenge\/)[\w-]+(\.[\w-]+)?/g, "$1(token)")
      .replaceAll(/[\w-]{22,}\.[\w-]{43}(?![\w-])/g, "(token)"),
  );
}

/** The instant that a Retry-After names, in seconds or as a date. @see RFC 9110, section 10.2.3 */
export function retryAfterIn(header: string | undefined, now: Instant): Instant | undefined {
  if (header === undefined) return undefined;
  if (/^\d{1,9}$/.test(header.trim())) return now + Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : date;
}
