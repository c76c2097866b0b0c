import { type BigIntStats, lstatSync } from "node:fs";
import { mkdir, open, readdir, rename, unlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Version } from "./port.js";

export type FileReading =
  | { readonly state: "absent" }
  | { readonly state: "unchanged" }
  | { readonly state: "unreadable"; readonly why: string; readonly version: Version }
  | { readonly state: "read"; readonly text: string; readonly version: Version };

/** Several times what the API takes of a Secret, in base64 (see limits.ts). */
const largest = 8 * 2 ** 20;

const leftover = /^\.kubecerts-[0-9-]+\.tmp\.yaml$/;

/** The version of what lies at this path, a symbolic link not followed. Everything but ENOENT throws. */
function versionAt(path: string): Version | "absent" {
  const stats = statsOf(path);
  return stats === undefined ? "absent" : versionOf(stats);
}

/** The text of a file, which is opened only when its version is another than `known`. */
export async function readFileUnless(path: string, known?: Version): Promise<FileReading> {
  const stats = statsOf(path);
  if (stats === undefined) return { state: "absent" };
  if (versionOf(stats) === known) return { state: "unchanged" };
  if (!stats.isFile() && !stats.isDirectory())
    return {
      state: "unreadable",
      why: "is no plain file, and links are not followed",
      version: versionOf(stats),
    };
  if (stats.size > largest)
    return { state: "unreadable", why: `is larger than ${largest} bytes`, version: versionOf(stats) };
  const handle = await open(path, "r");
  try {
    const version = versionOf(await handle.stat({ bigint: true }));
    return { state: "read", text: await handle.readFile("utf8"), version };
  } finally {
    await handle.close();
  }
}

/**
 * Puts a text at this path in one step and answers its version; undefined, and nothing done, when what is there
 * is not what was expected. The file is never wider than `mode`, not even for a moment, whatever the mode of the
 * one before it. Folders that are missing are made for their owner alone.
 */
export async function replaceFile(
  path: string,
  text: string,
  mode: number,
  expected: Version | "absent",
): Promise<Version | undefined> {
  try {
    return await replaceOnce(path, text, mode, expected);
  } catch (error) {
    // Somebody else removed the folder when it was empty, or the file as a leftover; neither happens again and again.
    if (errnoOf(error) !== "ENOENT") throw error;
    return await replaceOnce(path, text, mode, expected);
  }
}

/** Deletes the file; false, and nothing done, when another than the one expected is there. What is gone already is no failure. */
export async function removeFile(path: string, expected: Version): Promise<boolean> {
  const found = versionAt(path);
  if (found !== "absent" && found !== expected) return false;
  await unlink(path).catch(unless("ENOENT", undefined));
  return true;
}

/** Removes what a killed process left half-written in this folder; it may hold a key. */
export async function removeLeftovers(folder: string): Promise<void> {
  const names = await readdir(folder).catch(unless("ENOENT", []));
  for (const name of names)
    if (leftover.test(name)) await unlink(join(folder, name)).catch(unless("ENOENT", undefined));
}

export function errnoOf(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === "string" ? code : undefined;
}

/** For `catch`: throws on, unless the error is this one, which means `value`. */
export function unless<T>(errno: string, value: T): (error: unknown) => T {
  return (error) => {
    if (errnoOf(error) !== errno) throw error;
    return value;
  };
}

async function replaceOnce(path: string, text: string, mode: number, expected: Version | "absent") {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const temporary = join(dirname(path), `.kubecerts-${process.pid}-${process.hrtime.bigint()}.tmp.yaml`);
  const handle = await open(temporary, "wx", mode);
  try {
    await handle.writeFile(text);
    await handle.sync();
    const version = versionOf(await handle.stat({ bigint: true }));
    if (versionAt(path) !== expected) return undefined;
    await rename(temporary, path);
    await syncFolder(dirname(path));
    return version;
  } finally {
    await handle.close();
    await unlink(temporary).catch(unless("ENOENT", undefined));
  }
}

/** Makes the rename itself last a crash. The file stands whole either way, and not every file system can do it. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r").catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}

/** Without waiting: a preview asks for thousands, and a turn in the thread pool takes twenty times as long as the question. */
function statsOf(path: string): BigIntStats | undefined {
  return lstatSync(path, { bigint: true, throwIfNoEntry: false });
}

/** With the inode: two files of one size may be written within one tick of the file system's clock. */
function versionOf(stats: BigIntStats): Version {
  return `${stats.mtimeNs}-${stats.size}-${stats.ino}`;
}
