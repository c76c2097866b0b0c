import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { CertManager } from "../../sdk/cert-manager.js";
import type { CertManagerArgs } from "../../sdk/cert-manager-args.js";
import { chartValues } from "../../sdk/cert-manager-values.js";
import { tar } from "../sandbox/tar.js";
import { declared, thrownBy } from "./declared.js";

/** A chart's folder with this version and these files. */
function chartFolder(version: string, files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "kubecerts-chart-"));
  for (const [path, text] of Object.entries({
    ...files,
    "Chart.yaml": `apiVersion: v2\nversion: ${version}\n`,
  })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

/** An archive as Helm packs it, with a schema that takes everything. */
function chartArchive(version: string): string {
  const files = { "Chart.yaml": `version: ${version}\n`, "values.schema.json": "{}" };
  const entries = Object.entries(files).map(([path, text]) => ({
    path: `cert-manager/${path}`,
    content: Buffer.from(text),
  }));
  const file = join(mkdtempSync(join(tmpdir(), "kubecerts-chart-")), "cert-manager.tgz");
  writeFileSync(file, gzipSync(tar(entries)));
  return file;
}

async function refusal(args: CertManagerArgs): Promise<string> {
  let error: unknown;
  await declared(() => {
    error = thrownBy(() => new CertManager("cm", args));
  });
  return (error as Error | undefined)?.message ?? "nothing was refused";
}

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

  it("takes an archive whose checksum is the one that was named, and no other", async () => {
    const chart = chartArchive("v1.21.2");
    const sha256 = createHash("sha256").update(readFileSync(chart)).digest("hex");
    const resources = await declared(() => new CertManager("cm", { chart, chartSha256: sha256 }));
    expect(resources.find(({ type }) => type.endsWith(":Release"))?.inputs.chart).toBe(chart);
    expect(await refusal({ chart, chartSha256: "0".repeat(64) })).toContain(
      `chartSha256 is not that of the archive, which is ${sha256}`,
    );
  });

  const refusals: readonly [sentence: string, args: CertManagerArgs, words: string][] = [
    [
      "a release that re-issues",
      { version: "v1.19.0" },
      "version is cert-manager v1.19.0, which re-issues Certificates whose issuerRef has no kind",
    ],
    [
      "a release whose controller ends",
      { version: "1.21.0" },
      'version is cert-manager 1.21.0, which ends its controller at a Certificate with renewal.policy "Disabled"',
    ],
    ["a release from before the first known one", { version: "v1.8.2" }, "which is older than v1.9.1"],
    [
      "a chart that is broken by its own word",
      { chart: chartFolder("v1.19.0", {}) },
      "chart is cert-manager v1.19.0, which re-issues",
    ],
    [
      "a chart that is not there",
      { chart: "./nowhere" },
      "chart is ./nowhere, where neither a folder nor an archive lies",
    ],
    [
      "a reference that says no version",
      { chart: "oci://registry.example/cert-manager" },
      "version is missing",
    ],
    [
      "a checksum of what is no archive",
      { version: "v1.21.2", chartSha256: "00" },
      "chartSha256 can be compared with an archive on this machine alone",
    ],
    [
      "values of what is not installed by it",
      { install: false, replicaCount: 2 },
      "replicaCount cannot be given with install: false, which changes nothing of what is there",
    ],
    [
      "a platform that it does not know",
      { platform: "eks" as never },
      'platform must be one of openshift, not "eks"',
    ],
    [
      "a value that the newest chart does not have",
      { values: { webhook: { replicas: 2 } } },
      "values.webhook.replicas is not a value of this chart",
    ],
    [
      "a value of the wrong type, where it was given",
      { replicaCount: "2" as never, logLevel: "high" as never },
      'logLevel must be a number, not "high"',
    ],
    [
      "a value that an older chart would pass over in silence",
      {
        chart: chartFolder("v1.9.1", {
          "templates/a.yaml": "{{ .Values.installCRDs }} {{ .Values.startupapicheck }}",
        }),
        podDisruptionBudget: { enabled: true },
      },
      "podDisruptionBudget is not a value of this chart",
    ],
  ];
  it.each(refusals)("refuses %s", async (_sentence, args, words) => {
    expect(await refusal(args)).toContain(words);
  });

  it("leaves what is not known yet, and other releases' values, to Helm", async () => {
    const unknown = pulumi.output(2);
    await declared(() => new CertManager("cm", { values: { webhook: { replicaCount: unknown } } }));
    await declared(() => new CertManager("cm", { version: "v1.20.3", values: { of: "another release" } }));
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
      "join what the chart wants as one text, and hand Secrets over by name",
      {
        featureGates: { OtherNames: true, ACMEUseARI: false },
        dns01RecursiveNameservers: ["10.0.0.1:53", "10.0.0.2:53"],
        imagePullSecrets: ["mirror"],
        gatewayApi: true,
      },
      {
        ...defaults,
        featureGates: "ACMEUseARI=false,OtherNames=true",
        dns01RecursiveNameservers: "10.0.0.1:53,10.0.0.2:53",
        global: { ...defaults.global, imagePullSecrets: [{ name: "mirror" }] },
        config: { gatewayAPI: { enabled: true } },
      },
    ],
    [
      "keep OpenShift's router from passing over the paths of challenges",
      { platform: "openshift", featureGates: { OtherNames: true } },
      { ...defaults, featureGates: "ACMEHTTP01IngressPathTypeExact=false,OtherNames=true" },
    ],
    [
      "tell no gate to a release that does not know it",
      { platform: "openshift", version: "v1.17.4" },
      defaults,
    ],
    [
      "say to an older chart by flags what it has no value for",
      { version: "v1.9.1", dns01RecursiveNameservers: "10.0.0.1:53", extraArgs: ["--v=4"], gatewayApi: true },
      {
        installCRDs: true,
        global: defaults.global,
        startupapicheck: defaults.startupapicheck,
        extraArgs: ["--v=4", "--dns01-recursive-nameservers=10.0.0.1:53"],
        featureGates: "ExperimentalGatewayAPISupport=true",
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
  it.each(rows)("%s", async (_sentence, args, values) => {
    expect(await known(chartValues(args, "certs"))).toEqual(values);
  });
});

const known = (values: object) => new Promise((resolve) => pulumi.output(values).apply(resolve));
