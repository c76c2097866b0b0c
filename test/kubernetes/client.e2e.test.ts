import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { configMaps, type KubernetesObject } from "../../provider/kubernetes/objects.js";
import { client, makeNamespaces, removeMade } from "../store/cluster.js";

const writing = { fieldManager: "test" };

describe("a real API server", () => {
  let namespace: string;
  beforeEach(async () => {
    [namespace] = await makeNamespaces();
  });
  afterEach(removeMade);

  const manifest = (name: string, text: string) => ({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name, labels: { watched: "yes" } },
    data: { text },
  });

  it("tells a watch what changes after a list", async () => {
    const of = { resource: configMaps, namespace, name: "a" };
    await client.create(of, manifest("a", "before"), writing);
    const selection = { namespace, labelSelector: "watched=yes" };
    const { items, resourceVersion } = await client.list<KubernetesObject>(configMaps, selection);
    expect(items.map(({ metadata }) => metadata.name)).toEqual(["a"]);

    const controller = new AbortController();
    const events = client.watch<KubernetesObject>(
      configMaps,
      { ...selection, resourceVersion },
      controller.signal,
    );
    const { metadata } = await client.apply(of, manifest("a", "after"), { ...writing, force: true });
    await client.create({ resource: configMaps, namespace }, manifest("b", ""), writing);
    await client.delete(of, metadata);
    const seen: string[] = [];
    for await (const { type, object } of events) {
      if (type !== "BOOKMARK") seen.push(`${type} ${object.metadata.name}`);
      if (seen.length === 3) controller.abort();
    }
    expect(seen).toEqual(["MODIFIED a", "ADDED b", "DELETED a"]);
  });

  it("deletes only the version that was meant", async () => {
    const of = { resource: configMaps, namespace, name: "a" };
    const first = await client.create(of, manifest("a", "1"), writing);
    const { metadata: second } = await client.apply(of, manifest("a", "2"), { ...writing, force: true });
    await expect(client.delete(of, first)).rejects.toMatchObject({ reason: "conflict" });
    await client.delete(of, second);
    await client.delete(of, second);
  });

  it("does nothing in a dry run", async () => {
    const of = { resource: configMaps, namespace, name: "a" };
    await client.create(of, manifest("a", "1"), { ...writing, dryRun: true });
    expect(await client.get(of, "metadata")).toBeUndefined();
  });
});
