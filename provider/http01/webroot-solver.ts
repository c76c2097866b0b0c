import { chmod, lstat, mkdir, open, rename, stat, unlink } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Challenge, Solver } from "../acme/solver.js";
import { CertificateError } from "../errors.js";
import { selfCheck } from "../reach/self-check.js";
import type { SelfCheckSpec } from "../spec/http01-spec.js";
import { challengeFolder, safeToken } from "./challenge-url.js";
import { seeByHttp } from "./see.js";

/**
 * Answers through a web server that serves a folder. The files are for everybody to read; the folders that are made
 * for them stay when they are removed.
 */
export function webrootSolver(directory: string, check: SelfCheckSpec): Solver {
  const root = resolve(directory);
  const path = (challenge: Challenge) => join(root, challengeFolder, safeToken(challenge));
  return {
    type: "http-01",
    present: (challenges) =>
      attempt(root, "written", async () => {
        await makeFolder(root);
        for (const challenge of challenges) await put(path(challenge), challenge.keyAuthorization);
      }),
    check: (challenges, signal) => selfCheck(challenges, check, seeByHttp(check), signal),
    cleanUp: (challenges) =>
      attempt(root, "removed", async () => {
        for (const file of challenges.map(path))
          for (const name of [file, half(file)]) await unlink(name).catch(unlessAbsent);
      }),
  };
}

/**
 * Makes the challenges' folder below the root, readable whatever the umask. A link on the way is refused: others may
 * write to what a web server serves, and this may be root.
 */
async function makeFolder(root: string): Promise<void> {
  if (!(await stat(root)).isDirectory()) throw Object.assign(new Error("no folder"), { code: "ENOTDIR" });
  let folder = root;
  for (const part of challengeFolder.split("/").slice(1)) {
    folder = join(folder, part);
    const made = await mkdir(folder).then(
      () => true,
      (error: NodeJS.ErrnoException) => {
        if (error.code !== "EEXIST") throw error;
        return false;
      },
    );
    if (made) await chmod(folder, 0o755);
    if (!(await lstat(folder)).isSymbolicLink()) continue;
    throw new CertificateError(
      `nothing can be proven to the CA: ${folder} is a link, and links are not followed`,
      "Nothing was written, and the CA was told nothing",
      `Give as webroot.directory the folder above the real ${challengeFolder.slice(1)}, or remove the link`,
    );
  }
}

/** In one step: the web server never serves a half. A half that a killed process left is begun anew. */
async function put(path: string, text: string): Promise<void> {
  const temporary = half(path);
  await unlink(temporary).catch(unlessAbsent);
  const handle = await open(temporary, "wx", 0o644);
  try {
    await handle.writeFile(text);
    await handle.chmod(0o644); // whatever the umask: the web server is another user
    await rename(temporary, path);
  } finally {
    await handle.close();
  }
}

function half(path: string): string {
  return `${path}.tmp`;
}

async function attempt(root: string, doing: "written" | "removed", work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (error instanceof CertificateError || code === undefined) throw error;
    throw new CertificateError(
      `the challenge's file was not ${doing} in ${root} (${code}${words[code] ?? ""})`,
      doing === "written"
        ? "The CA was told nothing"
        : "It may still lie there, and proves nothing to who reads it",
      doing === "written"
        ? "Correct webroot.directory, or give this user the right to write there, then run pulumi up again"
        : `Remove what lies in ${join(root, challengeFolder)}`,
      { cause: error },
    );
  }
}

const words: Readonly<Record<string, string>> = {
  ENOENT: ": that folder is not there",
  ENOTDIR: ": that is no folder",
  EACCES: ": this user may not write there",
  EPERM: ": this user may not write there",
  EROFS: ": it can only be read",
  ENOSPC: ": it is full",
};

function unlessAbsent(error: NodeJS.ErrnoException): void {
  if (error.code !== "ENOENT") throw error;
}
