import { afterEach, expect, it } from "vitest";
import { kubernetesStore } from "../../provider/store/kubernetes.js";
import { recordManifest } from "../../provider/store/manifests.js";
import { type ScriptedServer, scriptedServer, status } from "../kubernetes/api-server.js";

const at = { namespace: "shop", secretName: "web-tls" };
const uid = "00000000-0000-4000-8000-000000000001";
const places = [at, { namespace: "till", secretName: "api-tls" }];

let server: ScriptedServer | undefined;
afterEach(() => server?.close());

/** The texts that a store lists for an identity that may list there: the cluster, its own namespace, or nothing. */
async function listed(...allowed: ("cluster" | "shop")[]) {
  const items = places.map((place) => {
    const { metadata, ...manifest } = recordManifest(place, `of ${place.secretName}`, "owner");
    return { ...manifest, metadata: { ...metadata, uid, resourceVersion: "1" } };
  });
  server = await scriptedServer(({ url, method, body }) => {
    const { pathname } = new URL(url, "http://api");
    if (method === "PUT") return { body: { ...JSON.parse(body), metadata: items[0]?.metadata } };
    if (pathname === "/api/v1/configmaps" && allowed.includes("cluster"))
      return { body: { metadata: {}, items } };
    if (pathname === "/api/v1/namespaces/shop/configmaps" && allowed.includes("shop"))
      return { body: { metadata: {}, items: items.slice(0, 1) } };
    return status(403, "Forbidden");
  });
  const store = kubernetesStore({ kubeconfig: server.kubeconfig });
  const texts = async () =>
    [...((await store.listRecords(at)) ?? [])].map(([place, reading]) => [
      place,
      reading.state === "read" ? reading.text : reading.state,
    ]);
  return { store, texts };
}

const ofShop = ["shop/web-tls", "of web-tls"];

it("the records of a cluster are listed for all its namespaces where the identity may", async () => {
  const { texts } = await listed("cluster", "shop");
  expect(await texts()).toEqual([ofShop, ["till/api-tls", "of api-tls"]]);
});

it("they are those of the certificate's own namespace where it may list no more", async () => {
  const { texts } = await listed("shop");
  expect(await texts()).toEqual([ofShop]);
});

it("they are not known where it may not list at all", async () => {
  const { store } = await listed();
  expect(await store.listRecords(at)).toBeUndefined();
});

it("they stay as they were first listed, whatever this process writes", async () => {
  const { store, texts } = await listed("cluster");
  const before = await texts();
  const reading = await store.readRecord(at);
  await store.writeRecord(
    at,
    "written since",
    reading.state === "read" ? reading.version : "absent",
    "owner",
  );
  expect(await store.readRecord(at)).toMatchObject({ text: "written since" });
  expect(await texts()).toEqual(before);
});
