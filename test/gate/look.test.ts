import { describe, expect, it } from "vitest";
import type { Ask } from "../../provider/gate/ask.js";
import { look } from "../../provider/gate/look.js";

const installation = { release: "cm", namespace: "certs", leaderElectionNamespace: "leases" };
const labels = (component: string) => ({ "app.kubernetes.io/component": component });
const served = (...names: string[]) => ({ resources: names.map((name) => ({ name })) });

const deployment = (component: string, status: object) => ({
  metadata: { name: `cm-${component}`, generation: 2, labels: labels(component) },
  spec: { replicas: 2 },
  status: { observedGeneration: 2, replicas: 2, updatedReplicas: 2, availableReplicas: 2, ...status },
});
const pod = (name: string, status: object, metadata: object = {}) => ({
  metadata: { name, labels: labels("webhook"), ...metadata },
  status: { startTime: "2026-11-25T08:00:00Z", ...status },
});
const waiting = (reason: string, message?: string) => ({ state: { waiting: { reason, message } } });

/** What the API server answers, by the path that it is asked for; objects are those of a list. */
type Answers = Readonly<Record<string, { status?: number; body?: object } | readonly object[]>>;

const working: Answers = {
  "/apis/cert-manager.io/v1": {
    body: served("certificates", "certificaterequests", "issuers", "clusterissuers"),
  },
  "/apis/acme.cert-manager.io/v1": { body: served("orders", "challenges") },
  "/api/v1/namespaces/certs": { body: { metadata: { uid: "uid-1" } } },
  "/apis/apps/v1/namespaces/certs/deployments": [deployment("webhook", {})],
};

/** In trouble: the dry runs fail, so that everything is looked at that may say why. */
const troubled: Answers = {
  ...working,
  "/apis/apps/v1/namespaces/certs/deployments": [
    deployment("webhook", { replicas: 3, updatedReplicas: 1 }),
    deployment("cainjector", { observedGeneration: 1 }),
    deployment("controller", {
      availableReplicas: 0,
      conditions: [{ type: "ReplicaFailure", status: "True", message: "exceeded quota" }],
    }),
  ],
  "/api/v1/namespaces/certs/pods": [
    pod("leaves", {}, { deletionTimestamp: "2026-11-25T08:00:01Z" }),
    pod("runs", { containerStatuses: [{ state: { running: {} } }] }),
    pod("begins", { containerStatuses: [waiting("ContainerCreating")] }),
    pod("has no image", { initContainerStatuses: [waiting("ErrImagePull", "not found")] }),
    pod("crashes", {
      containerStatuses: [
        {
          ...waiting("CrashLoopBackOff", "back-off"),
          lastState: { terminated: { reason: "Error", exitCode: 1 } },
        },
      ],
    }),
    pod("has no place", {
      startTime: undefined,
      conditions: [{ type: "PodScheduled", status: "False", reason: "Unschedulable", message: "0/1 nodes" }],
    }),
  ],
  "/api/v1/namespaces/certs/services": [{ metadata: { name: "cm-webhook" } }],
  "/apis/discovery.k8s.io/v1/namespaces/certs/endpointslices": [
    {
      endpoints: [
        { addresses: ["10.0.0.1"], conditions: { ready: true } },
        { addresses: ["10.0.0.2"], conditions: { ready: false } },
        { addresses: ["10.0.0.3"] },
      ],
    },
    { endpoints: null },
  ],
  "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations": [
    { webhooks: [{ clientConfig: { caBundle: "Y2E=" } }] },
  ],
  "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations": [
    { webhooks: [{ clientConfig: { caBundle: "Y2E=" } }, { clientConfig: {} }] },
  ],
  "/apis/coordination.k8s.io/v1/namespaces/leases/leases/cert-manager-cainjector-leader-election": {
    body: {
      metadata: { name: "cert-manager-cainjector-leader-election", namespace: "leases" },
      spec: {
        holderIdentity: "cm-cainjector-1",
        renewTime: "2026-11-25T08:00:00Z",
        leaseDurationSeconds: 60,
      },
    },
  },
};

interface DryRun {
  readonly status: number;
  readonly body: object;
}

const works: DryRun = { status: 201, body: { spec: { username: "me" } } };
const denied: DryRun = { status: 403, body: { message: "denied" } };

