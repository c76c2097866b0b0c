import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { withBuildLock } from "./build-lock.js";
import { Progress } from "./progress.js";

export interface BuildStep {
  /** Unique in the cache; shown while it is made. */
  readonly name: string;
  /** The folder that holds the output, the stamps and what is not finished yet. */
  readonly cache: string;
  /** The file or folder that is made, relative to `cache`. */
  readonly output: string;
  /** All that the output depends on. */
  readonly inputs: readonly (string | Uint8Array)[];
  /** How long it takes on two cores with nothing prepared. */
  readonly expectedSeconds: number;
  /** Writes the output to the path that it is given. */
  make(unfinished: string): Promise<void> | void;
}

/**
 * Makes the output of a step unless it is there, made from the same inputs.
 *
 * It is made under another name and renamed, and its stamp is written last: a build that was killed at any moment
 * is never taken for a finished one.
 */
export async function buildStep(step: BuildStep): Promise<"cache" | "built"> {
  const stamp = join(step.cache, "stamps", step.name);
  const digest = digestOf(step.inputs);
  const isDone = () => existsSync(join(step.cache, step.output)) && readText(stamp) === digest;
  if (isDone()) return "cache";
  return withBuildLock(join(step.cache, "building"), async () => {
    if (isDone()) return "cache";
    await makeOnce(step);
    mkdirSync(dirname(stamp), { recursive: true });
    writeFileSync(stamp, digest);
    return "built";
  });
}

async function makeOnce(step: BuildStep): Promise<void> {
  const output = join(step.cache, step.output);
  // What is left here belongs to a build that was killed; its Go may still run and write under its own number.
  rmSync(join(step.cache, "unfinished"), { recursive: true, force: true });
  rmSync(join(step.cache, "stamps", step.name), { force: true });
  const unfinished = join(step.cache, "unfinished", `${step.name}-${process.pid}`);
  mkdirSync(dirname(unfinished), { recursive: true });
  mkdirSync(dirname(output), { recursive: true });
  const progress = new Progress(`building ${step.name}`, step.expectedSeconds);
  try {
    await step.make(unfinished);
    rmSync(output, { recursive: true, force: true });
    renameSync(unfinished, output);
  } catch (error) {
    progress.end("failed");
    throw error;
  }
  progress.end("done");
}

function digestOf(inputs: BuildStep["inputs"]): string {
  const hash = createHash("sha256");
  // The length keeps one long input apart from two short ones.
  for (const input of inputs) hash.update(`${input.length}:`).update(input);
  return hash.digest("hex");
}

function readText(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
}
