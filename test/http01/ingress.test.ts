import { describe, expect, it } from "vitest";
import { withoutPaths, withRule } from "../../provider/http01/ingress/named-ingress.js";
import {
  groupsOf,
  type IngressRule,
  ingressFor,
  podFor,
  rulesFor,
  serviceFor,
} from "../../provider/http01/ingress/objects.js";
import { type Pod, podTrouble } from "../../provider/http01/ingress/trouble.js";
import type { IngressSolverSpec } from "../../provider/spec/http01-spec.js";
import { challengeFor } from "../reach/challenges.js";

const owner = "0123456789abcdef";
const spec: IngressSolverSpec = {
  serviceType: "NodePort",
  image: "acmesolver:1",
  podTemplate: { labels: {}, annotations: {}, spec: {} },
  ingressTemplate: { labels: {}, annotations: {} },
};
const [group] = groupsOf([challengeFor("shop.example.com", "one"), challengeFor("192.0.2.1", "two")], owner);
if (group === undefined) throw new Error("no group");
const { name } = group;
const labels = {
  "app.kubernetes.io/managed-by": "pulumi-kubecerts",
  "kubecerts.io/owner": owner,
  "kubecerts.io/http01-solver": name,
};

describe("challenges through an ingress controller", () => {
  it("share a Pod, ten at most, whose name depends on the tokens and not on their order", () => {
    const many = Array.from({ length: 25 }, (_, index) =>
      challengeFor(`${index}.example.com`, `token-${index}`),
    );
    const groups = groupsOf(many, owner);
    expect(groups.map(({ challenges }) => challenges.length)).toEqual([10, 10, 5]);
    expect(new Set(groups.map((each) => each.name)).size).toBe(3);
    expect(groupsOf(many.toReversed(), owner)).toEqual(groups);
    expect(name).toMatch(/^kubecerts-http01-0123456789abcdef-[0-9a-f]{10}$/);
  });

  it("are a container each, without privileges, that listens on a port of its own", () => {
    const container = (port: number, domain: string, token: string) => ({
      name: `acmesolver-${port}`,
      image: "acmesolver:1",
      imagePullPolicy: "IfNotPresent",
      args: [`--listen-port=${port}`, `--domain=${domain}`, `--token=${token}`, `--key=${token}.thumbprint`],
      ports: [{ name: `http-${port}`, containerPort: port }],
      resources: { requests: { cpu: "10m", memory: "16Mi" }, limits: { cpu: "100m", memory: "64Mi" } },
      securityContext: {
        readOnlyRootFilesystem: true,
        allowPrivilegeEscalation: false,
        capabilities: { drop: ["ALL"] },
      },
    });
    expect(podFor(group, spec)).toEqual({
      apiVersion: "v1",
      kind: "Pod",
      metadata: {
        name,
        labels,
        annotations: {
          "sidecar.istio.io/inject": "false",
          "cluster-autoscaler.kubernetes.io/safe-to-evict": "true",
        },
      },
      spec: {
        nodeSelector: { "kubernetes.io/os": "linux" },
        securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
        automountServiceAccountToken: false,
        enableServiceLinks: false,
        restartPolicy: "OnFailure",
        activeDeadlineSeconds: 3600,
        terminationGracePeriodSeconds: 1,
        containers: [container(8089, "shop.example.com", "one"), container(8090, "192.0.2.1", "two")],
      },
    });
  });

  it("lead by path and host from the Ingress to the Service to the Pod, and go with the Pod", () => {
    const ownerReferences = [{ apiVersion: "v1", kind: "Pod", name, uid: "u" }];
    const port = (number: number) => ({ name: `http-${number}`, port: number, targetPort: number });
    expect(serviceFor(group, spec, { uid: "u" })).toEqual({
      apiVersion: "v1",
      kind: "Service",
      metadata: { name, labels, ownerReferences, annotations: { "auth.istio.io/8089": "NONE" } },
      spec: {
        type: "NodePort",
        selector: { "kubecerts.io/http01-solver": name },
        ports: [port(8089), port(8090)],
      },
    });
    const path = (token: string, number: number) => ({
      paths: [
        {
          path: `/.well-known/acme-challenge/${token}`,
          pathType: "Exact",
          backend: { service: { name, port: { number } } },
        },
      ],
    });
    expect(ingressFor(group, { ...spec, ingressClassName: "nginx" }, { uid: "u" })).toEqual({
      apiVersion: "networking.k8s.io/v1",
      kind: "Ingress",
      metadata: {
        name,
        labels,
        ownerReferences,
        annotations: { "nginx.ingress.kubernetes.io/whitelist-source-range": "0.0.0.0/0,::/0" },
      },
      spec: {
        ingressClassName: "nginx",
        rules: [{ host: "shop.example.com", http: path("one", 8089) }, { http: path("two", 8090) }],
      },
    });
  });

  it("take what the templates say, but for the labels by which they are found", () => {
    const templated: IngressSolverSpec = {
      ...spec,
      class: "gce",
      podTemplate: {
        labels: { team: "web", "kubecerts.io/owner": "mine" },
        annotations: { "sidecar.istio.io/inject": "true" },
        spec: {
          nodeSelector: { disk: "ssd" },
          securityContext: { runAsUser: 7 },
          tolerations: [{ operator: "Exists" }],
          resources: { limits: { memory: "1Gi" } },
        },
      },
      ingressTemplate: { labels: { team: "web" }, annotations: { note: "x" } },
    };
    const pod = podFor(group, templated);
    expect(pod).toMatchObject({
      metadata: {
        labels: { ...labels, team: "web" },
        annotations: { "sidecar.istio.io/inject": "true" },
      },
      spec: {
        nodeSelector: { "kubernetes.io/os": "linux", disk: "ssd" },
        tolerations: [{ operator: "Exists" }],
        containers: [{ resources: { limits: { cpu: "100m", memory: "1Gi" } } }, {}],
      },
    });
    expect((pod as { spec: { securityContext: object } }).spec.securityContext).toEqual({ runAsUser: 7 });
    expect(ingressFor(group, templated, { uid: "u" })).toMatchObject({
      metadata: {
        labels: { ...labels, team: "web" },
        annotations: { note: "x", "kubernetes.io/ingress.class": "gce" },
      },
    });
  });
});

