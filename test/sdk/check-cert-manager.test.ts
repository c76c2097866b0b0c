import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { CertManager } from "../../sdk/cert-manager.js";
import type { CertManagerArgs } from "../../sdk/cert-manager-args.js";
import { chartArchive, chartFolder } from "./charts.js";
import { declared, thrownBy } from "./declared.js";

async function refusal(args: CertManagerArgs): Promise<string> {
  let error: unknown;
  await declared(() => {
    error = thrownBy(() => new CertManager("cm", args));
  });
  return (error as Error | undefined)?.message ?? "nothing was refused";
}

describe("CertManager", () => {
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
