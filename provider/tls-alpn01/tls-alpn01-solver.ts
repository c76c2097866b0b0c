import type { Server } from "node:net";
import { createServer, type SecureContext } from "node:tls";
import type { Challenge, Solver } from "../acme/solver.js";
import { now } from "../clock.js";
import { CertificateError } from "../errors.js";
import { listeners } from "../reach/listener.js";
import { selfCheck } from "../reach/self-check.js";
import type { TlsAlpn01Spec } from "../spec/tls-alpn01-spec.js";
import { challengeContext } from "./challenge-certificate.js";
import { type Held, NameLocks } from "./name-locks.js";
import { acmeTls, seeByTls } from "./see.js";
import { serverName } from "./server-name.js";

const listenerAt = listeners(serverOf);
const locks = new NameLocks();

/**
 * Answers a CA's handshake from this process (RFC 8737), which nothing outlives. Certificates with a name in common
 * are proven one after the other.
 */
export function tlsAlpn01Solver({ listen, selfCheck: check }: TlsAlpn01Spec): Solver {
  const listener = listenerAt(listen);
  const held = (challenges: readonly Challenge[]): Held =>
    new Map(challenges.map((challenge) => [serverName(challenge), challenge.token]));
  return {
    type: "tls-alpn-01",
    async present(challenges, signal) {
      await locks.take(held(challenges), signal).catch((error: unknown) => {
        throw isTaken(challenges, error);
      });
      try {
        const contexts = challenges.map(async (challenge) => await answerTo(challenge));
        await listener.add(await Promise.all(contexts));
      } catch (error) {
        locks.release(held(challenges));
        throw error;
      }
    },
    check: (challenges, signal) => selfCheck(challenges, check, seeByTls(check), signal),
    // Those that hold no name were never presented here, and who holds it now keeps it.
    cleanUp: (challenges) => listener.remove(locks.release(held(challenges))),
  };
}

async function answerTo(challenge: Challenge): Promise<[string, SecureContext]> {
  return [serverName(challenge), await challengeContext(challenge, now())];
}

function isTaken(challenges: readonly Challenge[], cause: unknown): CertificateError {
  return new CertificateError(
    `another certificate is still being proven for one of ${challenges.map(({ identifier }) => identifier.value).join(", ")}, and TLS-ALPN-01 can prove a name for one at a time`,
    "The CA was not told to look",
    "Run pulumi up again, or let one certificate depend on the other",
    { cause },
  );
}

/** Shows the certificate of the name that is asked for, and says nothing more. @see RFC 8737, section 3 */
function serverOf(contexts: ReadonlyMap<string, SecureContext>): Server {
  const server = createServer({
    ALPNProtocols: [acmeTls],
    minVersion: "TLSv1.2",
    handshakeTimeout: 10_000,
    SNICallback: (name, done) => done(null, contexts.get(name.toLowerCase())),
  });
  server.on("secureConnection", (socket) => {
    socket.on("error", () => undefined);
    socket.end();
  });
  return server;
}
