import { createServer, type Server } from "node:http";
import type { Solver } from "../acme/solver.js";
import { listeners } from "../reach/listener.js";
import { selfCheck } from "../reach/self-check.js";
import type { ListenSpec, SelfCheckSpec } from "../spec/http01-spec.js";
import { challengeFolder, safeToken } from "./challenge-url.js";
import { seeByHttp } from "./see.js";

const listenerAt = listeners(serverOf);
const local = "http://localhost";

/** Answers from this process, which nothing outlives: another one has nothing to clean up. */
export function listenSolver(spec: ListenSpec, check: SelfCheckSpec): Solver {
  const listener = listenerAt(spec);
  return {
    type: "http-01",
    present: (challenges) =>
      listener.add(challenges.map((challenge) => [safeToken(challenge), challenge.keyAuthorization])),
    check: (challenges, signal) => selfCheck(challenges, check, seeByHttp(check), signal),
    cleanUp: (challenges) => listener.remove(challenges.map(({ token }) => token)),
  };
}

/** Knows the challenges' paths and nothing else, under whatever name it is asked: the token says enough. */
function serverOf(answers: ReadonlyMap<string, string>): Server {
  return createServer(
    { headersTimeout: 10_000, requestTimeout: 10_000, maxHeaderSize: 8192, keepAlive: false },
    ({ method, url = "" }, response) => {
      // Anybody may ask, and what an event's listener throws ends the process: `//` is no URL.
      const { pathname } = URL.canParse(url, local) ? new URL(url, local) : { pathname: "" };
      const answer = pathname.startsWith(`${challengeFolder}/`)
        ? answers.get(pathname.slice(challengeFolder.length + 1))
        : undefined;
      response.shouldKeepAlive = false;
      const isRead = method === "GET" || method === "HEAD";
      if (answer === undefined || !isRead) return void response.writeHead(404).end();
      // @see RFC 8555, section 8.3
      response.writeHead(200, { "Content-Type": "application/octet-stream", "Cache-Control": "no-store" });
      response.end(answer);
    },
  );
}
