import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { type Shape, shapeOf } from "./chart-shape.js";

/** A chart that lies on this machine, as far as it must be known before Helm runs. */
export interface LocalChart {
  /** As its `Chart.yaml` says. */
  readonly version?: string;
  /** By its `values.schema.json`; by what its templates read where it has none, which is known by name alone. */
  readonly shape: Shape;
  /** SHA-256 of an archive in hex; a folder has none. */
  readonly sha256?: string;
}

/** The chart in a folder or an archive; undefined where there is neither, so that it may be a name in a repository. */
export function localChart(path: string): LocalChart | undefined {
  if (!existsSync(path)) return undefined;
  if (statSync(path).isDirectory()) return chartOf(filesBelow(path));
  const archive = readFileSync(path);
  const sha256 = createHash("sha256").update(archive).digest("hex");
  return { ...chartOf(filesIn(gunzipSync(archive))), sha256 };
}

type Files = ReadonlyMap<string, string>;

function chartOf(files: Files): LocalChart {
  const version = /^version:\s*["']?([^\s"'#]+)/m.exec(files.get("Chart.yaml") ?? "")?.[1];
  const schema = files.get("values.schema.json");
  const shape = schema === undefined ? readByTemplates(files) : shapeOf(JSON.parse(schema));
  return { ...(version === undefined ? {} : { version }), shape };
}

/** Helm hands a template whatever it is given, and what no template reads does nothing, without a word. */
function readByTemplates(files: Files): Shape {
  const templates = [...files].filter(([path]) => path.startsWith("templates/"));
  const reads = templates.flatMap(([, text]) => [...text.matchAll(/\.Values\.(\w+)/g)]);
  return Object.fromEntries([...reads.map(([, name = ""]) => [name, "any"] as const), ["global", "any"]]);
}

function filesBelow(folder: string): Files {
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" });
  const files = paths.filter((path) => isWanted(path) && statSync(join(folder, path)).isFile());
  return new Map(files.map((path) => [path, readFileSync(join(folder, path), "utf8")]));
}

/**
 * The files of a chart's archive, in which all lie below a folder of the chart's name.
 *
 * @see https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html (ustar Interchange Format)
 */
function filesIn(tar: Buffer): Files {
  const files = new Map<string, string>();
  for (let at = 0; at + 512 <= tar.length && tar[at] !== 0; ) {
    const text = (from: number, length: number) =>
      tar.toString("utf8", at + from, at + from + length).replace(/\0.*$/s, "");
    const path = [text(345, 155), text(0, 100)]
      .filter(Boolean)
      .join("/")
      .replace(/^[^/]*\//, "");
    const size = Number.parseInt(text(124, 12), 8) || 0;
    if (isWanted(path)) files.set(path, tar.toString("utf8", at + 512, at + 512 + size));
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return files;
}

const isWanted = (path: string) => /^(Chart\.yaml|values\.schema\.json|templates\/.+)$/.test(path);
