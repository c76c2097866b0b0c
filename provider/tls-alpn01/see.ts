import { connect } from "node:tls";
import type { Challenge } from "../acme/solver.js";
import { connectionWords } from "../reach/connection-words.js";
import { lookupAt } from "../reach/lookup.js";
import type { Seen } from "../reach/self-check.js";
import type { SelfCheckSpec } from "../spec/http01-spec.js";
import { answers } from "./challenge-certificate.js";
import { serverName } from "./server-name.js";

/** The name of the protocol in which a CA asks. @see RFC 8737, section 3 */
export const acmeTls = "acme-tls/1";

const patience = 10_000;

/** Shakes hands at the name itself, as the CA will. */
export function seeByTls({
  resolvers,
  port,
}: SelfCheckSpec): (challenge: Challenge, signal: AbortSignal) => Promise<Seen> {
  const lookup = lookupAt(resolvers);
  return async (challenge, signal) => {
    const host = challenge.identifier.value;
    const at = `at ${host} port ${port}`;
    return await new Promise<Seen>((resolve) => {
      const miss = (what: string) => {
        socket.destroy();
        resolve({ answered: false, seen: `${at} ${what}` });
      };
      const socket = connect({
        host,
        port,
        servername: serverName(challenge),
        ALPNProtocols: [acmeTls],
        rejectUnauthorized: false, // it is self-signed, and is looked at below
        minVersion: "TLSv1.2",
        ...(lookup === undefined ? {} : { lookup }),
      });
      socket.setTimeout(patience, () => miss("there is no answer in time"));
      const abort = () => miss("there was no time for an answer");
      signal.addEventListener("abort", abort, { once: true });
      socket.on("close", () => signal.removeEventListener("abort", abort));
      socket.on("error", (error) => miss(connectionWords(error)));
      socket.on("secureConnect", () => {
        if (socket.alpnProtocol !== acmeTls)
          return miss(`something answers that does not speak ${acmeTls}, such as a proxy that ends TLS`);
        if (!answers(socket.getPeerCertificate().raw, challenge)) return miss("another certificate is shown");
        socket.destroy();
        resolve({ answered: true });
      });
    });
  };
}
