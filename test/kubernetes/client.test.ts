import { afterEach, describe, expect, it } from "vitest";
import { KubernetesClient } from "../../provider/kubernetes/client.js";
import { ClusterError } from "../../provider/kubernetes/cluster-error.js";
import { configMaps, type KubernetesObject, secrets } from "../../provider/kubernetes/objects.js";
import { type Answer, type Asked, type ScriptedServer, scriptedServer, status } from "./api-server.js";

let server: ScriptedServer;
afterEach(() => server?.close());

async function clientOf(answer: (asked: Asked, index: number) => Answer): Promise<KubernetesClient> {
  server = await scriptedServer(answer);
  return new KubernetesClient({ kubeconfig: server.kubeconfig });
}

const web = { resource: secrets, namespace: "shop", name: "web" };
const metadata = { name: "web", namespace: "shop", uid: "u", resourceVersion: "7" };
const lines = () => server.asked.map(({ method, url }) => `${method} ${url}`);

/** What the work rejects with, in one line. */
async function failure(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ClusterError);
  return `${(error as ClusterError).reason}: ${(error as ClusterError).message.replaceAll(server.url, "SERVER")}`;
}

describe("a request", () => {
  it("says who asks, and carries the credentials of the kubeconfig", async () => {
    const client = await clientOf(() => ({ body: { metadata } }));
    await client.get(web, "whole");
    expect(server.asked[0]?.headers).toMatchObject({
      "user-agent": expect.stringMatching(/^pulumi-kubecerts\/\d+\.\d+\.\d+/),
      authorization: "Bearer the-token",
      accept: "application/json",
    });
  });

  it("asks for the metadata alone where that is enough, and always when it writes", async () => {
    const client = await clientOf(() => ({ body: { metadata, items: [] } }));
    await client.get(web, "metadata");
    await client.list(secrets, { metadataOnly: true });
    await client.apply(web, {}, { fieldManager: "m" });
    await client.create(web, {}, { fieldManager: "m" });
    await client.update(web, {}, { fieldManager: "m" });
    await client.delete(web, metadata);
    const kinds = server.asked.map(({ headers }) => /as=(\w+)/.exec(headers.accept ?? "")?.[1]);
    expect(kinds).toEqual([
      "PartialObjectMetadata",
      "PartialObjectMetadataList",
      ...Array.from({ length: 4 }, () => "PartialObjectMetadata"),
    ]);
  });

  it("names the verb, the place, the field manager and the preconditions as the API wants them", async () => {
    const client = await clientOf(() => ({ body: { metadata } }));
    const certificates = { apiVersion: "cert-manager.io/v1", plural: "certificates" };
    await client.apply(web, { a: 1 }, { fieldManager: "m", force: true });
    await client.create(
      { resource: certificates, namespace: "shop" },
      {},
      { fieldManager: "m", dryRun: true },
    );
    await client.update({ ...web, resource: certificates }, {}, { fieldManager: "m", status: true });
    await client.delete(web, { uid: "u", resourceVersion: "7" });
    expect(lines()).toEqual([
      "PATCH /api/v1/namespaces/shop/secrets/web?fieldManager=m&force=true",
      "POST /apis/cert-manager.io/v1/namespaces/shop/certificates?fieldManager=m&dryRun=All",
      "PUT /apis/cert-manager.io/v1/namespaces/shop/certificates/web/status?fieldManager=m",
      "DELETE /api/v1/namespaces/shop/secrets/web",
    ]);
    const [applied, , , deleted] = server.asked;
    expect(applied?.headers["content-type"]).toBe("application/apply-patch+yaml");
    expect(deleted?.headers["content-length"]).toBe(String(deleted?.body.length));
    expect(JSON.parse(deleted?.body ?? "")).toEqual({
      apiVersion: "v1",
      kind: "DeleteOptions",
      preconditions: { uid: "u", resourceVersion: "7" },
      propagationPolicy: "Background",
    });
  });

  it("cannot leave its place, whatever the name", async () => {
    const client = await clientOf(() => ({ body: { metadata } }));
    await client.get({ ...web, name: "../../nodes?x=" }, "whole");
    expect(lines()).toEqual(["GET /api/v1/namespaces/shop/secrets/..%2F..%2Fnodes%3Fx%3D"]);
  });
});

