import { afterEach, describe, expect, it } from "vitest";
import { askCluster } from "../../provider/gate/ask.js";
import { look } from "../../provider/gate/look.js";
import { type ScriptedServer, scriptedServer } from "../kubernetes/api-server.js";

const installation = {
  release: "cert-manager",
  namespace: "cert-manager",
  leaderElectionNamespace: "cert-manager",
};

let server: ScriptedServer | undefined;
afterEach(() => server?.close());

describe("the gate's look", () => {
  it("sees that what answers is not the API, as the page of a proxy is not", async () => {
    server = await scriptedServer(() => ({ body: "<html>Sign in</html>" }));
    expect(await look(askCluster({ kubeconfig: server.kubeconfig }), installation)).toEqual({
      unreachable: `what answers at ${server.url} is not the Kubernetes API (HTTP 200)`,
      unserved: [],
    });
  });

  it("does not take a mistake of its own for an API server that is away", async () => {
    const mistaken = async () => ({ status: 200, body: undefined });
    await expect(look(mistaken, installation)).rejects.toThrow(TypeError);
  });
});
