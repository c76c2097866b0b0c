import type { IncomingMessage, ServerResponse } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import { ask } from "../../provider/reach/ask.js";
import { type Seen, selfCheck } from "../../provider/reach/self-check.js";
import { challengeFor, freePort, patience, serving } from "../reach/challenges.js";

const spec = { resolvers: [], port: 80 };
const never = new AbortController().signal;

describe("a question as the CA's", () => {
  let close = () => {};
  afterEach(() => close());
  const asked = async (answer: (request: IncomingMessage, response: ServerResponse) => void) => {
    const { server, port } = await serving(answer);
    close = () => server.close();
    return await ask(new URL(`http://127.0.0.1:${port}/x`), undefined, never);
  };

  it("follows redirects to where a CA would go", async () => {
    const answer = await asked(({ url }, response) => {
      if (url === "/x") response.writeHead(302, { Location: "/y" }).end();
      else response.end("the answer");
    });
    expect(answer.body).toBe("the answer");
  });

  it.each([
    [
      "another port",
      "http://127.0.0.1:1/",
      "a redirect to http://127.0.0.1:1/ is answered, which no CA follows",
    ],
    [
      "another scheme",
      "file:///etc/passwd",
      "a redirect to file:///etc/passwd is answered, which no CA follows",
    ],
    ["itself for ever", "/x", "more than 10 redirects are answered"],
  ])("follows no redirect to %s", async (_, Location, seen) => {
    expect(await asked((_request, response) => response.writeHead(301, { Location }).end())).toEqual({
      body: "",
      seen,
    });
  });

  it("reads no more than a key authorization needs", async () => {
    const { body } = await asked((_request, response) => void response.end("x".repeat(1_000_000)));
    expect(body.length).toBe(1024);
  });

  it("says who answers what, without the body", async () => {
    const { seen } = await asked((_request, response) => {
      response.writeHead(503, { Server: "##[error]Skipper" }).end("a secret");
    });
    expect(seen).toBe("HTTP 503 is answered by ; error]Skipper");
  });

  it("says that nobody listens, and where", async () => {
    const port = await freePort();
    const { seen } = await ask(new URL(`http://127.0.0.1:${port}/`), undefined, never);
    expect(seen).toBe(`the connection is refused at 127.0.0.1 port ${port}`);
  });

  it("says that DNS does not know the name", async () => {
    const { seen } = await ask(new URL("http://no-such-name.invalid/"), undefined, never);
    expect(seen).toMatch(/^DNS does not (know the name|answer)$/);
  });
});

describe("the self check", () => {
  const challenge = challengeFor("shop.example.com");
  const answering = (...answers: Seen[]) => {
    let asked = 0;
    const look = async () => answers[Math.min(asked++, answers.length - 1)] as Seen;
    return { look, asked: () => asked };
  };
  const yes: Seen = { answered: true };
  const no: Seen = { answered: false, seen: "HTTP 404 is answered" };

  it("wants three answers in a row where several servers stand behind a name", async () => {
    const { look, asked } = answering(yes, yes, no, yes, yes, yes);
    await selfCheck([challenge], spec, look, never, 3);
    expect(asked()).toBe(6);
  });

  it("gives up at once what waiting does not mend", async () => {
    const { look, asked } = answering({
      answered: false,
      seen: "the image cannot be pulled",
      hopeless: true,
    });
    await expect(selfCheck([challenge], spec, look, never)).rejects.toThrow(
      "The CA would not see the proof: shop.example.com: the image cannot be pulled. The CA was not told to look",
    );
    expect(asked()).toBe(1);
  });

  it("names at most three of the names that are not seen", async () => {
    const challenges = ["a", "b", "c", "d", "e"].map((name) => challengeFor(`${name}.example.com`));
    await expect(selfCheck(challenges, spec, answering(no).look, patience(50))).rejects.toThrow(
      "a.example.com: HTTP 404 is answered; b.example.com: HTTP 404 is answered; c.example.com: HTTP 404 is answered; and 2 more.",
    );
  });

  it("only waits, where that is asked for", async () => {
    const { look, asked } = answering(no);
    await selfCheck([challenge], { ...spec, waitInstead: 1 }, look, never);
    expect(asked()).toBe(0);
    await expect(
      selfCheck([challenge], { ...spec, waitInstead: 60_000 }, look, patience(10)),
    ).rejects.toThrow("The 60 s of waitInsteadOfSelfCheck did not pass in time.");
  });
});