describe("an Ingress that is there", () => {
  const home: IngressRule = {
    host: "shop.example.com",
    http: {
      paths: [{ path: "/", pathType: "Prefix", backend: { service: { name: "web", port: { number: 80 } } } }],
    },
  };
  const without: IngressRule = { host: "empty.example.com" };
  const added = rulesFor(group);
  const [shop, address] = added;

  it("gets the challenges' paths before its own, and keeps everything else", () => {
    const rules = added.reduce<IngressRule[]>(withRule, [home, without]);
    expect(rules).toEqual([
      {
        host: "shop.example.com",
        http: { paths: [...(shop?.http.paths ?? []), ...(home.http?.paths ?? [])] },
      },
      without,
      address,
    ]);
    expect(added.reduce<IngressRule[]>(withRule, rules)).toEqual(rules);
  });

  it("is as it was when they are taken away", () => {
    const rules = added.reduce<IngressRule[]>(withRule, [home, without]);
    expect(withoutPaths(rules, (service) => service === name)).toEqual([home, without]);
    expect(withoutPaths(rules, () => false)).toEqual(rules);
  });
});

describe("a solver's Pod", () => {
  const waiting = (reason: string, message?: string) => ({
    state: { waiting: { reason, ...(message === undefined ? {} : { message }) } },
  });
  it.each<[string, Pod["status"] | "gone", string | undefined, boolean]>([
    ["runs", { phase: "Running" }, undefined, false],
    ["is gone", "gone", "the solver's Pod was removed by somebody else", true],
    [
      "ended after its hour",
      { phase: "Failed", reason: "DeadlineExceeded" },
      "the solver's Pod has ended (DeadlineExceeded)",
      true,
    ],
    ["was only now made", {}, "the solver's Pod has not started yet", false],
    [
      "is being made",
      { phase: "Pending", containerStatuses: [waiting("ContainerCreating")] },
      "the solver's Pod has not started yet",
      false,
    ],
    [
      "may get its image yet",
      { phase: "Pending", containerStatuses: [waiting("ErrImagePull", "not found")] },
      "the solver's Pod cannot start: ErrImagePull: not found",
      false,
    ],
    [
      "will not get its image",
      {
        phase: "Pending",
        containerStatuses: [waiting("ErrImagePull"), waiting("ImagePullBackOff", "Back-off pulling image")],
      },
      "the solver's Pod cannot start: ImagePullBackOff: Back-off pulling image",
      true,
    ],
    [
      "fits on no node",
      {
        phase: "Pending",
        conditions: [
          { type: "PodScheduled", status: "False", reason: "Unschedulable", message: "0/1 nodes" },
        ],
      },
      "no node takes the solver's Pod: 0/1 nodes",
      false,
    ],
  ])("that %s", (_, status, what, hopeless) => {
    const metadata = { name, uid: "u", resourceVersion: "1" };
    const pod = status === "gone" ? undefined : { metadata, ...(status === undefined ? {} : { status }) };
    expect(podTrouble(pod)).toEqual(what === undefined ? undefined : { what, hopeless });
  });
});
