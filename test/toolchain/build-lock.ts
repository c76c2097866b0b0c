import { closeSync, mkdirSync, openSync, rmSync, statSync, utimesSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Progress } from "./progress.js";

const beat = 1_000;
/** A holder that has not touched its lock for so long was killed. */
const abandonedAfter = 10_000;

/** Runs `work` while no other process builds in the same cache: two builds at once would each take twice as long. */
export async function withBuildLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  mkdirSync(dirname(file), { recursive: true });
  await acquire(file);
  const timer = setInterval(() => utimesSync(file, new Date(), new Date()), beat);
  try {
    return await work();
  } finally {
    clearInterval(timer);
    rmSync(file, { force: true });
  }
}

async function acquire(file: string): Promise<void> {
  let waiting: Progress | undefined;
  while (!take(file)) {
    waiting ??= new Progress("waiting for another process that builds");
    await sleep(500);
  }
  waiting?.end("it is done");
}

function take(file: string): boolean {
  try {
    closeSync(openSync(file, "wx"));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  const held = statSync(file, { throwIfNoEntry: false });
  if (held && Date.now() - held.mtimeMs > abandonedAfter) rmSync(file, { force: true });
  return false;
}
