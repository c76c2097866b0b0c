import { describe, expect, it } from "vitest";
import { GateProvider } from "../../provider/gate/gate-provider.js";
import { ClusterError } from "../../provider/kubernetes/cluster-error.js";

const inputs = {
  release: "cert-manager",
  namespace: "cert-manager",
  namespaceUid: "uid-1",
  leaderElectionNamespace: "cert-manager",
  version: "v1.21.2",
  revision: 1,
};

/** A cluster that nobody may ask. */
const untouched = new GateProvider({
  ask: () => async () => {
    throw new ClusterError("unreachable", "the cluster was asked");
  },
  cluster: () => {
    throw new Error("the cluster was asked");
  },
  log: async () => {},
  now: () => 0,
  sleep: async () => {},
});

describe("the gate", () => {
  const rows: readonly [sentence: string, news: object, changes: boolean][] = [
    ["stays while nothing changes", {}, false],
    ["looks again after an upgrade", { version: "v1.22.0", revision: 2 }, true],
    ["looks again after other values", { revision: 2 }, true],
    ["looks again in another cluster, where the namespace is another one", { namespaceUid: "uid-2" }, true],
    ["does not look again for another patience", { timeout: "10m" }, false],
    [
      "does not look again for a kubeconfig with a new token",
      { cluster: { kubeconfig: "token: new" } },
      false,
    ],
    [
      "looks again when a preview cannot know the revision",
      { revision: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" },
      true,
    ],
  ];
  it.each(rows)("%s", async (_sentence, news, changes) => {
    expect(await untouched.diff("id", inputs, { ...inputs, ...news })).toEqual({ changes });
  });

  it("refuses a timeout that is no duration, and asks no cluster for that", async () => {
    const news = { ...inputs, timeout: "soon" };
    expect(await untouched.check({}, news)).toEqual({
      inputs: news,
      failures: [{ property: "timeout", reason: 'must be a duration such as 5m, not "soon"' }],
    });
  });

  it("keeps what it is on refresh, and asks nobody to delete what was found and not installed", async () => {
    expect(await untouched.read("id", inputs)).toEqual({ id: "id", props: inputs });
    const { revision: _, ...found } = inputs;
    expect(await untouched.delete("id", found)).toBeUndefined();
    await expect(untouched.delete("id", inputs)).rejects.toThrow("the cluster was asked");
  });

  it("says at its deadline what it waited for, what stands and what to do", async () => {
    await expect(untouched.create({ ...inputs, timeout: "0" })).rejects.toThrow(
      "The API of cert-manager v1.21.2 in namespace cert-manager cannot be used after 0: the API server does not answer: the cluster was asked. " +
        "It stands as installed, and nothing that needs it was made. Run pulumi up again when the cluster can be reached.",
    );
  });
});
