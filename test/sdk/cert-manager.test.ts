import type * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { CertManager } from "../../sdk/cert-manager.js";
import { chartValues } from "../../sdk/cert-manager-values.js";
import { declared, thrownBy } from "./declared.js";

/** Mocks prove what is declared, not what the chart makes of it: for that, see test/e2e-cluster. */
describe("CertManager", () => {
  it("declares the namespace, the pinned release and the gate", async () => {
    const resources = await declared(() => new CertManager("cm"));
    expect(resources).toEqual([
      { type: "kubecerts:index:CertManager", name: "cm", inputs: {} },
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

  it("looks for a chart of the user's own where the user says, in whatever version it has", async () => {
    const resources = await declared(() => new CertManager("cm", { chart: "./charts/cert-manager" }));
    const release = resources.find(({ type }) => type.endsWith(":Release"));
    expect(release?.inputs).toMatchObject({ chart: "./charts/cert-manager" });
    expect(Object.keys(release?.inputs ?? {})).not.toContain("version");
    expect(Object.keys(release?.inputs ?? {})).not.toContain("repositoryOpts");
  });

  it("says everything that is wrong with its arguments at once", async () => {
    await declared(() => {
      const args = { version: "latest", namespace: "Cert_Manager", timeout: "5 minutes", releaseName: "-" };
      const error = thrownBy(() => new CertManager("cm", args)) as pulumi.InputPropertiesError;
      expect(error.errors?.map(({ propertyPath }) => propertyPath)).toEqual([
        "namespace",
        "releaseName",
        "timeout",
        "version",
      ]);
      expect(error.message).toContain('timeout must be a duration such as 5m, not "5 minutes"');
    });
  });

  it("refuses to keep CRDs with a chart that cannot", async () => {
    await declared(() => {
      const error = thrownBy(() => new CertManager("cm", { version: "v1.14.7", crds: { keep: true } }));
      expect((error as Error).message).toContain("crds.keep is not possible with v1.14.7");
    });
  });
});

describe("the chart's values", () => {
  const defaults = {
    crds: { enabled: true, keep: true },
    global: { leaderElection: { namespace: "certs" } },
    startupapicheck: { enabled: false },
  };
  const rows: readonly [sentence: string, args: Parameters<typeof chartValues>[0], values: object][] = [
    ["install CRDs that outlive the release", {}, defaults],
    [
      "leave the CRDs alone when told so",
      { crds: { enabled: false } },
      { ...defaults, crds: { enabled: false, keep: true } },
    ],
    [
      "speak the older language below v1.15",
      { version: "v1.14.7" },
      { installCRDs: true, global: defaults.global, startupapicheck: defaults.startupapicheck },
    ],
    ["speak the newer language from v1.15 on", { version: "v1.15.0" }, defaults],
    [
      "carry the typed arguments under the chart's names",
      {
        replicaCount: 2,
        webhook: { replicaCount: 3, timeoutSeconds: 10 },
        leaderElection: { leaseDuration: "15s" },
      },
      {
        ...defaults,
        global: { leaderElection: { namespace: "certs", leaseDuration: "15s" } },
        replicaCount: 2,
        webhook: { replicaCount: 3, timeoutSeconds: 10 },
      },
    ],
    [
      "let values win, field by field",
      {
        webhook: { replicaCount: 3 },
        values: {
          webhook: { hostNetwork: true },
          global: { logLevel: 4 },
          startupapicheck: { enabled: true },
        },
      },
      {
        ...defaults,
        global: { leaderElection: { namespace: "certs" }, logLevel: 4 },
        startupapicheck: { enabled: true },
        webhook: { replicaCount: 3, hostNetwork: true },
      },
    ],
    [
      "replace lists as a whole",
      { extraArgs: ["--a"], values: { extraArgs: ["--b"] } },
      { ...defaults, extraArgs: ["--b"] },
    ],
  ];
  it.each(rows)("%s", (_sentence, args, values) => {
    expect(chartValues(args, "certs")).toEqual(values);
  });
});
