import { parseDuration } from "../provider/spec/duration.js";
import type { Fields, Findings } from "../provider/spec/fields.js";
import { isDns1123Label } from "../provider/spec/names.js";
import { faultOfRelease, parseReleaseVersion } from "../provider/spec/release-version.js";
import type { CertManagerArgs } from "./cert-manager-args.js";
import { canKeepCrds, chartValues } from "./cert-manager-values.js";
import newestShape from "./chart-1.21.json";
import { type Shape, shapeFaults } from "./chart-shape.js";
import { known, type Reader } from "./known-inputs.js";
import type { LocalChart } from "./local-chart.js";

/** Finds what Helm would refuse, and what it would take and cert-manager would not run with. */
export function checkCertManager(
  args: CertManagerArgs,
  version: string | undefined,
  local: LocalChart | undefined,
): Reader {
  return (fields, findings) => {
    if (args.install === false) return checkAdoption(fields, args);
    const label = (text: string) => (isDns1123Label(text) ? text : undefined);
    fields.text("namespace", "a DNS-1123 label", label);
    fields.text("releaseName", "a DNS-1123 label", label);
    fields.text("timeout", "a duration such as 5m", parseDuration);
    for (const name of ["install", "createNamespace", "allowDowngrade"]) fields.boolean(name);
    fields.choice("platform", ["openshift"]);
    checkVersion(fields, version, local);
    checkChart(fields, args, local);
    const keep = fields.object("crds")?.boolean("keep");
    if (keep && !canKeepCrds(version))
      fields.fail(
        "crds.keep",
        `is not possible with ${version}: charts below v1.15 delete the CRDs, and every Certificate with them`,
      );
    checkValues(args, version, local?.shape, findings);
  };
}

/** What is there has its values, and nothing of them is changed. */
function checkAdoption(fields: Fields, args: CertManagerArgs): void {
  const taken = new Set(["install", "namespace", "cluster", "timeout"]);
  for (const [name, value] of Object.entries(args))
    if (!taken.has(name) && value !== undefined)
      fields.fail(name, "cannot be given with install: false, which changes nothing of what is there");
  fields.text("timeout", "a duration such as 5m", parseDuration);
}

function checkVersion(fields: Fields, version: string | undefined, local: LocalChart | undefined): void {
  fields.text("version", "a version such as v1.21.2", parseReleaseVersion);
  const release = parseReleaseVersion(version ?? "");
  const fault = release && faultOfRelease(release);
  if (fault !== undefined)
    fields.fail(fields.has("version") ? "version" : "chart", `is cert-manager ${version}, which ${fault}`);
  else if (local === undefined && fields.has("chart") && !fields.has("version"))
    fields.fail("version", "is missing: a chart that is not on this machine would be whatever is newest");
}

function checkChart(
  fields: Fields,
  { chart, chartSha256 }: CertManagerArgs,
  local: LocalChart | undefined,
): void {
  if (typeof chart === "string" && /^[./]|\.tgz$/.test(chart) && local === undefined)
    fields.fail("chart", `is ${chart}, where neither a folder nor an archive lies`);
  if (chartSha256 === undefined) return;
  if (local?.sha256 === undefined)
    fields.fail("chartSha256", "can be compared with an archive on this machine alone");
  else if (local.sha256 !== chartSha256.toLowerCase())
    fields.fail("chartSha256", `is not that of the archive, which is ${local.sha256}`);
}

/**
 * By the chart's own schema, where the chart is at hand, or by that of the newest one, whose shape is
 * `chart-1.21.json` (made of cert-manager's values.schema.json, Apache-2.0).
 */
function checkValues(
  args: CertManagerArgs,
  version: string | undefined,
  local: Shape | undefined,
  { failures }: Findings,
): void {
  const shape = local ?? (/^v?1\.21\./.test(version ?? "") ? (newestShape as Shape) : undefined);
  if (shape === undefined) return;
  const faults = shapeFaults(shape, known(chartValues(args, "cert-manager", version)));
  failures.push(
    ...faults.map(({ property, reason }) => ({
      property: isGiven(args.values, property.split(".")) ? `values.${property}` : argumentOf(property),
      reason,
    })),
  );
}

/** What the chart calls otherwise, or puts elsewhere, than the argument. */
function argumentOf(property: string): string {
  return property.replace(
    /^global\.(?=leaderElection|imagePullSecrets|commonLabels|logLevel|priorityClassName)/,
    "",
  );
}

function isGiven(values: unknown, [name, ...below]: readonly string[]): boolean {
  if (name === undefined) return true;
  return typeof values === "object" && values !== null && name in values
    ? isGiven((values as Record<string, unknown>)[name], below)
    : false;
}
