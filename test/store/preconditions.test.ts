import { describe, expect, it } from "vitest";
import type { KubernetesClient } from "../../provider/kubernetes/client.js";
import { ClusterError } from "../../provider/kubernetes/cluster-error.js";
import { kubernetesStore } from "../../provider/store/kubernetes.js";
import { ownerLabel } from "../../provider/store/owner-marks.js";
import type { TlsSecret } from "../../provider/store/port.js";

const at = { namespace: "shop", secretName: "web-tls" };
const seen = { uid: "0b1c2d3e-0000-4000-8000-000000000001", resourceVersion: "7" };
const version = `${seen.uid}/${seen.resourceVersion}`;
const owner = "0a1b2c3d4e5f";
const secret: TlsSecret = { type: "kubernetes.io/tls", data: {}, annotations: {}, labels: {} };

/** A refusal of an apply, by whoever holds a field: an applier, or a hand that edited it. */
const heldBy = (manager: string) =>
  new ClusterError("conflict", "held", {
    causes: [{ reason: "FieldManagerConflict", message: `conflict with "${manager}"`, field: ".data" }],
  });

interface Cluster {
  readonly created?: boolean;
  /** What an apply without force is refused with. */
  readonly refusal?: ClusterError;
  /** What is there, as far as it is looked at. */
  readonly metadata?: object;
}

/** A store over a fake client that writes down what it is asked: verb, version, force. The real node is in kubernetes.e2e.test.ts. */
function storeOf({ created = true, refusal, metadata }: Cluster) {
  const asked: string[] = [];
  const versionIn = ({ uid, resourceVersion }: { uid?: string; resourceVersion?: string }) =>
    uid === undefined ? "any version" : `${uid}/${resourceVersion}`;
  const client = {
    get: async () => (metadata === undefined ? undefined : { metadata }),
    apply: async (_to: object, body: { metadata: object }, { force = false }: { force?: boolean }) => {
      asked.push(`apply ${versionIn(body.metadata)}${force ? " by force" : ""}`);
      if (refusal !== undefined && !force) throw refusal;
      return { metadata: seen, created };
    },
    update: async (_of: object, body: { metadata: object }) => {
      asked.push(`update ${versionIn(body.metadata)}`);
      return seen;
    },
    delete: async (_of: object, preconditions: object) =>
      void asked.push(`delete ${versionIn(preconditions)}`),
  } as unknown as KubernetesClient;
  return { store: kubernetesStore({}, client), asked };
}

/** What the write came to: the version, or the refusal's code. */
const outcome = (work: Promise<unknown>) =>
  work.then(
    (answer) => answer,
    (error: { code: string }) => error.code,
  );

describe("a write to a cluster", () => {
  it("is bound to the version seen, as a delete is", async () => {
    const { store, asked } = storeOf({});
    await store.writeSecret(at, secret, version, owner);
    await store.writeRecord(at, "record", version, owner);
    await store.remove(at, version, version);
    expect(asked).toEqual([
      `apply ${version}`,
      `update ${version}`,
      `delete ${version}`,
      `delete ${version}`,
    ]);
  });

  it("of what should not be there is refused where something came in between", async () => {
    const { store } = storeOf({ created: false });
    expect(await outcome(store.writeSecret(at, secret, "absent", owner))).toBe("Conflict");
    const { store: known, asked } = storeOf({ metadata: seen });
    expect([await outcome(known.writeSecret(at, secret, "absent", owner)), asked]).toEqual(["Conflict", []]);
  });

  const mine = { ...seen, labels: { [ownerLabel]: owner } };
  const rows: readonly [what: string, manager: string, metadata: object, forced: boolean][] = [
    ["takes back what a hand edited", 'kubectl-edit" using v1', mine, true],
    ["takes nothing from another applier, for it would apply again", "argocd-controller", mine, false],
    [
      "takes over what another owner of kubecerts applied, where the label says whose it is",
      "pulumi-kubecerts-x",
      mine,
      true,
    ],
    [
      "takes nothing from another owner of kubecerts where the label is not there",
      "pulumi-kubecerts-x",
      seen,
      false,
    ],
  ];
  it.each(rows)("%s", async (_what, manager, metadata, forced) => {
    const { store, asked } = storeOf({ refusal: heldBy(manager), metadata });
    expect(await outcome(store.writeSecret(at, secret, version, owner))).toBe(forced ? version : "Conflict");
    expect(asked).toEqual([`apply ${version}`, ...(forced ? [`apply ${version} by force`] : [])]);
  });
});
