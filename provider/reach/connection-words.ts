import { foreignText } from "../errors.js";

const words: Readonly<Record<string, string>> = {
  ECONNREFUSED: "the connection is refused",
  ECONNRESET: "the connection breaks",
  EPIPE: "the connection breaks",
  ETIMEDOUT: "there is no answer in time",
  EHOSTUNREACH: "there is no route to it",
  ENETUNREACH: "there is no route to it",
  ENOTFOUND: "DNS does not know the name",
  ENODATA: "DNS has no address for the name",
  EAI_AGAIN: "DNS does not answer",
  ESERVFAIL: "DNS answers SERVFAIL",
  EREFUSED: "the DNS server refuses to answer",
  HPE_INVALID_CONSTANT: "what answers speaks no HTTP",
};

/** Why a connection came to nothing, as a clause, with the address where one was tried. */
export function connectionWords(error: unknown): string {
  // One error for each address that was tried; the first is the one that the CA meets, too.
  const first = error instanceof AggregateError ? (error.errors[0] as unknown) : error;
  const { code, message, address, port } = first as NodeJS.ErrnoException & {
    address?: string;
    port?: number;
  };
  const what = words[code ?? ""] ?? foreignText(message);
  return address === undefined || port === undefined ? what : `${what} at ${address} port ${port}`;
}
