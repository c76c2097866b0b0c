import { createHash } from "node:crypto";
import { posix } from "node:path";
import { type TarEntry, tar } from "./tar.js";

export interface Image {
  /** With its tag. */
  readonly name: string;
  readonly entrypoint: readonly string[];
}

/** The chart demands a numeric user that is not root. */
const user = "65532";

const architectures: Partial<Record<NodeJS.Architecture, string>> = { x64: "amd64", arm64: "arm64" };

/** An archive of images, as `ctr images import` reads it, that share one layer: a static program at `path`. */
export function imageArchive(program: Uint8Array, path: string, images: readonly Image[]): Buffer {
  return archiveOf([{ path, content: program, mode: 0o755 }], images);
}

/** The same with any files, each by its absolute path. */
export function archiveOf(files: readonly TarEntry[], images: readonly Image[]): Buffer {
  const folders = new Map(
    files.flatMap(({ path }) => foldersAbove(path)).map((folder) => [folder.path, folder]),
  );
  const layer = tar([
    ...surroundings,
    ...folders.values(),
    ...files.map((file) => ({ ...file, path: file.path.slice(1) })),
  ]);
  const layerFile = `${sha256(layer)}.tar`;
  const configured = images.map((image) => {
    const config = Buffer.from(JSON.stringify(configuration(image, sha256(layer))));
    return { image, config, file: `${sha256(config)}.json` };
  });
  const manifest = configured.map(({ image, file }) => ({
    Config: file,
    RepoTags: [image.name],
    Layers: [layerFile],
  }));
  return tar([
    { path: layerFile, content: layer },
    ...configured.map(({ file, config }) => ({ path: file, content: config })),
    { path: "manifest.json", content: Buffer.from(JSON.stringify(manifest)) },
  ]);
}

/** The little that a static program may look for. */
const surroundings: readonly TarEntry[] = [
  { path: "tmp", mode: 0o1777 },
  { path: "etc" },
  { path: "etc/passwd", content: Buffer.from(`root:x:0:0::/:/\nnonroot:x:${user}:${user}::/:/\n`) },
  { path: "etc/nsswitch.conf", content: Buffer.from("hosts: files dns\n") },
];

function foldersAbove(path: string): TarEntry[] {
  const folder = posix.dirname(path);
  return folder === "/" ? [] : [...foldersAbove(folder), { path: folder.slice(1) }];
}

function configuration(image: Image, layer: string): object {
  return {
    architecture: architectures[process.arch] ?? process.arch,
    os: "linux",
    config: { Entrypoint: image.entrypoint, Env: ["PATH=/usr/bin:/bin"], User: user },
    rootfs: { type: "layers", diff_ids: [`sha256:${layer}`] },
  };
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
