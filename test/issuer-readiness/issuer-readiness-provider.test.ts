import { describe, expect, it } from "vitest";
import type { IssuerPlace } from "../../provider/issuer-readiness/issuer-in-cluster.js";
import { IssuerReadinessProvider } from "../../provider/issuer-readiness/issuer-readiness-provider.js";

/** What is said of an issuer that cert-manager calls not ready, where Secrets of the name it lacks lie elsewhere. */
async function failureOf(place: IssuerPlace, elsewhere: readonly string[]): Promise<string> {
  let now = 0;
  const condition = {
    type: "Ready",
    status: "False" as const,
    reason: "ErrGetKeyPair",
    message: 'Error getting keypair for CA issuer: secrets "root" not found',
  };
  const metadata = { name: place.name, uid: "u", resourceVersion: "1" };
  const provider = new IssuerReadinessProvider({
    issuer: () => ({
      get: async () => ({ state: "present", issuer: { metadata, status: { conditions: [condition] } } }),
      changed: async (_since, milliseconds) => {
        now += milliseconds;
      },
      nudge: async () => {},
    }),
    cluster: () => {
      throw new Error("only a deletion asks the cluster itself");
    },
    sleep: async () => {},
    namespacesOfSecret: async (_cluster, name) => (name === "root" ? elsewhere : []),
    log: async () => {},
    now: () => now,
  });
  const error: unknown = await provider.create({ ...place }).catch((error: unknown) => error);
  return String(error);
}

describe("an issuer whose Secret is not where cert-manager looks for it", () => {
  it("says where one of that name lies, for a ClusterIssuer", async () => {
    expect(await failureOf({ kind: "ClusterIssuer", name: "ca" }, ["shop"])).toBe(
      `CertificateError: ClusterIssuer ca is not ready: ErrGetKeyPair: Error getting keypair for CA issuer: secrets "root" not found (one of that name lies in shop; cert-manager looks in cert-manager's cluster resource namespace, its own by default). It stands in the cluster as written. See that the Secret that ca.secretName names is there (a ClusterIssuer's in cert-manager's own namespace) with a certificate and its key in PEM, and run pulumi up again.`,
    );
  });

  it("says it for an Issuer, and nothing where there is none", async () => {
    const issuer = { kind: "Issuer", name: "ca", namespace: "shop" } as const;
    expect(await failureOf(issuer, ["cert-manager"])).toContain(
      "(one of that name lies in cert-manager; cert-manager looks in shop)",
    );
    expect(await failureOf(issuer, [])).toContain('secrets "root" not found. It stands');
  });
});
