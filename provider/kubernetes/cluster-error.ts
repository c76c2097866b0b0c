import { foreignText } from "../errors.js";

export type ClusterErrorReason =
  /** No answer, or none of the API: nothing is known, and nothing is known to have been done. */
  | "unreachable"
  | "forbidden"
  /** A place to write to is not there: the namespace, or a kind that the cluster does not know. */
  | "notFound"
  /** Another version, or another field manager, than the one expected. */
  | "conflict"
  | "alreadyExists"
  /** The API refuses the object. */
  | "invalid"
  /** What a list or a watch was to go on from is too old: begin again. */
  | "expired";

/** What the API server said was wrong with one field. */
export interface Cause {
  readonly reason?: string;
  readonly field?: string;
  readonly message?: string;
}

/** Why a cluster did not do what it was asked. The message is a clause that names the server, and is safe to print. */
export class ClusterError extends Error {
  override readonly name = "ClusterError";
  readonly reason: ClusterErrorReason;
  /** Undefined where the API server did not answer. */
  readonly status: number | undefined;
  readonly causes: readonly Cause[];

  constructor(
    reason: ClusterErrorReason,
    message: string,
    details: ErrorOptions & { status?: number; causes?: readonly Cause[] } = {},
  ) {
    super(message, details);
    this.reason = reason;
    this.status = details.status;
    this.causes = details.causes ?? [];
  }
}

/** What the API says of a kind of object that it does not serve. */
export const notServed = "404 page not found";

/** The error that an answer other than 2xx means. */
export function refusal(server: string, status: number, body: unknown): ClusterError {
  const said = statusIn(body);
  // How the API answers for a group that no CRD has brought yet.
  if (said === undefined && status === 404 && body === notServed)
    return new ClusterError("notFound", `${server} does not serve that kind of object`, { status });
  if (said === undefined)
    return new ClusterError(
      "unreachable",
      `what answers at ${server} is not the Kubernetes API (HTTP ${status})`,
    );
  const words = foreignText(said.message ?? said.reason ?? `HTTP ${status}`);
  const message =
    status === 401
      ? `${server} does not accept the credentials of the kubeconfig (401)`
      : `${server} answers: ${words}`;
  return new ClusterError(reasonOf(status, said.reason), message, {
    status,
    causes: (said.details?.causes ?? []).map(printable),
  });
}

/** The error that a failed connection means, with its cause in words. */
export function connectionFailure(server: string, error: unknown): ClusterError {
  const { code, message } = error as { code?: unknown; message?: unknown };
  const errno = typeof code === "string" ? code : "";
  const words =
    connectionWords[errno] ?? (isTls(errno) ? "its certificate is not trusted (x509)" : undefined);
  const detail = words === undefined || isTls(errno) ? foreignText(String(message)) : errno;
  const said = words === undefined ? detail : `${words}: ${detail}`;
  return new ClusterError("unreachable", `${server} is out of reach: ${said}`, { cause: error });
}

const connectionWords: Readonly<Record<string, string>> = {
  ECONNREFUSED: "connection refused, nothing listens there",
  ECONNRESET: "the connection broke",
  EPIPE: "the connection broke",
  ENOTFOUND: "DNS does not know its name",
  EAI_AGAIN: "DNS does not answer",
  ETIMEDOUT: "no answer in time",
  EHOSTUNREACH: "there is no route to it",
  ENETUNREACH: "there is no route to it",
  EPROTO: "it does not speak TLS",
  ERR_SSL_WRONG_VERSION_NUMBER: "it does not speak TLS",
};

/** @see https://nodejs.org/docs/latest-v20.x/api/tls.html#x509-certificate-error-codes */
function isTls(errno: string): boolean {
  return /CERT|SIGNATURE|^ERR_TLS_/.test(errno);
}

/** Whoever may write the object chooses what its fields and their managers are called. */
function printable(cause: Cause): Cause {
  return Object.fromEntries(Object.entries(cause).map(([key, text]) => [key, foreignText(String(text))]));
}

interface Status {
  readonly kind: "Status";
  readonly reason?: string;
  readonly message?: string;
  readonly details?: { readonly name?: string; readonly causes?: readonly Cause[] };
}

export function statusIn(body: unknown): Status | undefined {
  return (body as Status | undefined)?.kind === "Status" ? (body as Status) : undefined;
}

function reasonOf(status: number, reason: string | undefined): ClusterErrorReason {
  if (reason === "AlreadyExists") return "alreadyExists";
  switch (status) {
    case 403:
      return "forbidden";
    case 404:
      return "notFound";
    case 409:
      return "conflict";
    case 410:
      return "expired";
    default:
      return status === 401 || status === 429 || status >= 500 ? "unreachable" : "invalid";
  }
}

/** The managers that a refused apply would have taken fields from, by name; `applying` those that will apply again. */
export function managersIn(error: unknown): readonly { readonly name: string; readonly applying: boolean }[] {
  const causes = error instanceof ClusterError && error.reason === "conflict" ? error.causes : [];
  return causes.flatMap(({ reason, message }) => {
    const [, name, how] =
      (reason === "FieldManagerConflict" && /^conflict with "(.*?)"( using .*)?$/.exec(message ?? "")) || [];
    return name === undefined ? [] : [{ name, applying: how === undefined }];
  });
}
