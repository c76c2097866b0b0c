import { describe, expect, it } from "vitest";
import { CertManager } from "../../sdk/cert-manager.js";
import { chartFolder } from "./charts.js";
import { declared } from "./declared.js";

/** Mocks prove what is declared, not what the chart makes of it: for that, see test/e2e-cluster. */
describe("CertManager", () => {
  it("declares the namespace, the pinned release and the gate", async () => {
    const resources = await declared(() => new CertManager("cm"));
    expect(resources).toEqual([
      { type: "kubecerts:index:CertManager", name: "cm", inputs: {} },
      {
        type: "pulumi-nodejs:dynamic/kubecerts:Preflight",
        name: "cm",
        inputs: {
          __provider: 'exports.handler = () => require("pulumi-kubecerts/provider").preflight;',
          __urn: expect.stringMatching(
            /^urn:pulumi:dev::app::kubecerts:index:CertManager\$pulumi-nodejs:.*Preflight::cm$/,
          ),
          allowDowngrade: false,
          crds: true,
          createNamespace: true,
          namespace: "cert-manager",
          release: "cert-manager",
          version: "v1.21.2",
        },
      },
      {
        type: "kubernetes:core/v1:Namespace",
        name: "cm",
        inputs: { apiVersion: "v1", kind: "Namespace", metadata: { name: "cert-manager" } },
      },
      {
        type: "kubernetes:helm.sh/v3:Release",
        name: "cm",
        inputs: {
          chart: "cert-manager",
          compat: "true",
          name: "cert-manager",
          namespace: "cert-manager",
          repositoryOpts: { repo: "https://charts.jetstack.io" },
          skipAwait: true,
          values: {
            crds: { enabled: true, keep: true },
            global: { leaderElection: { namespace: "cert-manager" } },
            startupapicheck: { enabled: false },
          },
          version: "v1.21.2",
        },
      },
      {
        type: "pulumi-nodejs:dynamic/kubecerts:Gate",
        name: "cm",
        inputs: {
          __provider: 'exports.handler = () => require("pulumi-kubecerts/provider").gate;',
          __urn: expect.stringMatching(
            /^urn:pulumi:dev::app::kubecerts:index:CertManager\$pulumi-nodejs:.*Gate::cm$/,
          ),
          leaderElectionNamespace: "cert-manager",
          namespace: "cert-manager",
          namespaceUid: "uid-1",
          release: "cert-manager",
          revision: 1,
          version: "v1.21.2",
        },
      },
    ]);
  });

  it("declares the look and the gate alone where nothing is installed", async () => {
    const resources = await declared(() => new CertManager("cm", { install: false, namespace: "certs" }));
    expect(resources.map(({ type }) => type.split(":").at(-1))).toEqual(["CertManager", "Preflight", "Gate"]);
    expect(resources[1]?.inputs).toMatchObject({ adopt: true, within: "certs" });
    expect(Object.keys(resources[2]?.inputs ?? {})).not.toContain("revision");
  });

  it("installs into a namespace that it does not make", async () => {
    const resources = await declared(
      () => new CertManager("cm", { createNamespace: false, namespace: "infra" }),
    );
    expect(resources.map(({ type }) => type.split(":").at(-1))).toEqual([
      ...["CertManager", "Preflight", "Release", "Gate"],
    ]);
    expect(resources[2]?.inputs).toMatchObject({ namespace: "infra" });
  });

  it("takes a chart on this machine in whatever version it has, and speaks its language", async () => {
    const chart = chartFolder("v1.9.1", {
      "templates/deployment.yaml":
        "{{ .Values.replicaCount }} {{ .Values.installCRDs }} {{ .Values.startupapicheck }}",
    });
    const resources = await declared(() => new CertManager("cm", { chart }));
    const release = resources.find(({ type }) => type.endsWith(":Release"));
    expect(release?.inputs).toMatchObject({ chart, values: { installCRDs: true } });
    expect(Object.keys(release?.inputs ?? {})).not.toContain("version");
    expect(Object.keys(release?.inputs ?? {})).not.toContain("repositoryOpts");
  });
});
