import { afterEach, describe, expect, it, vi } from "vitest";
import { createProvider, trustBundle } from "../provider/index.js";
import { kubeconfigFor, type ScriptedServer, scriptedServer, status } from "./kubernetes/api-server.js";
import { authority } from "./support/certificates.js";

let server: ScriptedServer | undefined;
afterEach(() => {
  server?.close();
  server = undefined;
  vi.unstubAllEnvs();
});

/** What the state says of a certificate that was issued in a cluster which is gone now. */
const state = (kubeconfig: string) => ({
  namespace: "shop",
  secretName: "web-tls",
  cluster: { kubeconfig },
  __cluster: "uid:of-the-one-that-is-gone",
  __kept: { version: 2, uid: "life-1", owner: "owner-1", requested: {} },
});

/** How a destroy and a refresh of it end, and what they say. */
async function ends(kubeconfig: string) {
  const said: string[] = [];
  const provider = createProvider({ log: async (_severity, line) => void said.push(line) });
  const ended = (work: Promise<unknown>) =>
    work.then(
      (answer) => answer,
      (error: Error) => error.message,
    );
  return {
    destroy: await ended(provider.delete("id", state(kubeconfig))),
    refresh: await ended(provider.read("id", state(kubeconfig))),
    said,
  };
}

/** A cluster of the same name that was made anew. */
async function another(): Promise<string> {
  server = await scriptedServer(() => ({ body: { metadata: { name: "kube-system", uid: "of-another" } } }));
  return server.kubeconfig;
}

const away = async () => kubeconfigFor("http://127.0.0.1:1");

describe("of a certificate whose cluster is gone", () => {
  it.each([
    ["nobody answers any more", away, /is out of reach: connection refused/],
    [
      "another one answers",
      another,
      /this is another cluster \(uid:of-another\) than the one it was issued in/,
    ],
  ])("destroy and refresh say how to give it up: %s", async (_, place, why) => {
    const { destroy, refresh } = await ends(await place());
    expect(destroy).toMatch(/^Certificate shop\/web-tls was not deleted: /);
    expect(destroy).toMatch(why);
    expect(destroy).toMatch(
      /Where that cluster is gone for good, PULUMI_K8S_DELETE_UNREACHABLE=true pulumi destroy takes it out of the state and touches nothing\.$/,
    );
    expect(refresh).toMatch(why);
    expect(refresh).toMatch(/PULUMI_K8S_DELETE_UNREACHABLE=true pulumi refresh takes it out of the state/);
  });

  it.each([
    ["nobody answers any more", away],
    ["another one answers", another],
  ])("both let it go where the user says so: %s", async (_, place) => {
    vi.stubEnv("PULUMI_K8S_DELETE_UNREACHABLE", "true");
    expect(await ends(await place())).toEqual({
      destroy: undefined,
      refresh: {},
      said: [
        "certificate shop/web-tls was only taken out of the state, as PULUMI_K8S_DELETE_UNREACHABLE says: its cluster was not reached",
      ],
    });
    // Nothing but its identity was asked for, or what the refresh of a record that proves it would be.
    expect(server?.asked.every(({ method }) => method === "GET") ?? true).toBe(true);
  });

  it("neither lets it go where it may only not be looked at", async () => {
    vi.stubEnv("PULUMI_K8S_DELETE_UNREACHABLE", "true");
    server = await scriptedServer(() => status(403, "Forbidden"));
    const { destroy, refresh } = await ends(server.kubeconfig);
    expect(destroy).toMatch(/was not deleted: .*Forbidden it is/);
    expect(refresh).toMatch(/was not refreshed, .*Forbidden it is/);
  });
});

it("a trust bundle in it goes in the same way, and without a stack", async () => {
  const cluster = { kubeconfig: await away() };
  const props = { sources: [authority().caPem], configMap: { name: "roots" }, cluster };
  const refused = await trustBundle.delete("roots", props).catch((error: Error) => error);
  expect(refused?.stack).toMatch(
    /^Trust bundle roots was not deleted: .* is out of reach: .* or with PULUMI_K8S_DELETE_UNREACHABLE=true when it is gone\.$/,
  );
  const unread = await trustBundle.read("roots", props).catch((error: Error) => error);
  expect((unread as Error).stack).toMatch(
    /^Trust bundle roots was not refreshed, and the state keeps what it knew: .*$/,
  );
  vi.stubEnv("PULUMI_K8S_DELETE_UNREACHABLE", "true");
  expect(await trustBundle.delete("roots", props)).toBeUndefined();
});
