import { execFile } from "node:child_process";
import { access, realpath } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { errnoOf } from "./manifest-file.js";

/**
 * Why a private key must not be written into this folder, as a clause, or undefined when it may: the folder lies
 * in no git work tree, or git ignores what is put there. The folder need not exist yet.
 */
export async function workTreeFault(folder: string): Promise<string | undefined> {
  const [place, missing] = await existingPart(folder);
  const top = await topOf(place);
  if (top === undefined) return undefined;
  const inside = `${folder} lies in the git work tree ${top}`;
  // Any manifest, and the file that a killed process leaves: a rule for one name says nothing of the others.
  const probes = ["kubecerts-probe.yaml", ".kubecerts-0-0.tmp.yaml"].map((name) => join(missing, name));
  const ignored = await git(place, ["check-ignore", "--", ...probes]);
  if (ignored.code === "ENOENT")
    return `${inside}, and git is not installed, so whether it ignores that folder is not known`;
  const isPartly = ignored.code === 0 && ignored.said.trim().split("\n").length < probes.length;
  if (ignored.code === 1 || isPartly) return `${inside}, and git does not ignore it`;
  if (ignored.code === 128 && ignored.said.includes("not a git repository")) return undefined;
  if (ignored.code !== 0)
    return `${inside}, and git did not say whether it ignores that folder (${ignored.said})`;
  return await trackedFault(place, missing, inside);
}

/** A file that was committed before the folder was ignored is still committed with its next change. */
async function trackedFault(place: string, missing: string, inside: string): Promise<string | undefined> {
  if (missing !== "") return undefined;
  const { said } = await git(place, ["ls-files", "--", "."]);
  const tracked = said
    .split("\n")
    .find((name) => name.endsWith(".yaml") && !name.endsWith(".kubecerts.yaml"));
  return tracked === undefined ? undefined : `${inside}, and git tracks ${tracked} in it`;
}

/** The part of a path that exists, links resolved as git resolves them, and the rest. */
async function existingPart(folder: string): Promise<[place: string, missing: string]> {
  try {
    return [await realpath(folder), ""];
  } catch (error) {
    if (errnoOf(error) !== "ENOENT" || dirname(folder) === folder) throw error;
    const [place, missing] = await existingPart(dirname(folder));
    return [place, join(missing, basename(folder))];
  }
}

/** The nearest folder upwards with a `.git`, so that git is neither needed nor started where there is none. */
async function topOf(folder: string): Promise<string | undefined> {
  const found = await access(join(folder, ".git")).then(
    () => true,
    () => false,
  );
  if (found) return folder;
  return dirname(folder) === folder ? undefined : await topOf(dirname(folder));
}

interface GitAnswer {
  readonly code: number | string;
  readonly said: string;
}

function git(folder: string, args: readonly string[]): Promise<GitAnswer> {
  // Inside a git hook these name another repository than the one the folder lies in.
  const { GIT_DIR: _dir, GIT_WORK_TREE: _tree, GIT_INDEX_FILE: _index, ...env } = process.env;
  return new Promise((resolve) => {
    const options = { env: { ...env, LC_ALL: "C" }, timeout: 10_000 };
    execFile("git", ["-C", folder, ...args], options, (error, stdout, stderr) => {
      const code = error === null ? 0 : (error.code ?? String(error.signal));
      resolve({ code, said: (stdout + stderr).trim() });
    });
  });
}
