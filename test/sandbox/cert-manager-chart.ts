import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { moduleFolder } from "../toolchain/go-build.js";

const module = "github.com/cert-manager/cert-manager";

/** The chart of the cert-manager that the module in `from` requires, as its release tool would publish it. */
export async function writeChart(from: string, version: string, to: string): Promise<void> {
  const deploy = join(await moduleFolder(from, module), "deploy");
  copyWritable(join(deploy, "charts/cert-manager"), to);
  nameVersion(join(to, "Chart.yaml"), version);
}

/** The same for 1.9, which keeps the chart's parts further apart. */
export async function writeOldChart(from: string, version: string, to: string): Promise<void> {
  const deploy = join(await moduleFolder(from, module), "deploy");
  copyWritable(join(deploy, "charts/cert-manager"), to);
  renameSync(join(to, "Chart.template.yaml"), join(to, "Chart.yaml"));
  nameVersion(join(to, "Chart.yaml"), version);
  // The CRDs hold Helm expressions, so that they belong among the templates.
  const crds = readdirSync(join(deploy, "crds"))
    .filter((file) => /^crd-.*\.yaml$/.test(file))
    .sort()
    .map((file) => readFileSync(join(deploy, "crds", file), "utf8").replaceAll("# Generated labels ", ""));
  writeFileSync(
    join(to, "templates/crds.yaml"),
    [
      "{{- if .Values.installCRDs }}",
      ...crds.flatMap((crd) => ["---", crd.trimEnd()]),
      "{{- end }}",
      "",
    ].join("\n"),
  );
}

/** A copy whose files may be changed: those in Go's module cache are read-only, and cp would keep them so. */
function copyWritable(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) copyWritable(source, target);
    else if (entry.name !== "BUILD.bazel") writeFileSync(target, readFileSync(source));
  }
}

function nameVersion(file: string, version: string): void {
  const text = readFileSync(file, "utf8");
  writeFileSync(file, text.replaceAll(/^(version|appVersion): .*$/gm, `$1: ${version}`));
}