/** What is seen, and what was asked for: path and selector. */
async function seen(answers: Answers, [valid, malformed]: readonly [DryRun, DryRun] = [works, denied]) {
  const asked: string[] = [];
  let dryRuns = 0;
  const ask: Ask = async (method, url) => {
    const { pathname, searchParams } = new URL(url, "http://api");
    asked.push([pathname, searchParams.get("labelSelector")].filter((part) => part !== null).join(" "));
    if (method === "POST") return dryRuns++ === 0 ? valid : malformed;
    const answer = answers[pathname] ?? { status: 403 };
    if (Array.isArray(answer)) return { status: 200, body: { items: answer } };
    return { status: 200, body: undefined, ...answer };
  };
  return { observation: await look(ask, installation), asked };
}

describe("the gate's look", () => {
  it("asks for no more than the API, the namespace and the roll-outs where all works", async () => {
    const { observation, asked } = await seen(working);
    expect(observation).toEqual({
      unserved: [],
      namespace: { state: "active", uid: "uid-1" },
      deployments: [{ name: "cm-webhook", component: "webhook", wanted: 2, available: 2 }],
      valid: { status: 201, message: "", identified: true },
      malformed: { status: 403, message: "denied", identified: false },
    });
    expect(asked).toHaveLength(6);
    expect(asked).toContain("/apis/apps/v1/namespaces/certs/deployments app.kubernetes.io/instance=cm");
  });

  it("reads everything that may say why, where the webhook refuses what is valid", async () => {
    const { observation, asked } = await seen(troubled, [denied, denied]);
    const started = Date.UTC(2026, 10, 25, 8);
    const component = "webhook";
    expect(observation).toEqual({
      unserved: [],
      namespace: { state: "active", uid: "uid-1" },
      deployments: [
        // Two of three are of the older template, and only the third is sure to be of the newest.
        { name: "cm-webhook", component: "webhook", wanted: 2, available: 0 },
        { name: "cm-cainjector", component: "cainjector", wanted: 2, available: 0 },
        {
          name: "cm-controller",
          component: "controller",
          wanted: 2,
          available: 0,
          failure: "exceeded quota",
        },
      ],
      valid: { status: 403, message: "denied", identified: false },
      malformed: { status: 403, message: "denied", identified: false },
      pods: [
        { name: "runs", component, started },
        { name: "begins", component, started },
        {
          name: "has no image",
          component,
          started,
          trouble: { reason: "ErrImagePull", message: "not found" },
        },
        {
          ...{ name: "crashes", component, started },
          trouble: {
            reason: "CrashLoopBackOff",
            message: "back-off; it last ended with Error (1)",
          },
        },
        { name: "has no place", component, trouble: { reason: "Unschedulable", message: "0/1 nodes" } },
      ],
      webhookConfigurations: [
        { kind: "MutatingWebhookConfiguration", injected: true },
        { kind: "ValidatingWebhookConfiguration", injected: false },
      ],
      endpoints: 2,
      lease: {
        name: "cert-manager-cainjector-leader-election",
        namespace: "leases",
        holder: "cm-cainjector-1",
        renewed: started,
        duration: 60_000,
      },
    });
    expect(asked).toContain(
      "/apis/discovery.k8s.io/v1/namespaces/certs/endpointslices kubernetes.io/service-name=cm-webhook",
    );
  });

  it.each<[string, Answers, [DryRun, DryRun] | undefined]>([
    [
      "an API that is not served whole",
      { ...troubled, "/apis/acme.cert-manager.io/v1": { status: 404 } },
      undefined,
    ],
    ["a roll-out that has not ended", troubled, undefined],
    ["a webhook that lets everything pass", troubled, [works, works]],
    [
      "a namespace that is not there",
      { ...troubled, "/api/v1/namespaces/certs": { status: 404 } },
      undefined,
    ],
  ])("reads it also for %s", async (_, answers, dryRuns) => {
    expect((await seen(answers, dryRuns)).observation.endpoints).toBe(2);
  });

  it("sees a namespace that is on its way out, or is not there, or may not be read", async () => {
    const namespaceOf = async (answer: object) =>
      (await seen({ ...working, "/api/v1/namespaces/certs": answer })).observation.namespace;
    const leaving = { body: { metadata: { uid: "uid-1", deletionTimestamp: "2026-11-25T08:00:00Z" } } };
    expect([
      await namespaceOf(leaving),
      await namespaceOf({ status: 404 }),
      await namespaceOf({ status: 403 }),
    ]).toEqual([{ state: "terminating" }, { state: "missing" }, undefined]);
  });

  it("knows nothing of what the identity may not read, and names what is not served", async () => {
    const { observation } = await seen({});
    expect(Object.keys(observation)).toEqual(["unserved"]);
    expect(observation.unserved).toContain("certificates.cert-manager.io");
  });
});
