import { afterEach, describe, expect, it } from "vitest";
import { causeOf } from "../../provider/cert-manager/diagnosis/cause-of.js";
import { explainCause } from "../../provider/cert-manager/diagnosis/explain-cause.js";
import { gather } from "../../provider/cert-manager/diagnosis/gather.js";
import { KubernetesClient } from "../../provider/kubernetes/client.js";
import { type Answer, type ScriptedServer, scriptedServer, status } from "../kubernetes/api-server.js";

const created = "2026-11-01T12:00:00Z";
const token = "Zm9yZ2V0LXRoaXMtdG9rZW4tYXQtb25jZQ_-0123456";
const thumbprint = "9jg46WB3rR_AHD-EBXdN7cBkH1WOu0tA3M9fm21mqTI";
const key = `${token}.${thumbprint}`;
const url = `http://web.example.test/.well-known/acme-challenge/${token}`;

const meta = (name: string, owner?: string, more: object = {}) => ({
  name,
  namespace: "shop",
  uid: `uid-${name}`,
  generation: 1,
  creationTimestamp: created,
  ...(owner === undefined ? {} : { ownerReferences: [{ uid: `uid-${owner}`, controller: true }] }),
  ...more,
});
const conditions = (...of: [string, string, string, string][]) =>
  of.map(([type, status, reason, message]) => ({
    type,
    status,
    reason,
    message,
    lastTransitionTime: created,
  }));

/** A Certificate whose Challenge fails its self check, and one of another team, as the API lists them. */
const lists: Readonly<Record<string, object[]>> = {
  certificates: [
    {
      metadata: meta("web"),
      spec: { secretName: "web-tls", issuerRef: { name: "ca" } },
      status: { conditions: conditions(["Issuing", "True", "DoesNotExist", "Issuing"]) },
    },
    { metadata: meta("api"), spec: { secretName: "api-tls", issuerRef: { name: "ca" } } },
  ],
  certificaterequests: [
    {
      metadata: meta("web-1", "web", { annotations: { "cert-manager.io/certificate-revision": "1" } }),
      spec: { request: "LS0tLS1CRUdJTg==" },
      status: { conditions: conditions(["Approved", "True", "cert-manager.io", "ok"]) },
    },
    { metadata: meta("api-1", "api") },
  ],
  orders: [
    { metadata: meta("web-1-7", "web-1"), status: { state: "pending", url: "https://ca.test/order/1" } },
    { metadata: meta("api-1-7", "api-1"), status: { state: "pending" } },
  ],
  challenges: [
    {
      metadata: meta("web-1-7-9", "web-1-7"),
      spec: { dnsName: "web.example.test", type: "HTTP-01", token, key, solver: { http01: {} } },
      status: {
        state: "pending",
        processing: true,
        presented: true,
        reason: `Waiting for HTTP-01 challenge propagation: did not get expected response "${key}" from ${url}`,
      },
    },
  ],
  events: [
    {
      involvedObject: { uid: "uid-web-1-7-9", apiVersion: "acme.cert-manager.io/v1" },
      metadata: meta("one"),
      reason: "PresentError",
      message: `Error presenting challenge at ${url.replace(token, "AnotherTokenThatNoChallengeHolds")}`,
      lastTimestamp: created,
    },
    {
      involvedObject: { uid: "uid-elsewhere", apiVersion: "acme.cert-manager.io/v1" },
      metadata: meta("two"),
      reason: "Killing",
      message: "no",
    },
  ],
  deployments: [],
};
const issuer = {
  metadata: meta("ca"),
  status: { conditions: conditions(["Ready", "True", "ACMEAccountRegistered", ""]) },
};

let server: ScriptedServer | undefined;
afterEach(() => server?.close());

/** The walk, where these resources answer otherwise. */
async function walkWhere(answers: Readonly<Record<string, Answer>> = {}) {
  server = await scriptedServer(({ url }) => {
    const { pathname, searchParams } = new URL(url, "http://api");
    const about = searchParams.get("fieldSelector")?.split("involvedObject.apiVersion=")[1];
    const parts = pathname.split("/");
    const plural = parts.findLast((part) => part in lists || part in answers || part === "issuers") ?? "";
    const isOf = (item: { involvedObject?: { apiVersion: string } }) =>
      plural !== "events" || item.involvedObject?.apiVersion === about;
    return (
      answers[plural] ?? {
        body: plural === "issuers" ? issuer : { metadata: {}, items: (lists[plural] ?? []).filter(isOf) },
      }
    );
  });
  return await gather(new KubernetesClient({ kubeconfig: server.kubeconfig }), {
    namespace: "shop",
    name: "web",
  });
}

