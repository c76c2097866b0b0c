import { channel } from "node:diagnostics_channel";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { configMaps, type KubernetesObject, secrets } from "../../provider/kubernetes/objects.js";
import { kubernetesStore } from "../../provider/store/kubernetes.js";
import type { Store, StoreError } from "../../provider/store/port.js";
import { administrator, client, makeNamespaces, removeMade, userWho } from "./cluster.js";
import { storeContract } from "./contract.js";
import { secret } from "./place.js";

const open = () => kubernetesStore(administrator);

storeContract("a cluster as a store", async () => ({
  open,
  namespaces: await makeNamespaces(),
  close: removeMade,
}));

describe("a cluster", () => {
  let namespace: string;
  let otherNamespace: string;
  let store: Store;
  const at = () => ({ namespace, secretName: "web-tls" });
  const secretNow = () => ({ resource: secrets, namespace, name: "web-tls" });
  const recordNow = () => ({ resource: configMaps, namespace, name: "web-tls.kubecerts" });
  const another = { ...secret, data: { ...secret.data, "tls.key": Buffer.from("another") } };

  beforeEach(async () => {
    [namespace, otherNamespace] = await makeNamespaces();
    store = open();
  });
  afterEach(removeMade);

  /** Changes an object as `kubectl edit` would. */
  async function edit(of: ReturnType<typeof secretNow>, change: (object: Editable) => object): Promise<void> {
    const found = await client.get<Editable>(of, "whole");
    await client.update(of, change(found as Editable), { fieldManager: "kubectl-edit" });
  }

  const failed = (work: Promise<unknown>) =>
    work.then(
      () => undefined,
      (reason: StoreError) => `${reason.code}: ${reason.message.replaceAll(namespace, "shop")}`,
    );

  describe("another hand on a Secret", () => {
    it("that applies is named, and nothing is taken from it: another resource of ours", async () => {
      const version = await store.writeSecret(at(), secret, "absent", "owner-a");
      expect(await failed(open().writeSecret(at(), another, version, "owner-b"))).toBe(
        "Conflict: The Secret shop/web-tls was not written: pulumi-kubecerts-owner-a manages .data.tls.key, .metadata.labels.kubecerts.io/owner of it. It stands as it was. Let that manager go of it, or choose another secretName, and run pulumi again.",
      );
      expect(await open().readSecret(at(), version)).toEqual({ state: "unchanged" });
    });

    it("that applies is named, and nothing is taken from it: another tool", async () => {
      await store.writeSecret(at(), secret, "absent", "owner-a");
      const body = {
        apiVersion: "v1",
        kind: "Secret",
        metadata: { name: "web-tls" },
        data: { "tls.key": "YQ==" },
      };
      const { metadata } = await client.apply(secretNow(), body, { fieldManager: "argocd", force: true });
      const version = `${metadata.uid}/${metadata.resourceVersion}`;
      expect(await failed(store.writeSecret(at(), another, version, "owner-a"))).toContain(
        "argocd manages .data.tls.key of it",
      );
    });

    it("that only edited it loses: a Secret of the owner is whole again", async () => {
      await store.writeSecret(at(), secret, "absent", "owner-a");
      await edit(secretNow(), (object) => ({
        ...object,
        data: { ...object.data, "tls.key": "YQ==", "ca.crt": "YQ==" },
      }));
      const seen = await store.readSecret(at());
      if (seen.state !== "read") throw new Error(seen.state);
      expect(seen.secret.data["tls.key"]?.toString()).toBe("a");
      await store.writeSecret(at(), secret, seen.version, "owner-a");
      expect(await open().readSecret(at())).toMatchObject({ state: "read", secret: { data: secret.data } });
    });

    it("keeps the labels and annotations that it added", async () => {
      await store.writeSecret(at(), secret, "absent", "owner-a");
      await edit(secretNow(), (object) => ({
        ...object,
        metadata: { ...object.metadata, annotations: { ...object.metadata.annotations, backup: "yes" } },
      }));
      const seen = await store.readSecret(at());
      if (seen.state !== "read") throw new Error(seen.state);
      await store.writeSecret(at(), another, seen.version, "owner-a");
      expect(await store.readSecret(at())).toMatchObject({ secret: { annotations: { backup: "yes" } } });
    });
  });

  describe("what the API never changes is refused with that explanation", () => {
    it("the type of a Secret", async () => {
      const opaque = { ...secret, type: "Opaque" };
      const version = await store.writeSecret(at(), opaque, "absent", "owner-a");
      expect(await failed(store.writeSecret(at(), secret, version, "owner-a"))).toBe(
        "Refused: The Secret shop/web-tls was not written: it has another type, and the API never changes the type of a Secret. It stands as it was. Delete it, and run pulumi again.",
      );
    });

    it("an immutable Secret", async () => {
      await store.writeSecret(at(), secret, "absent", "owner-a");
      await edit(secretNow(), (object) => ({ ...object, immutable: true }));
      const seen = await store.readSecret(at());
      if (seen.state !== "read") throw new Error(seen.state);
      expect(await failed(store.writeSecret(at(), another, seen.version, "owner-a"))).toBe(
        "Refused: The Secret shop/web-tls was not written: it is marked immutable, and the API never changes such a Secret. It stands as it was. Delete it, and run pulumi again.",
      );
    });
  });

  it("says that a namespace is missing when it is to write there, and reads nothing there", async () => {
    const nowhere = { namespace: `${namespace}-not`, secretName: "web-tls" };
    expect(await store.readRecord(nowhere)).toEqual({ state: "absent" });
    expect(await store.readSecret(nowhere)).toEqual({ state: "absent" });
    expect(await failed(store.writeSecret(nowhere, secret, "absent", "owner-a"))).toMatch(
      /^Refused: The Secret shop-not\/web-tls was not written: https:\S+ answers: namespaces "shop-not" not found\. /,
    );
  });

  describe("a label that was taken away", () => {
    it("from a record makes it no less there, and is restored when the record is written", async () => {
      await store.writeRecord(at(), "record", "absent", "owner-a");
      await edit(recordNow(), (object) => ({ ...object, metadata: { ...object.metadata, labels: {} } }));
      const seen = await open().readRecord(at());
      expect(seen).toMatchObject({ state: "read", text: "record", labelMissing: true });
      if (seen.state !== "read") throw new Error(seen.state);
      const version = await open().writeRecord(at(), "record", seen.version, "owner-a");
      expect(await open().readRecord(at())).toEqual({ state: "read", text: "record", version });
    });

    it("from a Secret makes it another version that is read by name", async () => {
      const version = await store.writeSecret(at(), secret, "absent", "owner-a");
      await edit(secretNow(), (object) => ({ ...object, metadata: { ...object.metadata, labels: {} } }));
      expect(await open().readSecret(at(), version)).toMatchObject({ state: "read", secret: { labels: {} } });
    });
  });

  describe("an identity", () => {
    const core = [""];
    const records = { apiGroups: core, resources: ["configmaps"], verbs: ["get", "list"] };

    it("that may see no Secret reads the records all the same", async () => {
      const version = await store.writeSecret(at(), secret, "absent", "owner-a");
      await store.writeRecord(at(), "record", "absent", "owner-a");
      const eyes = kubernetesStore(await userWho([records]));
      expect(await eyes.readRecord(at())).toMatchObject({ text: "record" });
      expect(await eyes.readSecret(at(), version)).toEqual({
        state: "forbidden",
        why: `the identity may not list the Secrets of ${namespace}`,
      });
      expect(await eyes.readSecret(at())).toEqual({
        state: "forbidden",
        why: `the identity may not get the Secret ${namespace}/web-tls`,
      });
    });

    it("of one namespace lists that namespace", async () => {
      const version = await store.writeSecret(at(), secret, "absent", "owner-a");
      await store.writeRecord(at(), "record", "absent", "owner-a");
      const all = { apiGroups: core, resources: ["configmaps", "secrets"], verbs: ["get", "list"] };
      const eyes = kubernetesStore(await userWho([all], namespace));
      expect(await eyes.readRecord(at())).toMatchObject({ text: "record" });
      expect(await eyes.readSecret(at(), version)).toEqual({ state: "unchanged" });
      expect(await failed(eyes.readRecord({ ...at(), namespace: otherNamespace }))).toMatch(/^Forbidden: /);
    });

    it("that may get its Secrets by name, and list none, reads and writes them", async () => {
      const names = ["web-tls", "web-tls.kubecerts"];
      const verbs = ["get", "patch", "update", "delete"];
      const own = { apiGroups: core, resources: ["configmaps", "secrets"], resourceNames: names, verbs };
      const create = { apiGroups: core, resources: ["configmaps", "secrets"], verbs: ["create"] };
      const hand = kubernetesStore(await userWho([own, create], namespace));
      const version = await hand.writeSecret(at(), secret, "absent", "owner-a");
      const recordVersion = await hand.writeRecord(at(), "record", "absent", "owner-a");
      expect(await hand.readSecret(at())).toMatchObject({ state: "read" });
      hand.forget();
      expect(await hand.readRecord(at())).toMatchObject({ text: "record" });
      await hand.remove(at(), version, recordVersion);
      expect(await open().readSecret(at())).toEqual({ state: "absent" });
    });

    it("is told what it may not do", async () => {
      const eyes = kubernetesStore(await userWho([records]));
      expect(await failed(eyes.writeRecord(at(), "record", "absent", "owner-a"))).toMatch(
        /^Forbidden: The record of the Secret shop\/web-tls was not written: https:\S+ answers: configmaps is forbidden: User "test-\S+" cannot create resource "configmaps" .* It stands as it was\. Grant that, and run pulumi again\.$/,
      );
    });

    it("knows the cluster by the UID of kube-system, else by its server and CA", async () => {
      const system = await client.get(
        { resource: { apiVersion: "v1", plural: "namespaces" }, name: "kube-system" },
        "metadata",
      );
      expect(await store.identity()).toBe(`uid:${system?.metadata.uid}`);
      expect(await kubernetesStore(await userWho([records])).identity()).toMatch(/^server:[0-9a-f]{64}$/);
    });
  });

  it("is asked as often for a thousand certificates as for one, but for the pages", async () => {
    const versions: string[] = [];
    for (const count of [1, 100, 1000]) {
      const locations = Array.from({ length: count }, (_, i) => ({ namespace, secretName: `web-${i}` }));
      await inTurns([...locations.entries()].slice(versions.length), async ([i, location]) => {
        await store.writeRecord(location, "record", "absent", "owner-a");
        versions[i] = await store.writeSecret(location, secret, "absent", "owner-a");
      });
      const eyes = open();
      const requests = await counted(async () => {
        await eyes.identity();
        for (const _ of ["check", "diff"])
          for (const [i, location] of locations.entries()) {
            expect((await eyes.readRecord(location)).state).toBe("read");
            expect((await eyes.readSecret(location, versions[i])).state).toBe("unchanged");
          }
      });
      const records = await client.list(configMaps, { labelSelector: "kubecerts.io/owner" });
      const others = records.items.length - count; // of whoever else uses the node
      // Which cluster, may Secrets be listed, their versions; and the records.
      expect({ count, requests }).toEqual({ count, requests: 3 + pagesOf(count + others) });
    }
  });
});

/** Pages of 500, 1000, 2000. */
function pagesOf(count: number): number {
  return count <= 500 ? 1 : count <= 1500 ? 2 : 2 + Math.ceil((count - 1500) / 2000);
}

type Editable = KubernetesObject & { readonly data: Readonly<Record<string, string>> };

/** How many requests this process sends meanwhile. */
async function counted(work: () => Promise<void>): Promise<number> {
  let count = 0;
  const more = () => void count++;
  channel("http.client.request.start").subscribe(more);
  await work();
  channel("http.client.request.start").unsubscribe(more);
  return count;
}

/** Sixteen at a time, as the engine does. */
async function inTurns<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const rest = items.values();
  const turns = Array.from({ length: 16 }, async () => {
    for (const item of rest) await work(item);
  });
  await Promise.all(turns);
}
