import { describe, expect, it } from "vitest";
import { adopt } from "../../provider/installation/adopt.js";
import { seeStanding } from "../../provider/installation/see-standing.js";
import { ClusterError } from "../../provider/kubernetes/cluster-error.js";

const release = { name: "cert-manager", namespace: "cert-manager" };

interface Layout {
  readonly labels?: object;
  readonly annotations?: object;
  readonly helm?: object;
  readonly image?: string;
  readonly args?: readonly string[];
  readonly service?: object | null;
  readonly config?: string;
}

/** A cluster with one cert-manager, in the layout that one installer gives it; written by hand after the charts and the operator's manifests. */
function cluster({ labels, annotations, helm, image, args, service, config }: Layout) {
  const metadata = (name: string) => ({ name, uid: "u", resourceVersion: "1" });
  const instance = { "app.kubernetes.io/instance": "cm", ...labels };
  const lists: Record<string, object[]> = {
    validatingwebhookconfigurations: [
      { metadata: metadata("policy"), webhooks: [{ name: "policy.example.com" }] },
      {
        metadata: {
          ...metadata("cm-webhook"),
          labels: instance,
          annotations: { "cert-manager.io/inject-ca-from-secret": "certs/cm-webhook-ca", ...helm },
        },
        webhooks: [
          {
            name: "webhook.cert-manager.io",
            clientConfig:
              service === null ? { url: "https://out.example.com" } : { service: { namespace: "certs" } },
          },
        ],
      },
    ],
    deployments: [
      {
        metadata: { ...metadata("cm"), labels: instance, annotations },
        spec: {
          template: {
            spec: {
              containers: [{ image, args }],
              volumes: config === undefined ? [] : [{ configMap: { name: "cm" } }],
            },
          },
        },
      },
    ],
    secrets: [
      {
        metadata: {
          ...metadata("sh.helm.release.v1.cert-manager.v9"),
          labels: { version: "9", status: "superseded" },
        },
      },
      {
        metadata: {
          ...metadata("sh.helm.release.v1.cert-manager.v10"),
          labels: { version: "10", status: "deployed" },
        },
      },
    ],
  };
  return {
    list: async ({ plural }: { plural: string }) => ({ items: lists[plural], resourceVersion: "1" }),
    get: async ({ name }: { name: string }) =>
      name === "cm" ? { metadata: metadata(name), data: { "config.yaml": config } } : undefined,
  } as never;
}

describe("the cert-manager that is there", () => {
  const helm = { "meta.helm.sh/release-name": "cm", "meta.helm.sh/release-namespace": "certs" };
  const rows: readonly [sentence: string, layout: Layout, found: object][] = [
    [
      "installed by the chart under another name",
      {
        helm,
        image: "quay.io/jetstack/cert-manager-controller:v1.20.3",
        args: [
          "--v=2",
          "--leader-election-namespace=certs",
          "--feature-gates=OtherNames=true,NameConstraints=false",
        ],
      },
      {
        ...{ helm: { name: "cm", namespace: "certs" }, operator: false, version: "v1.20.3" },
        ...{ leaderElectionNamespace: "certs", featureGates: { OtherNames: true, NameConstraints: false } },
      },
    ],
    [
      "with a configuration file",
      {
        helm,
        image: "mirror.example.com:5000/cert-manager-controller:v1.21.2",
        args: ["--config=/var/cert-manager/config/config.yaml"],
        config: "featureGates:\n  ACMEUseARI: true\nleaderElectionConfig:\n  namespace: certs\n",
      },
      {
        ...{ helm: { name: "cm", namespace: "certs" }, operator: false, version: "v1.21.2" },
        ...{ leaderElectionNamespace: "certs", featureGates: { ACMEUseARI: true } },
      },
    ],
    [
      "applied as a manifest",
      {
        image: "quay.io/jetstack/cert-manager-controller:v1.11.5@sha256:00ff",
        args: ["--leader-election-namespace=kube-system"],
      },
      { operator: false, version: "v1.11.5", leaderElectionNamespace: "kube-system", featureGates: {} },
    ],
    [
      "kept by OpenShift's operator, which names images by digest",
      {
        labels: { "app.kubernetes.io/version": "v1.17.4" },
        annotations: { "operator.openshift.io/spec-hash": "00ff" },
        image: "registry.redhat.io/cert-manager/jetstack-cert-manager-rhel9@sha256:00ff",
      },
      { operator: true, version: "v1.17.4", leaderElectionNamespace: "kube-system", featureGates: {} },
    ],
    [
      "with its webhook outside of the cluster",
      { service: null, image: "cert-manager:latest" },
      { operator: false, leaderElectionNamespace: "kube-system", featureGates: {} },
    ],
  ];
  it.each(rows)("is found when %s", async (_sentence, layout, found) => {
    const { running } = await seeStanding(cluster(layout), release);
    expect(running).toEqual([{ namespace: "certs", instance: "cm", ...found }]);
  });

  it("is described with what it cannot do", async () => {
    const { running } = await seeStanding(cluster({ image: "controller:v1.20.3" }), release);
    expect(adopt(running, undefined)).toEqual({
      state: "found",
      facts: {
        ...{ release: "cm", namespace: "certs", leaderElectionNamespace: "kube-system" },
        ...{ version: "v1.20.3", featureGates: "" },
      },
      lines: [
        "using cert-manager v1.20.3 in namespace certs, installed by no Helm release",
        'cert-manager v1.20.3 cannot do: renewal.by "pulumi" (v1.21 and later), waitInsteadOfSelfCheck (v1.21 and later)',
      ],
    });
  });

  it("is not used when it is too old to be known, or somewhere else", async () => {
    const { running } = await seeStanding(cluster({ image: "controller:v1.5.4" }), release);
    expect(adopt(running, undefined)).toMatchObject({
      state: "refused",
      failure: { property: "install", reason: expect.stringContaining("is older than v1.9.1") },
    });
    expect(adopt(running, "cert-manager")).toMatchObject({
      state: "absent",
      reason: expect.stringContaining("there is no cert-manager in namespace cert-manager"),
    });
  });

  it("is not chosen among two", async () => {
    const { running = [] } = await seeStanding(cluster({ image: "controller:v1.20.3" }), release);
    expect(adopt([...running, ...running], undefined)).toMatchObject({
      state: "refused",
      failure: {
        property: "namespace",
        reason: expect.stringContaining("is missing: there is cert-manager v1.20.3"),
      },
    });
  });

  it("has the newest revision of its Helm release, by number", async () => {
    const { release: newest } = await seeStanding(cluster({}), release);
    expect(newest).toEqual({
      revision: 10,
      status: "deployed",
      secret: "sh.helm.release.v1.cert-manager.v10",
    });
  });

  it("is not judged where nothing may be read", async () => {
    const forbidden = async () => {
      throw new ClusterError("forbidden", "no");
    };
    expect(await seeStanding({ get: forbidden, list: forbidden }, release)).toEqual({});
  });
});