describe("gathering the walk", () => {
  it("asks eleven times where nothing is shared and HTTP-01 is presented, and only for cert-manager's events", async () => {
    await walkWhere();
    const asked = server?.asked.map(({ method, url }) => {
      const { pathname, searchParams } = new URL(url, "http://api");
      return [method, pathname, searchParams.get("fieldSelector")].filter(Boolean).join(" ");
    });
    expect(asked?.sort()).toEqual([
      "GET /api/v1/namespaces/shop/events involvedObject.apiVersion=acme.cert-manager.io/v1",
      "GET /api/v1/namespaces/shop/events involvedObject.kind=Certificate,involvedObject.name=web",
      "GET /api/v1/namespaces/shop/pods",
      "GET /apis/acme.cert-manager.io/v1/namespaces/shop/challenges",
      "GET /apis/acme.cert-manager.io/v1/namespaces/shop/orders",
      "GET /apis/apps/v1/deployments",
      "GET /apis/cert-manager.io/v1/namespaces/shop/certificaterequests",
      "GET /apis/cert-manager.io/v1/namespaces/shop/certificates",
      "GET /apis/cert-manager.io/v1/namespaces/shop/issuers/ca",
      "GET /apis/networking.k8s.io/v1/ingressclasses",
      "GET /apis/networking.k8s.io/v1/namespaces/shop/ingresses",
    ]);
  });

  it("keeps what belongs to the Certificate alone", async () => {
    const walk = await walkWhere();
    const names = [walk.certificates, walk.requests, walk.orders, walk.challenges].map((part) =>
      part.state === "seen" ? part.found.map(({ name }) => name) : part.why,
    );
    expect(names).toEqual([["web"], ["web-1"], ["web-1-7"], ["web-1-7-9"]]);
    expect(walk.events).toEqual({
      state: "seen",
      found: [
        {
          about: "uid-web-1-7-9",
          reason: "PresentError",
          message: "Error presenting challenge at http://web.example.test/.well-known/acme-challenge/(token)",
          last: Date.parse(created),
        },
      ],
    });
  });

  it("holds no token and no key of a challenge, and says none", async () => {
    const walk = await walkWhere();
    const said = `${JSON.stringify(walk)} ${explainCause(causeOf(walk, Date.parse(created)))}`;
    for (const secret of [token, thumbprint, key, "AnotherTokenThatNoChallengeHolds", "LS0tLS1CRUdJTg=="])
      expect(said).not.toContain(secret);
    expect(causeOf(walk, Date.parse(created)).words).toBe(
      'did not get expected response "(token)" from ' +
        "http://web.example.test/.well-known/acme-challenge/(token)",
    );
  });

  it.each([
    ["orders", status(403, "Forbidden"), "forbidden"],
    ["challenges", status(404, "NotFound"), "notServed"],
    ["events", status(403, "Forbidden"), "forbidden"],
    ["deployments", status(403, "Forbidden"), "forbidden"],
    ["certificates", status(404, "NotFound"), "notServed"],
  ] as const)("goes on without %s", async (plural, answer, why) => {
    const walk = await walkWhere({ [plural]: answer });
    expect(walk[plural]).toEqual({ state: "notLookedAt", why });
    expect(explainCause(causeOf(walk, Date.parse(created)))).toMatch(/\.$/);
  });

  it("tells an issuer that is not there from one that may not be read", async () => {
    const absent = await walkWhere({ issuers: status(404, "NotFound", { details: { name: "ca" } }) });
    const hidden = await walkWhere({ issuers: status(403, "Forbidden") });
    expect([absent.issuer, hidden.issuer]).toEqual([
      { state: "seen", found: undefined },
      { state: "notLookedAt", why: "forbidden" },
    ]);
  });

  it("asks whom the Secret names where two Certificates want it, and not for what it holds", async () => {
    const [web = {}, api = {}] = lists.certificates ?? [];
    const sharing = { ...api, spec: { secretName: "web-tls", issuerRef: { name: "ca" } } };
    const walk = await walkWhere({
      certificates: { body: { metadata: {}, items: [web, sharing] } },
      secrets: {
        body: {
          metadata: meta("web-tls", undefined, {
            annotations: { "cert-manager.io/certificate-name": "api" },
          }),
        },
      },
    });
    expect(walk.secretOwner).toEqual({ state: "seen", found: "api" });
    const asked = server?.asked.find(({ url }) => url.includes("/secrets/"));
    expect(asked?.headers.accept).toContain("PartialObjectMetadata");
  });
});
