import { describe, expect, it } from "vitest";
import { IssuerReadinessProvider } from "../../provider/issuer-readiness/issuer-readiness-provider.js";
import type { KubernetesClient } from "../../provider/kubernetes/client.js";
import type { Resource } from "../../provider/kubernetes/objects.js";

const challenge = {
  metadata: {
    ...{ name: "web-1-2-3", namespace: "shop", uid: "c", deletionTimestamp: "2026-11-24T21:00:00Z" },
    finalizers: ["acme.cert-manager.io/finalizer"],
  },
  spec: { dnsName: "shop.example.com", type: "HTTP-01", issuerRef: { name: "acme", kind: "ClusterIssuer" } },
};
const outputs = {
  kind: "ClusterIssuer",
  group: "cert-manager.io",
  name: "acme",
  cluster: { context: "far" },
};

/** A cluster in which the Challenge is seen so many times, and whose controller does not run. */
function waiter(times: number) {
  let [looks, now] = [0, 0];
  const lines: string[] = [];
  const clusters: object[] = [];
  const list = async ({ plural }: Resource) => {
    const items = plural === "challenges" && looks++ < times ? [challenge] : [];
    return { items: items as object[] };
  };
  const provider = new IssuerReadinessProvider({
    namespacesOfSecret: async () => [],
    issuer: () => {
      throw new Error("an issuer that is deleted is not awaited");
    },
    cluster: (cluster) => {
      clusters.push(cluster);
      return { list } as unknown as KubernetesClient;
    },
    log: async (_severity, line) => void lines.push(line),
    now: () => now,
    sleep: async (milliseconds) => {
      now += milliseconds;
    },
  });
  return { provider, lines, clusters };
}

describe("an issuer that is deleted", () => {
  it("goes at once where no Challenge needs it, in the cluster that the outputs name", async () => {
    const { provider, lines, clusters } = waiter(0);
    await provider.delete("id", outputs);
    expect([lines, clusters]).toEqual([[], [{ context: "far" }]]);
  });

  it("goes after the Challenges that need it to clean up", async () => {
    const { provider, lines } = waiter(2);
    await provider.delete("id", outputs);
    expect(lines).toEqual([expect.stringContaining("waiting: Challenge shop/web-1-2-3 of shop.example.com")]);
  });

  it("stays where nobody cleans up", async () => {
    await expect(waiter(Number.POSITIVE_INFINITY).provider.delete("id", outputs)).rejects.toThrow(
      /^ClusterIssuer acme was not deleted: Challenge shop\/web-1-2-3 .*: no Pod of cert-manager's controller runs\. It stands, since cleaning up takes it\. Let the controller run and run pulumi destroy again/,
    );
  });
});
