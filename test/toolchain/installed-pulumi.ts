import { execFileSync } from "node:child_process";
import { accessSync, constants, realpathSync } from "node:fs";
import { basename, delimiter, dirname, join, resolve } from "node:path";
import { isAtLeast } from "./versions.js";

/** What must lie beside the CLI: it warns about a plugin that it finds on `PATH` only. */
export const plugins = {
  languageHost: "pulumi-language-nodejs",
  dynamicProvider: "pulumi-resource-pulumi-nodejs",
} as const;

type Installed =
  | { readonly usable: true; readonly root: string; readonly version: string }
  | { readonly usable: false; readonly reason: string };

/** The first `pulumi` on `PATH` and whether the tests can run with it; undefined when there is none. */
export function inspectInstalled(oldest: string, exceptIn: string): Installed | undefined {
  const command = firstOnPath("pulumi", exceptIn);
  if (!command) return undefined;
  const refuse = (why: string): Installed => ({ usable: false, reason: `${command} ${why}` });

  // A link from /usr/local/bin: the CLI looks for plugins beside the file that the link leads to.
  const bin = dirname(realpathSync(command));
  if (basename(bin) !== "bin")
    return refuse("does not lie in a folder named bin, which the Automation API demands");
  const missing = Object.values(plugins).filter((plugin) => !isExecutable(join(bin, plugin)));
  if (missing.length > 0) return refuse(`has no ${missing.join(" and no ")} beside it`);
  const version = versionOf(command);
  if (!version) return refuse("does not tell its version");
  if (!isAtLeast(version, oldest)) return refuse(`is ${version}; the tests need ${oldest} or later`);
  return { usable: true, root: dirname(bin), version };
}

function firstOnPath(command: string, exceptIn: string): string | undefined {
  return (process.env.PATH ?? "")
    .split(delimiter)
    .filter((folder) => folder && resolve(folder) !== exceptIn)
    .map((folder) => join(folder, command))
    .find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function versionOf(command: string): string | undefined {
  try {
    const env = { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" };
    return execFileSync(command, ["version"], { env, encoding: "utf8", timeout: 10_000, stdio: "pipe" })
      .trim()
      .replace(/^v/, "");
  } catch {
    return undefined;
  }
}
