import { execFileSync } from "node:child_process";
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
import { buildStep } from "../toolchain/build-step.js";
import { cacheFolder } from "../toolchain/cache-folder.js";

const repository = resolve(__dirname, "../..");

export interface Installed {
  readonly folder: string;
  readonly remove: () => void;
}

/**
 * A folder below which every program finds this package under its own name, as `npm install` of the packed
 * tarball lays it there, and its dependencies.
 *
 * The package must be a copy: through a link Node would resolve it to this repository, and `require` by the
 * package's own name fails in the provider's process, which has no file to resolve from.
 */
export async function installPackage(): Promise<Installed> {
  const folder = mkdtempSync(join(tmpdir(), "kubecerts-"));
  const modules = join(folder, "node_modules");
  mkdirSync(join(modules, "pulumi-kubecerts"), { recursive: true });
  const tarball = await packPackage();
  execFileSync("tar", ["-xzf", tarball, "-C", join(modules, "pulumi-kubecerts"), "--strip-components=1"]);
  for (const name of readdirSync(join(repository, "node_modules")))
    if (!name.startsWith(".")) symlinkSync(join(repository, "node_modules", name), join(modules, name));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** The package as npm would publish it: a tarball, packed again when anything that goes into it has changed. */
export async function packPackage(): Promise<string> {
  const cache = cacheFolder("package");
  const { version } = JSON.parse(readFileSync(join(repository, "package.json"), "utf8"));
  const output = `pulumi-kubecerts-${version}.tgz`;
  await buildStep({ name: "the package", cache, output, inputs: packed(), expectedSeconds: 8, make: pack });
  return join(cache, output);
}

function pack(unfinished: string): void {
  const destination = mkdtempSync(join(tmpdir(), "kubecerts-pack-"));
  const args = ["pack", "--json", "--silent", "--pack-destination", destination];
  const answer = execFileSync("npm", args, {
    cwd: repository,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  copyFileSync(join(destination, JSON.parse(answer)[0].filename), unfinished);
  rmSync(destination, { recursive: true });
}

/** Everything that the tarball depends on, with its names. */
function packed(): (string | Buffer)[] {
  const single = [
    "package.json",
    "package-lock.json",
    "tsconfig.json",
    "tsconfig.build.json",
    "README.md",
    "CHANGELOG.md",
    "LICENSE",
  ];
  const trees = ["provider", "sdk", "cli", "rbac"].flatMap((folder) =>
    readdirSync(join(repository, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(repository, join(entry.parentPath, entry.name))),
  );
  return [...single, ...trees.sort()].flatMap((file) => [file, readFileSync(join(repository, file))]);
}
