import { describe, expect, it } from "vitest";
import { challengesInCluster } from "../../provider/destroy/challenges-in-cluster.js";
import type { Leaving } from "../../provider/destroy/leaving-challenges.js";
import type { KubernetesClient } from "../../provider/kubernetes/client.js";
import { ClusterError } from "../../provider/kubernetes/cluster-error.js";

const challenge: Leaving = {
  metadata: {
    ...{ name: "web-1-2-3", namespace: "shop", uid: "u", resourceVersion: "7" },
    finalizers: ["acme.cert-manager.io/finalizer"],
  },
  spec: { dnsName: "shop.example.com", type: "HTTP-01", issuerRef: { name: "acme" } },
};
const conflict = new ClusterError("conflict", "it changed meanwhile");

/** What giving up came to, where the first updates are refused so: how often it was tried, and what was written. */
async function givenUp(found: Leaving | undefined, ...refusals: readonly Error[]) {
  const written: object[] = [];
  let tries = 0;
  const client = {
    get: async () => found,
    update: async (_of: object, body: { metadata: object }) => {
      const refusal = refusals[tries++];
      if (refusal !== undefined) throw refusal;
      written.push(body.metadata);
    },
  } as unknown as KubernetesClient;
  const thrown = await challengesInCluster(client, undefined)
    .giveUp(challenge)
    .then(
      () => undefined,
      (error: Error) => error.message,
    );
  return { tries, written, thrown };
}

const withoutFinalizers = { ...challenge.metadata, finalizers: [] };

describe("a Challenge that is given up", () => {
  it("loses its finalizers, and nothing else", async () => {
    expect(await givenUp(challenge)).toEqual({ tries: 1, written: [withoutFinalizers], thrown: undefined });
  });

  it("is tried again while the controller writes to it", async () => {
    expect(await givenUp(challenge, conflict, conflict)).toEqual({
      ...{ tries: 3, written: [withoutFinalizers] },
      thrown: undefined,
    });
  });

  it("stays where that does not end, and where it is forbidden", async () => {
    expect(await givenUp(challenge, ...Array(9).fill(conflict))).toEqual({
      ...{ tries: 5, written: [] },
      thrown: "it changed meanwhile",
    });
    expect(await givenUp(challenge, new ClusterError("forbidden", "no"))).toEqual({
      ...{ tries: 1, written: [] },
      thrown: "no",
    });
  });

  it("may have gone by itself", async () => {
    expect(await givenUp(undefined)).toEqual({ tries: 0, written: [], thrown: undefined });
  });
});

describe("cert-manager's controller", () => {
  const runs = (answer: () => object[]) =>
    challengesInCluster(
      { list: async () => ({ items: answer() }) } as unknown as KubernetesClient,
      undefined,
    ).controllerRuns();
  const forbidden = (): never => {
    throw new ClusterError("forbidden", "no");
  };

  it("runs where a Pod of it is available, and it is not known whether it does where that may not be seen", async () => {
    const available = { status: { availableReplicas: 1 } };
    expect([
      await runs(() => [{ status: {} }, available]),
      await runs(() => [{ status: {} }, {}]),
      await runs(() => []),
      await runs(forbidden),
    ]).toEqual([true, false, false, undefined]);
  });
});
