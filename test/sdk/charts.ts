import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { tar } from "../sandbox/tar.js";

/** A chart's folder with this version and these files. */
export function chartFolder(version: string, files: Readonly<Record<string, string>>): string {
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
export function chartArchive(version: string): string {
  const files = { "Chart.yaml": `version: ${version}\n`, "values.schema.json": "{}" };
  const entries = Object.entries(files).map(([path, text]) => ({
    path: `cert-manager/${path}`,
    content: Buffer.from(text),
  }));
  const file = join(mkdtempSync(join(tmpdir(), "kubecerts-chart-")), "cert-manager.tgz");
  writeFileSync(file, gzipSync(tar(entries)));
  return file;
}
