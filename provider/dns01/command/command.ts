import { type ChildProcess, spawn } from "node:child_process";
import { foreignText } from "../../errors.js";
import type { CommandSpec } from "../../spec/dns-api-spec.js";
import { type DnsProvider, type TxtRecords, ttl } from "../dns-provider.js";
import type { Outside } from "../outside.js";
import { toldChange } from "../told-change.js";

/** Octets of what a command says that are kept, from its end. */
const kept = 2_000;

/**
 * A program that is told every change on its standard input; 0 means that it was made. It sees the variables that are
 * named and no others, no shell, and no value among its arguments, which other users of the machine can read.
 */
export function command(spec: CommandSpec, outside: Pick<Outside, "environment">): DnsProvider {
  const tell = (action: "add" | "remove", records: readonly TxtRecords[], signal: AbortSignal) =>
    run(spec, outside.environment, toldChange(action, records, ttl), signal);
  return {
    add: (records, signal) => tell("add", records, signal),
    remove: (records, signal) => tell("remove", records, signal),
  };
}

async function run(
  { command: [program = "", ...args], environment, timeout }: CommandSpec,
  from: NodeJS.ProcessEnv,
  input: string,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted();
  const env = Object.fromEntries(
    environment.flatMap((name) => (from[name] === undefined ? [] : [[name, from[name]]])),
  );
  // Its own group, so that what it started ends with it.
  const child = spawn(program, args, { env, detached: true, shell: false, stdio: ["pipe", "pipe", "pipe"] });
  const limit = AbortSignal.any([signal, AbortSignal.timeout(timeout)]);
  const kill = () => killGroup(child);
  limit.addEventListener("abort", kill, { once: true });
  try {
    const { code, killed, said } = await ended(child, input);
    if (limit.aborted)
      throw new Error(
        `the command ${program} was killed ${signal.aborted ? "when time was over" : `after ${timeout / 1000} s`}${words(said)}`,
      );
    if (code !== 0) throw new Error(`the command ${program} ended with ${killed ?? code}${words(said)}`);
  } finally {
    limit.removeEventListener("abort", kill);
  }
}

function ended(
  child: ChildProcess,
  input: string,
): Promise<{ code: number | null; killed: NodeJS.Signals | null; said: string }> {
  let said = "";
  const hear = (chunk: Buffer) => {
    said = (said + chunk.toString("utf8")).slice(-kept);
  };
  child.stdout?.on("data", hear);
  child.stderr?.on("data", hear);
  // A program that ends without reading is judged by its code.
  child.stdin?.on("error", () => {});
  child.stdin?.end(input);
  return new Promise((resolve, reject) => {
    child.on("error", (error: NodeJS.ErrnoException) =>
      reject(new Error(`the command ${child.spawnfile} cannot be started (${error.code})`, { cause: error })),
    );
    // Its output may be held open by what it started and left: its own end counts.
    child.on("exit", (code, killed) => setImmediate(() => resolve({ code, killed, said })));
  });
}

function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error; // it has ended by itself
  }
}

function words(said: string): string {
  const text = foreignText(said);
  return text === "" ? "" : `: ${text}`;
}