describe("absence", () => {
  it.each([
    [
      "an object of this name",
      status(404, "NotFound", { details: { name: "web", kind: "secrets" } }),
      "absent",
    ],
    [
      "a kind that is not installed",
      status(404, "NotFound", { details: {} }),
      "notFound: SERVER answers: NotFound it is",
    ],
    [
      "a group that no CRD has brought yet",
      { status: 404, body: "404 page not found\n" },
      "notFound: SERVER does not serve that kind of object",
    ],
    [
      "a page of a proxy",
      { status: 404, body: "<html>" },
      "unreachable: what answers at SERVER is not the Kubernetes API (HTTP 404)",
    ],
  ])("is proven by a 404 for %s: %#", async (_, answer, expected) => {
    const client = await clientOf(() => answer);
    const work = client.get(web, "whole");
    expect(await (expected === "absent" ? work.then((found) => found ?? "absent") : failure(work))).toBe(
      expected,
    );
  });

  it("is no error for a delete", async () => {
    const client = await clientOf(() => status(404, "NotFound", { details: { name: "web" } }));
    await client.delete(web, metadata);
  });

  it("is a conflict for an update", async () => {
    const client = await clientOf(() => status(404, "NotFound", { details: { name: "web" } }));
    expect(await failure(client.update(web, {}, { fieldManager: "m" }))).toBe(
      "conflict: web was deleted meanwhile",
    );
  });
});

describe("a list", () => {
  it("is read page by page, each larger than the one before", async () => {
    const client = await clientOf((_, index) => ({
      body: {
        metadata: { resourceVersion: `${index}`, continue: index < 3 ? `c${index}` : "" },
        items: index === 3 ? null : [index],
      },
    }));
    const listed = await client.list<KubernetesObject>(configMaps, { labelSelector: "a=b,c" });
    expect(listed).toEqual({ items: [0, 1, 2], resourceVersion: "3" });
    expect(lines()).toEqual([
      "GET /api/v1/configmaps?labelSelector=a%3Db%2Cc&limit=500",
      "GET /api/v1/configmaps?labelSelector=a%3Db%2Cc&limit=1000&continue=c0",
      "GET /api/v1/configmaps?labelSelector=a%3Db%2Cc&limit=2000&continue=c1",
      "GET /api/v1/configmaps?labelSelector=a%3Db%2Cc&limit=2000&continue=c2",
    ]);
  });

  it("is read whole where the server has forgotten the moment that its pages are of", async () => {
    const client = await clientOf(({ url }) =>
      url.includes("continue=")
        ? status(410, "Expired")
        : { body: { metadata: { continue: url.includes("limit") ? "c" : "" }, items: [{ metadata }] } },
    );
    const { items } = await client.list(configMaps);
    expect(items).toHaveLength(1);
    expect(lines()).toEqual([
      "GET /api/v1/configmaps?limit=500",
      "GET /api/v1/configmaps?limit=1000&continue=c",
      "GET /api/v1/configmaps",
    ]);
  });

  it("from the server's memory says so once, for the pages after it have a token", async () => {
    const client = await clientOf((_, index) => ({
      body: { metadata: { continue: index === 0 ? "c" : "" }, items: [] },
    }));
    await client.list<KubernetesObject>(configMaps, { namespace: "shop", mayLag: true });
    expect(lines()).toEqual([
      "GET /api/v1/namespaces/shop/configmaps?resourceVersion=0&limit=500",
      "GET /api/v1/namespaces/shop/configmaps?limit=1000&continue=c",
    ]);
  });
});

