import { connect, createServer } from "node:net";
import { describe, expect, it } from "vitest";
import { listenSolver } from "../../provider/http01/listen-solver.js";
import type { ListenSpec, SelfCheckSpec } from "../../provider/spec/http01-spec.js";
import { challengeFor, fetched, freePort, patience } from "../reach/challenges.js";

const path = "/.well-known/acme-challenge";

async function listenSpec(): Promise<{ listen: ListenSpec; selfCheck: SelfCheckSpec }> {
  const port = await freePort();
  return { listen: { port, address: "127.0.0.1" }, selfCheck: { resolvers: [], port } };
}

/** What is answered to a request for exactly this, which no client of HTTP would send. */
async function statusLine(port: number, target: string): Promise<string | undefined> {
  const socket = connect(port, "127.0.0.1");
  socket.write(`GET ${target} HTTP/1.1\r\nHost: shop.example.com\r\n\r\n`);
  let text = "";
  for await (const chunk of socket) text += String(chunk);
  return text.split("\r\n")[0];
}

describe("a solver that listens", () => {
  it("answers with the key authorization between present and cleanUp, and then listens no longer", async () => {
    const spec = await listenSpec();
    const solver = listenSolver(spec.listen, spec.selfCheck);
    const challenge = challengeFor("127.0.0.1");
    await solver.present([challenge], patience());
    await solver.check([challenge], patience());
    expect(await fetched(spec.listen.port, `${path}/${challenge.token}`)).toEqual([
      200,
      challenge.keyAuthorization,
    ]);
    await solver.cleanUp([challenge], patience());
    await expect(fetched(spec.listen.port, `${path}/${challenge.token}`)).rejects.toThrow();
  });

  it("knows nothing but the challenges, and takes nothing", async () => {
    const spec = await listenSpec();
    const solver = listenSolver(spec.listen, spec.selfCheck);
    const challenge = challengeFor("127.0.0.1");
    await solver.present([challenge], patience());
    const asked = [
      "/",
      `${path}/`,
      `${path}/another`,
      `${path}/../../etc/passwd`,
      `/x${path}/${challenge.token}`,
    ];
    const answers = await Promise.all(asked.map((each) => fetched(spec.listen.port, each)));
    answers.push(
      await fetched(spec.listen.port, `${path}/${challenge.token}`, { method: "POST", body: "x" }),
    );
    expect(answers).toEqual(answers.map(() => [404, ""]));
    await solver.cleanUp([challenge], patience());
  });

  it("outlives what is no URL, which anybody may ask", async () => {
    const spec = await listenSpec();
    const solver = listenSolver(spec.listen, spec.selfCheck);
    const challenge = challengeFor("127.0.0.1");
    await solver.present([challenge], patience());
    const targets = ["//", "http://", "//:0/", "*"];
    const answers = await Promise.all(targets.map((target) => statusLine(spec.listen.port, target)));
    expect(answers).toEqual(targets.map(() => "HTTP/1.1 404 Not Found"));
    await solver.cleanUp([challenge], patience());
  });

  it("shares one port among certificates, each with challenges of its own", async () => {
    const spec = await listenSpec();
    const [one, other] = [
      listenSolver(spec.listen, spec.selfCheck),
      listenSolver(spec.listen, spec.selfCheck),
    ];
    const [first, second] = [challengeFor("127.0.0.1", "first"), challengeFor("127.0.0.1", "second")];
    await Promise.all([one.present([first], patience()), other.present([second], patience())]);
    await one.cleanUp([first], patience());
    expect(await fetched(spec.listen.port, `${path}/first`)).toEqual([404, ""]);
    expect(await fetched(spec.listen.port, `${path}/second`)).toEqual([200, second.keyAuthorization]);
    await other.cleanUp([second], patience());
    await one.present([first], patience());
    expect(await fetched(spec.listen.port, `${path}/first`)).toEqual([200, first.keyAuthorization]);
    await one.cleanUp([first], patience());
  });

  it("says that the port is taken, and listens once it is free", async () => {
    const spec = await listenSpec();
    const other = createServer();
    await new Promise<void>((done) => other.listen(spec.listen.port, "127.0.0.1", done));
    const solver = listenSolver(spec.listen, spec.selfCheck);
    const challenge = challengeFor("127.0.0.1");
    await expect(solver.present([challenge], patience())).rejects.toThrow(
      `Nothing can be proven to the CA: port ${spec.listen.port} of 127.0.0.1 cannot be listened on (EADDRINUSE: another process listens there). The CA was told nothing.`,
    );
    await new Promise((done) => other.close(done));
    await solver.present([challenge], patience());
    expect(await fetched(spec.listen.port, `${path}/${challenge.token}`)).toEqual([
      200,
      challenge.keyAuthorization,
    ]);
    await solver.cleanUp([challenge], patience());
  });

  it("says that the address is not this machine's", async () => {
    const { listen, selfCheck } = await listenSpec();
    const solver = listenSolver({ ...listen, address: "192.0.2.1" }, selfCheck);
    await expect(solver.present([challengeFor("127.0.0.1")], patience())).rejects.toThrow("EADDRNOTAVAIL");
  });

  it("cleans up what it never presented", async () => {
    const { listen, selfCheck } = await listenSpec();
    await listenSolver(listen, selfCheck).cleanUp([challengeFor("127.0.0.1")], patience());
  });
});
