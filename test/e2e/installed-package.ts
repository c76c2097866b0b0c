import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

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
export function installPackage(): Installed {
  const folder = mkdtempSync(join(tmpdir(), "kubecerts-"));
  const modules = join(folder, "node_modules");
  mkdirSync(join(modules, "pulumi-kubecerts"), { recursive: true });
  const tarball = packPackage(folder);
  execFileSync("tar", ["-xzf", tarball, "-C", join(modules, "pulumi-kubecerts"), "--strip-components=1"]);
  for (const name of readdirSync(join(repository, "node_modules")))
    if (!name.startsWith(".")) symlinkSync(join(repository, "node_modules", name), join(modules, name));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Builds the package and packs it; answers the tarball's path. */
export function packPackage(destination: string): string {
  const npm = (...args: string[]) =>
    execFileSync("npm", args, { cwd: repository, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
  const [packed] = JSON.parse(npm("pack", "--json", "--silent", "--pack-destination", destination));
  return join(destination, packed.filename);
}