describe("a failure", () => {
  it.each([
    [status(403, "Forbidden"), "forbidden: SERVER answers: Forbidden it is"],
    [status(409, "Conflict"), "conflict: SERVER answers: Conflict it is"],
    [status(409, "AlreadyExists"), "alreadyExists: SERVER answers: AlreadyExists it is"],
    [status(410, "Expired"), "expired: SERVER answers: Expired it is"],
    [status(422, "Invalid"), "invalid: SERVER answers: Invalid it is"],
    [
      status(401, "Unauthorized"),
      "unreachable: SERVER does not accept the credentials of the kubeconfig (401)",
    ],
    [
      { status: 302, body: "moved" },
      "unreachable: what answers at SERVER is not the Kubernetes API (HTTP 302)",
    ],
    [
      { status: 200, body: "<html>" },
      "unreachable: what answers at SERVER is not the Kubernetes API (HTTP 200)",
    ],
    [status(403, "x", { message: "a\u001b[31m\n##vso[b" }), "forbidden: SERVER answers: a [31m ; b"],
  ])("is named by what the server answers: %#", async (answer, expected) => {
    const client = await clientOf(() => answer);
    expect(await failure(client.get(web, "whole"))).toBe(expected);
  });

  it("ends a read at once for half a minute after one that got no answer, until it is forgiven", async () => {
    let isUp = false;
    const client = await clientOf(() => (isUp ? { body: { metadata } } : { body: "break" }));
    const expected = "unreachable: SERVER is out of reach: the connection broke: ECONNRESET";
    expect(await failure(client.get(web, "whole"))).toBe(expected);
    const before = server.asked.length;
    isUp = true;
    expect(await failure(client.get(web, "whole"))).toBe(expected);
    expect(server.asked.length).toBe(before);
    client.forgive();
    expect(await client.get(web, "whole")).toEqual({ metadata });
  });

  it("of one object does not end the reads of others", async () => {
    const client = await clientOf(({ url }) =>
      url.endsWith("web") ? status(500, "InternalError") : { body: { metadata } },
    );
    await failure(client.get(web, "whole"));
    expect(await client.get({ ...web, name: "other" }, "whole")).toEqual({ metadata });
  });
});

describe("a second try", () => {
  const flaky = (first: Answer) => clientOf((_, index) => (index === 0 ? first : { body: { metadata } }));

  it.each([
    ["a server that is busy", status(429, "TooManyRequests")],
    ["a server that fails for a moment", status(503, "ServiceUnavailable")],
    ["a connection that broke", { body: "break" }],
  ])("is made to read after %s", async (_, first) => {
    const client = await flaky(first);
    expect(await client.get(web, "whole")).toEqual({ metadata });
  });

  it("is made to write only when the server says that it did nothing", async () => {
    const client = await flaky(status(429, "TooManyRequests"));
    await client.apply(web, {}, { fieldManager: "m" });
    for (const first of [status(503, "ServiceUnavailable"), { body: "break" }]) {
      server.close();
      const other = await flaky(first);
      await failure(other.apply(web, {}, { fieldManager: "m" }));
      expect(server.asked.length).toBe(1);
    }
  });
});

describe("a watch", () => {
  const event = (type: string, object: object) => `${JSON.stringify({ type, object })}\n`;

  it("answers what changed, and ends with the signal", async () => {
    const client = await clientOf(() => ({
      body: event("ADDED", { metadata }) + event("BOOKMARK", { metadata }),
    }));
    const seen: string[] = [];
    const from = { resourceVersion: "7", labelSelector: "a" };
    for await (const { type, object } of client.watch(secrets, from, new AbortController().signal))
      seen.push(`${type} ${object.metadata.name}`);
    expect(seen).toEqual(["ADDED web", "BOOKMARK web"]);
    expect(lines()).toEqual([
      "GET /api/v1/secrets?watch=true&allowWatchBookmarks=true&timeoutSeconds=300&resourceVersion=7&labelSelector=a",
    ]);
  });

  it("says when its version is too old, in the answer or later", async () => {
    for (const answer of [
      status(410, "Expired"),
      { body: event("ERROR", status(410, "Expired").body as object) },
    ]) {
      const client = await clientOf(() => answer);
      const events = client.watch(secrets, { resourceVersion: "1" }, new AbortController().signal);
      expect(await failure(events.next())).toBe("expired: SERVER answers: Expired it is");
      server.close();
    }
  });

  it("ends quietly when it is called off", async () => {
    const client = await clientOf(() => ({ body: "silence" }));
    const controller = new AbortController();
    const next = client.watch(secrets, { resourceVersion: "1" }, controller.signal).next();
    setTimeout(() => controller.abort(), 20);
    expect(await next).toEqual({ done: true, value: undefined });
  });
});
